"""The conversations: the list, and one to read."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.contrib import messages
from django.db.models import Count, Prefetch, Value
from django.db.models.functions import Coalesce
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from archive.days import local_day
from archive.models import Conversation, Message, Participant, PrivateMark
from archive.thread_places import small_threads
from woo_portal.accounts.archive_tabs import archive_tabs
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.intake import reading
from woo_portal.intake.differing import counts_of
from woo_portal.intake.filters import ConversationFilter
from woo_portal.intake.forms import DayForm
from woo_portal.intake.takeover import rsmf_of
from woo_portal.presentation import keyset
from woo_portal.presentation.dutch import day as in_words
from woo_portal.presentation.typed_ids import id_in

LATEST_FIRST = keyset.Order(("latest", "id"), falling=True)
PAGE = 50
NAMED = 4
"""So many participants are named in the list; the others are counted."""
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@requires(Capability.READ_ARCHIVE)
@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """All conversations, the one that was written in last first."""
    busiest = Participant.objects.select_related("handle__person").order_by("-message_count", "id")[:NAMED]
    listed = (
        Conversation.objects.visible()
        .with_counts()
        .select_related("differences")
        .annotate(latest=Coalesce("shown_last", Value(_NEVER)))
    )
    chosen = ConversationFilter(request.GET, queryset=listed)
    rows = chosen.qs.annotate(persons=Count("participants__handle__person", distinct=True)).prefetch_related(
        Prefetch("participants", busiest, to_attr="busiest")
    )
    return render(
        request,
        "intake/conversations.html",
        {
            "tabs": archive_tabs(current_user(request), "archive-conversations"),
            "form": chosen.form,
            "narrowed": any(request.GET.get(name) for name in chosen.filters),
            "page": keyset.page(rows, LATEST_FIRST, request.GET.dict(), size=PAGE),
            "found": chosen.qs.count(),
            "private": Conversation.objects.private().count(),
        },
    )


@requires(Capability.READ_ARCHIVE)
@require_safe
def conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """A conversation to read: from the start, around a message, from a day, or at its end."""
    user = current_user(request)
    if user.may(Capability.GUARD_PRIVACY) and Conversation.objects.private().filter(pk=conversation_id).exists():
        return _wholly_private(request, conversation_id)
    chat = get_object_or_404(Conversation.objects.visible().with_counts(), pk=conversation_id)
    asked = _message(chat, request.GET.get("bericht", ""))
    of_thread = _message(chat, request.GET.get("draad", ""))
    if of_thread is not None and not small_threads([of_thread.pk]):
        asked, of_thread = of_thread, None
    kept = {name: "1" for name in ("bron", "markeren") if request.GET.get(name)}
    form = DayForm(request.GET if request.GET.get("dag") else None, initial=kept)
    day = form.cleaned_data["dag"] if form.is_valid() and asked is None else None
    if of_thread is not None:
        page = reading.window_of_thread(chat, of_thread)
    else:
        page = _page(chat, request.GET, kept, asked=asked, day=day)
    phones = reading.phones(chat)
    threads = reading.pointed_at(page.rows, asked) if chat.is_group and of_thread is None else {}
    # What is private between the messages of a thread need not be of that thread.
    private = reading.private_around(chat, page) if of_thread is None else [0] * (len(page.rows) + 1)
    _record_view(chat, page, by=user)
    return render(
        request,
        "intake/conversation.html",
        {
            "conversation": chat,
            "lines": reading.lines(page.rows, phones, threads, private),
            "private_after": private[-1],
            "page": page,
            "of_thread": of_thread,
            "phones": phones,
            "asked": asked,
            "silent_day": day if page.rows and day != local_day(page.rows[0].sent_at) else None,
            "form": form,
            "participants": reading.participants(chat),
            "with_sources": "bron" in kept,
            "is_marking": "markeren" in kept and user.may(Capability.GUARD_PRIVACY),
            "may_guard": user.may(Capability.GUARD_PRIVACY),
            "may_hold": user.may(Capability.HOLD),
            "may_export": user.may(Capability.IMPORT),
            "differing": counts_of([chat.pk]).get(chat.pk, 0),
        },
    )


def _wholly_private(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """What who guards the archive is told at the address of a conversation that nobody finds any more; not a word of it."""
    marks = PrivateMark.objects.active().of_whole_conversations().filter(conversation=conversation_id)
    return render(request, "intake/conversation_private.html", {"marks": marks.order_by("pk")}, status=404)


@requires(Capability.READ_ARCHIVE, Capability.IMPORT)
@require_safe
def as_rsmf(request: HttpRequest, conversation_id: int) -> HttpResponseBase:
    """The conversation as RSMF, without what is private in it, for another system to take over."""
    chat = get_object_or_404(Conversation.objects.visible().with_counts(), pk=conversation_id)
    if request.method == "HEAD":
        return HttpResponse(content_type="application/octet-stream")
    made = rsmf_of(chat)
    if made is None:
        messages.info(request, "Dit gesprek heeft geen berichten. Er is niets om te exporteren.")
        return redirect("archive-conversation", chat.pk)
    stream, name = made
    record(
        Verb.CONVERSATION_EXPORTED,
        by=current_user(request),
        subject=chat.title,
        conversation=chat.pk,
        app=chat.app_name,
        count=chat.shown_count,  # type: ignore[attr-defined]
        file_name=name,
    )
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/octet-stream")


def _page(
    chat: Conversation, parameters: QueryDict, kept: dict[str, str], *, asked: Message | None, day: date | None
) -> reading.Window:
    """The window around the message or from the day that was asked for; else the one a link on the page asks for."""
    if asked is not None:
        return reading.window_around(chat, asked, kept)
    if day is not None:
        return reading.window_on(chat, day, kept)
    if "laatste" in parameters:
        return reading.window_at_the_end(chat, kept)
    if first := _message(chat, parameters.get("vanaf", "")):
        return reading.window_from(chat, first, kept)
    place = {name: parameters.get(name, "") for name in (keyset.AFTER, keyset.BEFORE)}
    return reading.window(chat, kept | place)


def _record_view(chat: Conversation, page: reading.Window, *, by: User) -> None:
    days = [in_words(message.sent_at) for message in page.rows]
    record(
        Verb.CONVERSATION_VIEWED,
        by=by,
        subject=chat.title,
        conversation=chat.pk,
        app=chat.app_name,
        first_day=days[0] if days else "",
        last_day=days[-1] if days else "",
    )


def _message(chat: Conversation, pk: str) -> Message | None:
    key = id_in(pk)
    return None if key is None else Message.objects.visible().filter(conversation=chat, pk=key).first()

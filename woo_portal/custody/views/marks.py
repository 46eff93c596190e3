"""What is private: marking it, the list of marks, reading what is behind one, and lifting it. For who guards the archive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from archive import privacy
from archive.models import Conversation, PrivateMark
from archive.privacy import Scope
from woo_portal.accounts.archive_tabs import archive_tabs
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.custody import marking
from woo_portal.custody.forms import CONVERSATION, MESSAGES, MarkForm, ReasonForm
from woo_portal.presentation import keyset
from woo_portal.presentation.dutch import counted
from woo_portal.presentation.typed_ids import ids_in

AS_WRITTEN = keyset.Order(("sent_at", "position"))
PAGE, MESSAGES_ON_A_PAGE = 50, 100
LIFTED = "opgeheven"


@requires(Capability.READ_ARCHIVE, Capability.GUARD_PRIVACY)
@require_safe
def marks(request: HttpRequest) -> HttpResponse:
    """The marks that hold, or those that were lifted; the newest first."""
    shows_lifted = request.GET.get("toon") == LIFTED
    rows = PrivateMark.objects.exclude(lifted_at=None) if shows_lifted else PrivateMark.objects.active()
    kept = {"toon": LIFTED} if shows_lifted else {}
    page = keyset.page(
        rows.with_counts().select_related("conversation"), keyset.NEWEST_FIRST, request.GET.dict() | kept, size=PAGE
    )
    return render(
        request,
        "custody/marks.html",
        {
            "tabs": archive_tabs(current_user(request), "archive-private"),
            "page": page,
            "rows": [(mark, marking.in_words(marking.scope_of(mark))) for mark in page.rows],
            "total": rows.count(),
            "messages_total": privacy.private_total(),
            "shows_lifted": shows_lifted,
        },
    )


@requires(Capability.READ_ARCHIVE, Capability.GUARD_PRIVACY)
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Mark something in a conversation: the messages ticked in the reader, a period, or all of it."""
    chat = get_object_or_404(Conversation, pk=conversation_id)
    chosen = tuple(ids_in((request.POST or request.GET).getlist("bericht")))
    form = MarkForm(request.POST or None, chosen=len(chosen))
    if form.is_valid():
        facts = form.cleaned_data
        try:
            count = marking.mark(
                _scope(chat, chosen, facts), reason=facts["reason"], said_by=facts["said_by"], by=current_user(request)
            )
        except marking.MarkRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            are = "is nu als privé gemarkeerd" if count == 1 else "zijn nu als privé gemarkeerd"
            messages.success(request, f"{counted(count, 'bericht', 'berichten')} {are}. Opheffen kan hieronder.")
            return redirect("archive-private")
    is_readable = Conversation.objects.visible().filter(pk=chat.pk).exists()
    back = reverse("archive-conversation", args=[chat.pk]) if is_readable else reverse("archive-private")
    context = {"conversation": chat, "form": form, "chosen": chosen, "is_readable": is_readable, "back": back}
    return render(request, "custody/mark.html", context)


def _scope(chat: Conversation, chosen: tuple[int, ...], facts: dict[str, Any]) -> Scope:
    if facts["what"] == MESSAGES:
        return Scope(chat.pk, chosen)
    if facts["what"] == CONVERSATION:
        return Scope(chat.pk)
    return Scope(chat.pk, (), facts["first_day"], facts["last_day"])


@requires(Capability.READ_ARCHIVE, Capability.GUARD_PRIVACY)
@require_safe
def read(request: HttpRequest, mark_id: int) -> HttpResponse:
    """What is behind a mark; every look is in the log."""
    found = get_object_or_404(PrivateMark.objects.active().select_related("conversation"), pk=mark_id)
    covered = privacy.covered_by(found)
    page = keyset.page(covered.for_reading(), AS_WRITTEN, request.GET.dict(), size=MESSAGES_ON_A_PAGE)
    record(
        Verb.PRIVATE_READ,
        by=current_user(request),
        subject=f"gesprek {found.conversation_id}",
        mark=found.pk,
        conversation=found.conversation_id,
        count=len(page.rows),
    )
    return render(
        request,
        "custody/private.html",
        {"mark": found, "what": marking.in_words(marking.scope_of(found)), "page": page, "total": covered.count()},
    )


@requires(Capability.READ_ARCHIVE, Capability.GUARD_PRIVACY)
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, mark_id: int) -> HttpResponse:
    """Ask whether a mark must go, and lift it."""
    found = get_object_or_404(PrivateMark.objects.active().select_related("conversation"), pk=mark_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            marking.lift(found, reason=form.cleaned_data["reason"], by=current_user(request))
        except marking.MarkRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "De markering is opgeheven. De berichten zijn weer te vinden en te lezen.")
            return redirect("archive-private")
    covered = privacy.covered_by(found).count()
    consequences = [
        f"{counted(covered, 'bericht', 'berichten')} uit «{found.conversation.title}» "
        f"{'wordt' if covered == 1 else 'worden'} weer leesbaar en vindbaar voor iedereen die het archief mag lezen, "
        "behalve wat ook onder een andere markering valt.",
        "Dat u de markering ophief, en waarom, komt in het logboek.",
    ]
    return render(
        request,
        "custody/confirm.html",
        {
            "title": "Markering opheffen",
            "question": "Privémarkering opheffen?",
            "consequences": consequences,
            "undo": "U kunt de berichten daarna opnieuw markeren, zolang zij niet in een dossier zitten.",
            "confirm": "Hef de markering op",
            "cancel_url": reverse("archive-private"),
            "form": form,
        },
    )

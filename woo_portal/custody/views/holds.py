"""Holds: the list, a new one, and ending one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from archive.models import Conversation, Hold
from archive.retention.holds import HoldTooWide
from woo_portal.accounts.archive_tabs import archive_tabs
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.custody import holding
from woo_portal.custody.forms import HoldForm, ReasonForm
from woo_portal.presentation import keyset
from woo_portal.presentation.typed_ids import ids_in

PAGE = 50
ENDED = "beeindigd"


@requires(Capability.READ_ARCHIVE)
@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    """The holds, or those that have ended; the newest first."""
    user, shows_ended = current_user(request), request.GET.get("toon") == ENDED
    rows = Hold.objects.exclude(ended_at=None) if shows_ended else Hold.objects.filter(ended_at=None)
    kept = {"toon": ENDED} if shows_ended else {}
    listed = rows.select_related("conversation").prefetch_related("persons")
    page = keyset.page(listed, keyset.NEWEST_FIRST, request.GET.dict() | kept, size=PAGE)
    return render(
        request,
        "custody/holds.html",
        {
            "tabs": archive_tabs(user, "archive-keeping"),
            "page": page,
            "rows": [(hold, holding.in_words(hold)) for hold in page.rows],
            "total": rows.count(),
            "shows_ended": shows_ended,
            "may_hold": user.may(Capability.HOLD),
        },
    )


@requires(Capability.READ_ARCHIVE, Capability.HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Hold messages: by person, period, words, or a conversation that was chosen in its reader."""
    chats = _conversations(current_user(request))
    wanted = ids_in((request.POST or request.GET).getlist("conversation"))[:1]
    chosen = chats.filter(pk__in=wanted).first()
    form = HoldForm(request.POST or None, conversations=chats, initial={"conversation": chosen})
    if form.is_valid():
        facts = dict(form.cleaned_data)
        persons = facts.pop("persons")
        try:
            hold = holding.set_hold(Hold(**facts), persons=persons, by=current_user(request))
        except HoldTooWide:
            form.add_error(
                None, "Vul in wat wordt vastgehouden: personen, een periode of woorden. Nu zou het alles zijn."
            )
        else:
            messages.success(request, f"Niets hiervan wordt vernietigd: {holding.in_words(hold)}.")
            return redirect("archive-holds")
    return render(request, "custody/hold_new.html", {"form": form, "conversation": chosen})


def _conversations(user: User) -> QuerySet[Conversation]:
    """The conversations that may be named; who guards the archive knows the private ones."""
    return Conversation.objects.all() if user.may(Capability.GUARD_PRIVACY) else Conversation.objects.visible()


@requires(Capability.READ_ARCHIVE, Capability.HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Ask whether a hold must end, and end it."""
    hold = get_object_or_404(Hold.objects.filter(ended_at=None).select_related("conversation"), pk=hold_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        holding.end_hold(hold, reason=form.cleaned_data["reason"], by=current_user(request))
        messages.success(request, "Het vasthouden is beëindigd.")
        return redirect("archive-holds")
    return render(
        request,
        "custody/confirm.html",
        {
            "title": "Vasthouden beëindigen",
            "question": "Vasthouden beëindigen?",
            "consequences": [
                f"Het gaat om {holding.in_words(hold)}.",
                "Wat ervan aan de beurt is, kan daarna op een vernietigingslijst komen; vernietigd wordt het pas als twee "
                "personen dat willen.",
            ],
            "undo": "U kunt daarna opnieuw vasthouden wat er dan nog is.",
            "confirm": "Beëindig het vasthouden",
            "cancel_url": reverse("archive-holds"),
            "form": form,
        },
    )

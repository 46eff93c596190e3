"""The decision (besluit) of a Woo request: how each section reads, writing it, and going back to the draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.decision import DecisionRefused, history_of, sections_of, withdraw, write
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.uses import unmotivated
from woo_portal.dossiers.visits import record_view
from woo_portal.dossiers.written_words import secrets_of, telling_words, worth_a_look
from woo_portal.presentation.typed_ids import id_in


@requires(Capability.READ_DOSSIER)
@require_safe
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """Every section, what is still lacking, and who wrote what."""
    user = current_user(request)
    dossier = _get(request, number)
    record_view(dossier, by=user, part="besluit")
    return _page(request, dossier)


def _get(request: HttpRequest, number: str) -> Dossier:
    """The dossier; parliamentary questions have no decision."""
    return get_dossier(current_user(request), number, kind=Kind.WOO)


def _page(request: HttpRequest, dossier: Dossier, *, refused: dict[str, str] | None = None) -> HttpResponse:
    user = current_user(request)
    history, secrets, telling = history_of(dossier), secrets_of(dossier), telling_words(dossier)
    context: dict[str, Any] = {
        "dossier": dossier,
        "tab": "decision",
        "rows": [
            (section, worth_a_look(section.body, secrets, telling), history.get(section.key, []))
            for section in sections_of(dossier)
        ],
        "lacking": unmotivated(dossier),
        "may_write": dossier.state != State.RELEASED and user.may(Capability.WRITE_DECISION),
        "refused": refused or {},
    }
    return render(request, "dossiers/decision.html", context, status=409 if refused else 200)


@requires(Capability.READ_DOSSIER, Capability.WRITE_DECISION)
@require_POST
def write_section(request: HttpRequest, number: str) -> HttpResponse:
    """Save a section, or go back to the draft. A text that is refused comes back on the page, to copy from."""
    user = current_user(request)
    dossier = _get(request, number)
    key, seen = request.POST.get("onderdeel", ""), id_in(request.POST.get("gezien"))
    version = -1 if seen is None else seen
    try:
        if "terug" in request.POST:
            section = withdraw(dossier, key, seen=version, by=user)
            said = f"‘{section.heading}’ heeft weer de concepttekst. De eerdere tekst staat in de geschiedenis."
        else:
            section = write(dossier, key, request.POST.get("tekst", ""), seen=version, by=user)
            said = f"‘{section.heading}’ is opgeslagen."
    except DecisionRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, dossier, refused={"key": key, "body": request.POST.get("tekst", "")})
    messages.success(request, said)
    return redirect(section_url(number, section.key))


def section_url(number: str, key: str) -> str:
    """The page of the decision, at this section."""
    return f"{reverse('dossier-decision', args=[number])}#onderdeel-{key.replace(':', '')}"

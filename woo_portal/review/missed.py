"""The last sweep of a dossier: the words that are most likely missed, each to withhold or to leave."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from redaction.missed import Risk, Suspect
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import missed as sweeping
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.missed import Sweep
from woo_portal.dossiers.queue import Filter, Show, Source
from woo_portal.dossiers.states import State
from woo_portal.dossiers.uses import saved_texts
from woo_portal.dossiers.views.decision import section_url
from woo_portal.dossiers.visits import record_view
from woo_portal.presentation.dutch import counted
from woo_portal.review.addresses import Addresses

LISTED = 100
"""So many words stand on the page, the riskiest; the next come when these are dealt with."""


@dataclass(frozen=True, slots=True)
class Row:
    """A word, and where one reads it: in its conversation, or in the decision."""

    suspect: Suspect[Source | str]
    url: str
    is_in_decision: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The words of one risk, and why they are listed."""

    risk: Risk
    rows: tuple[Row, ...]


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_http_methods(["GET", "HEAD", "POST"])
def missed(request: HttpRequest, number: str) -> HttpResponse:
    """The words left to look at; those that are ticked and sent are left as they are, and not asked again."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    if request.method == "POST":
        try:
            count = sweeping.leave(dossier, request.POST.getlist("woord")[:LISTED], by=user)
        except DossierClosed as closed:
            messages.error(request, str(closed))
        else:
            _tell(request, count)
        return redirect("review-missed", number)
    record_view(dossier, by=user, part="mogelijk gemist")
    sweep = sweeping.sweep_of(dossier, saved_texts(dossier))
    context = {
        "dossier": dossier,
        "tab": "review",
        "sections": _sections(number, sweep),
        "left": len(sweep.left),
        "listed": min(LISTED, len(sweep.left)),
        "seen": sweep.seen,
        "is_open": dossier.state == State.REDACTING,
    }
    return render(request, "review/missed.html", context)


def _tell(request: HttpRequest, count: int) -> None:
    if count:
        messages.success(request, f"{counted(count, 'woord', 'woorden').capitalize()} nagekeken en gelaten.")
    else:
        messages.info(request, "U had geen nieuw woord aangevinkt. Er is niets gewijzigd.")


def _sections(number: str, sweep: Sweep) -> list[Section]:
    addresses = Addresses(number, Filter(show=Show.ALL))
    rows: dict[Risk, list[Row]] = defaultdict(list)
    for suspect in sweep.left[:LISTED]:
        if isinstance(suspect.place, Source):
            row = Row(suspect, addresses.source(suspect.place), is_in_decision=False)
        else:
            row = Row(suspect, section_url(number, suspect.place), is_in_decision=True)
        rows[suspect.risk].append(row)
    return [Section(risk, tuple(found)) for risk, found in sorted(rows.items())]

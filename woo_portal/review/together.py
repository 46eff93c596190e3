"""Deciding on many passages at once: all that read the same, or everything of one person. It asks once, and shows what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from redaction.choices import Status
from redaction.decide import InvalidGround, StaleDecision
from redaction.grounds import Regime
from redaction.propagate import Outcome, Spread, Unmarked
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import passages, reading
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.models import Dossier
from woo_portal.presentation.dutch import counted
from woo_portal.review.addresses import Addresses, filter_of
from woo_portal.review.deciding import address_after, overtaken, passage_or_404, source_of
from woo_portal.review.forms import DECISIONS, TogetherForm

PLACES = 50
"""So many places of each kind are listed; of the rest the number is told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: one passage and those equal to it, or everything of a person."""

    redaction: Any
    person: Any
    spread: Spread


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def equal(request: HttpRequest, number: str) -> HttpResponse:
    """All passages that read the same: first the question, with the places; then the deed."""
    dossier = get_dossier(current_user(request), number)
    redaction = passage_or_404(dossier, request.POST)
    return _together(request, dossier, Asked(redaction, None, passages.spread_of(dossier, redaction)))


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def of_person(request: HttpRequest, number: str) -> HttpResponse:
    """Everything of the person the queue is narrowed to: first the question, then the deed."""
    dossier = get_dossier(current_user(request), number)
    person = filter_of(request.GET).person
    spread = passages.spread_of_person(dossier, person) if person is not None else None
    if spread is None or not (spread.waiting or spread.decided):
        raise Http404
    return _together(request, dossier, Asked(None, person, spread))


def _together(request: HttpRequest, dossier: Dossier, asked: Asked) -> HttpResponse:
    form = TogetherForm(Regime(dossier.layer.regime), request.POST)
    status = DECISIONS.get(request.POST.get("besluit", ""))
    if status is None:
        raise Http404
    if not form.is_valid() or not form.cleaned_data["seen"]:
        return _ask(request, dossier, asked, status, form)
    try:
        outcome = _decide(dossier, asked, status, form.cleaned_data, current_user(request))
    except InvalidGround as refusal:
        form.add_error("ground", str(refusal))
        return _ask(request, dossier, asked, status, form)
    except StaleDecision:
        messages.error(
            request, "Er is intussen over een van deze passages beslist. Er is niets gewijzigd; kijk opnieuw."
        )
        return redirect(_here(request, dossier, asked))
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
        return redirect(_here(request, dossier, asked))
    messages.success(request, _said(status, outcome))
    if asked.redaction is None:
        return redirect(Addresses(dossier.number, filter_of(request.GET)).start())
    return redirect(address_after(request, dossier, asked.redaction))


def _decide(dossier: Dossier, asked: Asked, status: Status, choices: dict[str, Any], by: User) -> Outcome:
    """Do what was confirmed. The passage that was asked at carries the version its own form had."""
    if asked.redaction is not None and choices["version"] is not None:
        asked.redaction.version = choices["version"]
    return passages.decide_all(
        dossier,
        asked.redaction or asked.person,
        status=status,
        by=by,
        seen=choices["seen"],
        ground=choices["ground"] if status == Status.ACCEPTED else "",
        motivation=choices["motivation"] or None,
        overrule=choices["overrule"],
        unmarked=Unmarked(choices["unmarked"] or Unmarked.PROPOSE),
    )


def _ask(request: HttpRequest, dossier: Dossier, asked: Asked, status: Status, form: TogetherForm) -> HttpResponse:
    """The question, with what will happen, to how many, and where they stand."""
    version = request.POST.get("version", "")
    if asked.redaction is not None and version != str(asked.redaction.version):
        messages.error(request, overtaken(dossier, asked.redaction.pk))
        return redirect(_here(request, dossier, asked))
    spread = asked.spread
    contrary, places = spread.contrary(status), spread.unmarked if status == Status.ACCEPTED else ()
    if not form.errors:
        initial = {name: request.POST.get(name, "") for name in ("passage", "version", "ground", "motivation")}
        initial["unmarked"] = Unmarked.PROPOSE if spread.is_ambiguous else Unmarked.WITHHOLD
        form = TogetherForm(Regime(dossier.layer.regime), initial=initial)
    context = {
        "dossier": dossier,
        "form": form,
        "question": _question(asked, status),
        "about": _about(asked),
        "decision": request.POST["besluit"],
        "withholds": status == Status.ACCEPTED,
        "is_ambiguous": spread.is_ambiguous,
        "seen": spread.stamp,
        "agreed": len(spread.decided) - len(contrary),
        "waiting": _listed(spread.waiting),
        "contrary": _listed(contrary),
        "unmarked": _listed(places),
        "cancel_url": _here(request, dossier, asked),
    }
    return render(request, "review/together.html", context)


@dataclass(frozen=True, slots=True)
class Listed:
    """How many places there are, and where the first of them stand."""

    count: int
    spots: list[reading.Spot]


def _listed(redactions: Sequence[Any]) -> Listed:
    return Listed(len(redactions), reading.spots_of(redactions[:PLACES]))


def _question(asked: Asked, status: Status) -> str:
    what = "lakken" if status == Status.ACCEPTED else "openbaar maken"
    return f"Alle gelijke passages {what}?" if asked.redaction is not None else f"Alles van deze persoon {what}?"


def _about(asked: Asked) -> str:
    """The words of the passage, or the name of the person. Not in the question: that is the title, which is remembered."""
    if asked.redaction is not None:
        return reading.spots_of([asked.redaction])[0].words
    return str((asked.spread.waiting + asked.spread.decided)[0].person)


def _here(request: HttpRequest, dossier: Dossier, asked: Asked) -> str:
    addresses = Addresses(dossier.number, filter_of(request.GET))
    return addresses.source(source_of(asked.redaction), asked.redaction.pk) if asked.redaction else addresses.start()


def _said(status: Status, outcome: Outcome) -> str:
    what = "gelakt" if status == Status.ACCEPTED else "openbaar gemaakt"
    said = f"{counted(outcome.decided, 'passage', 'passages').capitalize()} {what}."
    if outcome.proposed:
        added = counted(outcome.proposed, "plaats staat", "plaatsen staan").capitalize()
        said += f" {added} nu als voorstel in de lijst."
    return said

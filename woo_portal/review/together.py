"""Deciding on many passages at once: all that read the same, or everything of one person. It asks once, and shows what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from redaction.choices import Status
from redaction.decide import InvalidGround, StaleDecision
from redaction.grounds import Regime
from redaction.propagate import Outcome, Spread, Unmarked, hit_key
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import passages, reading
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.models import Dossier
from woo_portal.presentation.dutch import counted
from woo_portal.review import also_written
from woo_portal.review.addresses import Addresses, filter_of
from woo_portal.review.deciding import address_after, overtaken, passage_or_404, source_of
from woo_portal.review.forms import DECISIONS, TogetherForm

PLACES = 50
"""So many places of each kind are listed; of the rest the number is told."""
TICKED = 200
"""So many are listed where each is ticked by itself: what is not listed is not decided."""
TICK = "plek"
"""The form's name for a ticked place."""


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
    form = TogetherForm(Regime(dossier.layer.regime), request.POST, is_each=asked.spread.is_asked_each)
    status = DECISIONS.get(request.POST.get("besluit", ""))
    if status is None:
        raise Http404
    if asked.spread.is_asked_each and request.POST.get("seen", "") not in ("", asked.spread.stamp):
        return _overtaken(request, dossier, asked, status)
    if not form.is_valid() or not form.cleaned_data["seen"]:
        return _ask(request, dossier, asked, status, form)
    if asked.spread.is_asked_each and not request.POST.getlist(TICK):
        form.add_error(None, "Kruis ten minste één plaats aan, of kies Annuleren. Er is niets gewijzigd.")
        return _ask(request, dossier, asked, status, form)
    try:
        outcome = _decide(dossier, asked, status, form, request.POST.getlist(TICK), current_user(request))
    except InvalidGround as refusal:
        form.add_error("ground", str(refusal))
        return _ask(request, dossier, asked, status, form)
    except StaleDecision:
        return _overtaken(request, dossier, asked, status)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
        return redirect(_here(request, dossier, asked))
    messages.success(request, _said(status, outcome))
    if status == Status.ACCEPTED:
        also_written.tell(request, dossier, outcome.withheld)
    return redirect(_after(request, dossier, asked))


def _decide(
    dossier: Dossier, asked: Asked, status: Status, form: TogetherForm, ticked: Sequence[str], by: User
) -> Outcome:
    """Do what was confirmed. The passage that was asked at carries the version its own form had."""
    choices = form.cleaned_data
    if asked.redaction is not None and choices["version"] is not None:
        asked.redaction.version = choices["version"]
    return passages.decide_all(
        dossier,
        asked.redaction or asked.person,
        status=status,
        by=by,
        seen=choices["seen"],
        **(form.reasons() if status == Status.ACCEPTED else {}),
        motivation=choices["motivation"] or None,
        overrule=choices["overrule"],
        unmarked=Unmarked(choices["unmarked"] or Unmarked.PROPOSE),
        only=frozenset(ticked) if asked.spread.is_asked_each else None,
    )


def _overtaken(request: HttpRequest, dossier: Dossier, asked: Asked, status: Status) -> HttpResponse:
    """Nothing was done, because something changed. Who ticked places finds them ticked, unless this very form did them."""
    if not asked.spread.is_asked_each:
        messages.error(
            request, "Er is intussen over een van deze passages beslist. Er is niets gewijzigd; kijk opnieuw."
        )
        return redirect(_here(request, dossier, asked))
    redaction = passage_or_404(dossier, request.POST)
    now = Asked(redaction, None, passages.spread_of(dossier, redaction))
    ticked, by = set(request.POST.getlist(TICK)), current_user(request)
    own = {hit_key(hit) for hit in now.spread.decided if hit.status == status and hit.decided_by_id == by.pk}
    if ticked and ticked <= own:
        messages.success(request, "Dit was al gedaan; het is niet nog eens gedaan.")
        return redirect(_after(request, dossier, now))
    messages.error(
        request, "Er is intussen iets veranderd aan deze plaatsen. Er is niets gewijzigd; kijk of het nog klopt."
    )
    return _ask(request, dossier, now, status, None)


def _ask(
    request: HttpRequest, dossier: Dossier, asked: Asked, status: Status, form: TogetherForm | None
) -> HttpResponse:
    """The question, with what will happen, to how many, and where they stand. Without `form` it is asked anew."""
    version = request.POST.get("version", "")
    if form is not None and asked.redaction is not None and version != str(asked.redaction.version):
        messages.error(request, overtaken(dossier, asked.redaction.pk))
        return redirect(_here(request, dossier, asked))
    spread = asked.spread
    contrary, places = spread.contrary(status), spread.unmarked if status == Status.ACCEPTED else ()
    context = {
        "dossier": dossier,
        "form": form if form is not None and form.errors else _fresh_form(request, dossier, asked),
        "question": _question(asked, status),
        "about": _about(asked),
        "decision": request.POST["besluit"],
        "withholds": status == Status.ACCEPTED,
        "is_each": spread.is_asked_each,
        "seen": spread.stamp,
        "agreed": len(spread.decided) - len(contrary),
        "cancel_url": _here(request, dossier, asked),
    }
    lists = {"waiting": spread.waiting, "contrary": contrary, "unmarked": places}
    if spread.is_asked_each:
        context |= _to_tick(lists, _ticked(request, spread))
    else:
        context |= {name: _listed(hits) for name, hits in lists.items()}
    return render(request, "review/together.html", context)


def _fresh_form(request: HttpRequest, dossier: Dossier, asked: Asked) -> TogetherForm:
    """The form with what was filled in before, for the passage as it stands now."""
    is_each = asked.spread.is_asked_each
    initial: dict[str, Any] = {name: request.POST.get(name, "") for name in ("passage", "ground", "motivation")}
    initial["further"] = request.POST.getlist("further")
    initial["version"] = asked.redaction.version if asked.redaction is not None else ""
    usual = Unmarked.PROPOSE if is_each else Unmarked.WITHHOLD
    initial["unmarked"] = request.POST.get("unmarked") or usual
    return TogetherForm(Regime(dossier.layer.regime), initial=initial, is_each=is_each)


def _ticked(request: HttpRequest, spread: Spread) -> frozenset[str]:
    """Which places are ticked: as they were sent, else what is sure. What was decided since is not ticked unseen."""
    if "seen" not in request.POST:
        return frozenset(hit_key(hit) for hit in spread.waiting if spread.is_sure(hit))
    sent = frozenset(request.POST.getlist(TICK))
    if request.POST["seen"] == spread.stamp:
        return sent
    return sent - {hit_key(hit) for hit in spread.decided}


@dataclass(frozen=True, slots=True)
class Listed:
    """How many places there are, and where the first of them stand; with `ticks`, of each its name and whether it is ticked."""

    count: int
    spots: list[reading.Spot]
    ticks: tuple[tuple[reading.Spot, str, bool], ...] = ()


def _listed(redactions: Sequence[Any]) -> Listed:
    return Listed(len(redactions), reading.spots_of(redactions[:PLACES]))


def _to_tick(lists: Mapping[str, Sequence[Any]], ticked: Collection[str]) -> dict[str, Any]:
    """The places to choose of one by one, the ticked ones first where not all can be listed, and how many there are."""
    context: dict[str, Any] = {"hits": sum(map(len, lists.values())), "ticked": 0}
    for name, hits in lists.items():
        first = hits if len(hits) <= TICKED else sorted(hits, key=lambda hit: hit_key(hit) not in ticked)[:TICKED]
        spots = reading.spots_of(first)
        ticks = tuple((spot, key := hit_key(spot.redaction), key in ticked) for spot in spots)
        context[name] = Listed(len(hits), spots, ticks)
        context["ticked"] += sum(is_ticked for _, _, is_ticked in ticks)
    return context


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


def _after(request: HttpRequest, dossier: Dossier, asked: Asked) -> str:
    if asked.redaction is None:
        return Addresses(dossier.number, filter_of(request.GET)).start()
    return address_after(request, dossier, asked.redaction)


def _said(status: Status, outcome: Outcome) -> str:
    what = "gelakt" if status == Status.ACCEPTED else "openbaar gemaakt"
    said = f"{counted(outcome.decided, 'passage', 'passages').capitalize()} {what}."
    if outcome.proposed:
        added = counted(outcome.proposed, "plaats staat", "plaatsen staan").capitalize()
        said += f" {added} nu als voorstel in de lijst."
    return said

"""The review screen itself: the one page on which everything is read and decided."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redaction.choices import Field
from redaction.detecting import Label
from redaction.grounds import Regime
from redaction.passages import WHOLE_FIELDS
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.passages import PROPOSE
from woo_portal.dossiers.queue import Filter, Show
from woo_portal.dossiers.states import State
from woo_portal.dossiers.visits import record_view
from woo_portal.jobs.models import ACTIVE, Job
from woo_portal.review.addresses import Addresses, Wanted, filter_of, wanted_of
from woo_portal.review.desk import Desk, desk_of
from woo_portal.review.forms import (
    FREQUENT,
    DecisionForm,
    FilterForm,
    MeantForm,
    PassageForm,
    RoleForm,
    key_of,
    place_name,
)


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_safe
def review(request: HttpRequest, number: str) -> HttpResponse:
    """The queue, the conversation and the decision."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="lakken")
    return show(request, dossier, wanted_of(request.GET))


def show(
    request: HttpRequest,
    dossier: Dossier,
    wanted: Wanted,
    *,
    decision_form: DecisionForm | None = None,
    passage_form: PassageForm | None = None,
) -> HttpResponse:
    """The page at a place; with a form that was refused, what was typed in it is still there."""
    narrowed = filter_of(request.GET)
    desk = desk_of(dossier, narrowed, wanted)
    regime = Regime(dossier.layer.regime)
    forms = {
        "filter_form": FilterForm(narrowed, desk.counts),
        "decision_form": decision_form or _decision_form(desk, regime),
        "passage_form": _passage_form(desk, regime, passage_form),
        "role_form": _role_form(desk),
        "meant_form": _meant_form(desk),
        "has_refused_passage": passage_form is not None,
    }
    refused = decision_form is not None or passage_form is not None
    context = _context(dossier, narrowed, desk) | forms
    return render(request, "review/review.html", context, status=422 if refused else 200)


def _context(dossier: Dossier, narrowed: Filter, desk: Desk) -> dict[str, Any]:
    addresses = Addresses(dossier.number, narrowed)
    is_open = dossier.state == State.REDACTING
    return {
        "dossier": dossier,
        "tab": "review",
        "desk": desk,
        "addresses": addresses,
        "decide_action": addresses.action("review-decide"),
        "equal_action": addresses.action("review-equal"),
        "person_action": addresses.action("review-person"),
        "add_action": addresses.action("review-add"),
        "role_action": addresses.action("review-role"),
        "meant_action": addresses.action("review-meant"),
        "undo_action": addresses.action("review-undo"),
        "all_messages_url": Addresses(dossier.number, Filter(show=Show.ALL)).start(),
        "filter": narrowed,
        "person": next((row for row in desk.counts.persons if row.key == str(narrowed.person)), None),
        "current": desk.opened.redaction.pk if desk.opened else None,
        "is_open": is_open,
        "allowable": frozenset(Field) - WHOLE_FIELDS,
        "job": _running_job(dossier) if is_open else None,
    }


def _running_job(dossier: Dossier) -> Job | None:
    running = Job.objects.filter(kind=PROPOSE, state__in=ACTIVE)
    return running.filter(arguments__dossier=dossier.pk).first()


def _decision_form(desk: Desk, regime: Regime) -> DecisionForm | None:
    if desk.opened is None:
        return None
    redaction = desk.opened.redaction
    initial = {
        "passage": redaction.pk,
        "version": redaction.version,
        "ground": redaction.ground,
        "further": redaction.further_grounds,
        "motivation": redaction.motivation,
    }
    return DecisionForm(regime, initial=initial)


def _role_form(desk: Desk) -> RoleForm | None:
    if desk.opened is None or desk.opened.person is None:
        return None
    person = desk.opened.person
    initial = {"passage": desk.opened.redaction.pk, "role": person.role.value if person.is_given else ""}
    return RoleForm(initial=initial, auto_id="rol-%s")


def _meant_form(desk: Desk) -> MeantForm | None:
    if desk.opened is None or desk.opened.question is None:
        return None
    redaction, choice = desk.opened.redaction, desk.opened.question.choice
    initial = {"passage": redaction.pk, "version": redaction.version, "who": key_of(choice.who) if choice else ""}
    return MeantForm(desk.opened.question, initial=initial, auto_id="wie-%s")


def _passage_form(desk: Desk, regime: Regime, refused: PassageForm | None) -> PassageForm | None:
    if desk.window is None:
        return None
    written = next((text for text in desk.window.texts if text.field == Field.TEXT), desk.window.texts[0])
    initial = {
        "place": place_name(written),
        "ground": FREQUENT[regime][0],
        "label": Label.PERSON.value,
        "occurrence": 1,
    }
    form = refused or PassageForm(regime, initial=initial)
    form.offer(desk.window.texts)
    return form

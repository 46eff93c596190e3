"""Saying who is meant by a name that fits several persons, in one place or everywhere in its conversation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from redaction.decide import StaleDecision
from redaction.held import day_of, source_of
from redaction.meant import Chosen
from redaction.propagate import passage_text
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import meaning
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.meaning import Question
from woo_portal.dossiers.models import Dossier
from woo_portal.presentation.dutch import counted
from woo_portal.review.deciding import address_of, overtaken, passage_or_404
from woo_portal.review.forms import MeantForm, key_of
from woo_portal.review.rows import PassageRow

HERE, EVERYWHERE, BACK = "hier", "gesprek", "terug"


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """Keep who is meant, or take that back; the passage stays open, to decide on next."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    redaction = passage_or_404(dossier, request.POST)
    scope = request.POST.get("voor", "")
    if scope not in (HERE, EVERYWHERE, BACK):
        raise Http404
    question = meaning.question_about(dossier, redaction, passage_text(redaction), day_of(source_of(redaction)))
    form = MeantForm(question, request.POST) if question else None
    if form is None:
        messages.error(request, overtaken(dossier, redaction.pk))
    elif form.is_valid() or (scope == BACK and "version" in form.cleaned_data):
        assert question is not None
        _act(request, dossier, redaction, question, form.cleaned_data, scope, user)
    else:
        messages.error(request, "Kies eerst wie is bedoeld. Er is niets gewijzigd.")
    return redirect(address_of(request, dossier, redaction))


def _act(
    request: HttpRequest,
    dossier: Dossier,
    redaction: Any,
    question: Question,
    choices: dict[str, Any],
    scope: str,
    by: User,
) -> None:
    if scope != BACK and _is_repeated(redaction, question, choices, by):
        messages.success(request, "Dit was al zo gekozen.")
        return
    redaction.version = choices["version"]
    try:
        if scope == BACK:
            count = meaning.take_back(dossier, redaction, by=by)
            messages.success(
                request, f"Teruggenomen op {counted(count, 'plaats', 'plaatsen')}: er wordt weer gevraagd."
            )
            return
        persons = {key_of(candidate.person): candidate.person for candidate in question.candidates}
        chosen = meaning.choose(dossier, redaction, persons.get(choices["who"]), by=by, everywhere=scope == EVERYWHERE)
        messages.success(request, _said(chosen))
    except StaleDecision:
        messages.error(request, overtaken(dossier, redaction.pk))
    except DossierClosed as refusal:
        messages.error(request, str(refusal))


def _is_repeated(redaction: PassageRow, question: Question, choices: dict[str, Any], by: User) -> bool:
    """Whether this is the form that made the choice as it stands, sent once more."""
    choice = question.choice
    if choice is None or choice.by_id != by.pk or redaction.version != choices["version"] + 1:
        return False
    return choices["who"] == key_of(choice.who)


def _said(chosen: Chosen) -> str:
    said = f"Gekozen wie is bedoeld, op {counted(chosen.changed, 'plaats', 'plaatsen')}. Er is nog niets gelakt of getoond."
    if chosen.left:
        left = counted(chosen.left, "plaats in dit gesprek bleef", "plaatsen in dit gesprek bleven").capitalize()
        said += f" {left} zoals het was: daar is al gekozen of beslist."
    return said

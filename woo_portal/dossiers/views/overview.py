"""The first page of a dossier: its facts, its term, how far it is, and the steps it can take."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier, may_search
from woo_portal.dossiers.assigning import may_assign, to_be_given
from woo_portal.dossiers.beforehand import ASKED_IN, beforehand, names_told
from woo_portal.dossiers.carrying import request_carried
from woo_portal.dossiers.composing import ExtensionRefused, extend
from woo_portal.dossiers.correcting import may_correct
from woo_portal.dossiers.deciders import contributions
from woo_portal.dossiers.duplicates import shown_elsewhere
from woo_portal.dossiers.figures import figures_of, jobs_of, unfinished_jobs
from woo_portal.dossiers.forms import AssigneeForm, ExtensionForm
from woo_portal.dossiers.missed import sweep_of
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.passages import follow_established, follow_twins, request_proposals
from woo_portal.dossiers.relating import CannotRelate, others_for, part, proposed_for, relate, related_to
from woo_portal.dossiers.same_messages import objection_to
from woo_portal.dossiers.sight import changes_after
from woo_portal.dossiers.states import State
from woo_portal.dossiers.telling import lines_of
from woo_portal.dossiers.terms import term_of
from woo_portal.dossiers.uses import saved_texts
from woo_portal.dossiers.visits import record_view
from woo_portal.dossiers.workflow import MoveOvertaken, MoveRefused, move, shown
from woo_portal.jobs.parts import progress_part
from woo_portal.presentation.dutch import counted, day

_TOLD = 5
"""Of how many events somebody is told whose page was overtaken."""


@requires(Capability.READ_DOSSIER)
@require_safe
def overview(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about a dossier but its messages."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="overzicht")
    return _page(request, dossier, ExtensionForm(initial={"sent_on": timezone.localdate()}))


def _page(request: HttpRequest, dossier: Dossier, form: ExtensionForm) -> HttpResponse:
    return render(request, "dossiers/overview.html", _context(dossier, current_user(request), form))


def _context(dossier: Dossier, user: User, form: ExtensionForm) -> dict[str, Any]:
    return {
        "dossier": dossier,
        "tab": "overview",
        "term": term_of(dossier),
        "figures": figures_of(dossier),
        "contributions": contributions(dossier),
        "judged_in_two_ways": "" if dossier.state == State.RELEASED else "; ".join(shown_elsewhere(dossier)),
        "shown_in_a_twin": objection_to(dossier, shown(dossier)) if dossier.state == State.REDACTING else "",
        "is_to_be_given": dossier.assignee_id and Dossier.objects.filter(to_be_given(), pk=dossier.pk).exists(),
        "jobs": unfinished_jobs(dossier),
        "extension_form": form,
        "beforehand": beforehand(dossier, user) if user.may(Capability.REDACT) else None,
        "assignee_form": AssigneeForm(dossier=dossier) if may_assign(user) else None,
        "may_correct": may_correct(dossier, user),
        "may_extend": user.may(Capability.COMPOSE_DOSSIER) and _is_extendable(dossier),
        "may_suspend": _may_suspend(dossier, user),
        "may_search": may_search(user),
        "sees_others": others_for(dossier, user).exists(),
        "related": related_to(dossier, user),
        "may_be_related": proposed_for(dossier, user),
        "may_search_passages": user.may(Capability.REDACT) and dossier.state == State.REDACTING,
    }


def _is_extendable(dossier: Dossier) -> bool:
    return not dossier.extended and dossier.state != State.RELEASED


def _may_suspend(dossier: Dossier, user: User) -> bool:
    return dossier.kind == Kind.WOO and dossier.state != State.RELEASED and user.may(Capability.COMPOSE_DOSSIER)


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_safe
@never_cache
def words_beforehand(request: HttpRequest, number: str) -> HttpResponse:
    """Which words of own texts tell a name, and how many words may have been missed, as a part of the first page: finding them
    takes longer than all the rest of it.
    """
    user = current_user(request)
    dossier = get_dossier(user, number)
    if request.headers.get("HX-Request") != "true" or dossier.state not in ASKED_IN:
        return redirect("review-missed", number)
    context = {
        "dossier": dossier,
        "names": names_told(dossier),
        "left": len(sweep_of(dossier, saved_texts(dossier)).left),
        "may_correct": may_correct(dossier, user),
    }
    return render(request, "dossiers/_words_beforehand.html", context)


@requires(Capability.READ_DOSSIER)
@require_POST
def make_move(request: HttpRequest, number: str) -> HttpResponse:
    """Take a step of the workflow."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    target = request.POST.get("naar", "")
    try:
        if target not in State.values:
            raise MoveRefused("Deze stap bestaat niet. Er is niets gewijzigd.")
        seen = request.POST.get("gezien", "")
        with transaction.atomic():
            dossier = move(dossier, to=State(target), by=user, reason=request.POST.get("reden", ""), seen=seen)
            request_carried(dossier)
    except MoveOvertaken as overtaken:
        messages.error(request, f"{overtaken} {_what_changed(dossier, seen)}")
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Dossier {dossier.number} staat nu op ‘{dossier.get_state_display()}’.")
        if request_proposals(dossier, by=user):
            messages.info(request, "Er wordt nu gezocht naar wat gelakt moet worden. U kunt gewoon doorwerken.")
    return redirect("dossier", number)


def _what_changed(dossier: Dossier, seen: str) -> str:
    """What was done in the dossier since the page with this stamp was made, in Dutch: the last of it, in its order."""
    changes = changes_after(seen, dossier)
    number = changes.count()
    told = " ".join(line for _, line in lines_of(dossier, reversed(changes.order_by("-pk")[:_TOLD])))
    more = (
        f" Daarvoor nog {counted(number - _TOLD, 'wijziging', 'wijzigingen')}; zie het logboek."
        if number > _TOLD
        else ""
    )
    asked = "Hier staat het dossier zoals het nu is. Kijk het na, en doe de stap dan opnieuw."
    return f"{f'Dit gebeurde: {told}{more}' if told else 'Er is een ander pakket gekomen.'} {asked}"


@requires(Capability.READ_DOSSIER)
@require_POST
def relate_dossier(request: HttpRequest, number: str) -> HttpResponse:
    """Tie the dossier to one of the other kind (`met`), or untie them (`los`)."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    parted = request.POST.get("los", "")
    try:
        if parted:
            other, done = part(dossier, parted, by=user), "losgemaakt van"
        else:
            other, done = relate(dossier, request.POST.get("met", ""), by=user), "verbonden met"
    except CannotRelate as refusal:
        messages.error(request, f"{refusal} Er is niets gewijzigd.")
    else:
        messages.success(request, f"Dossier {dossier.number} is {done} {other.number}.")
    return redirect("dossier", number)


@requires(Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER)
@require_POST
def extend_term(request: HttpRequest, number: str) -> HttpResponse:
    """Extend the term, once."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    form = ExtensionForm(request.POST)
    if form.is_valid():
        try:
            extend(dossier, by=user, **form.cleaned_data)
        except ExtensionRefused as refusal:
            dossier.refresh_from_db()
            if not _is_extendable(dossier):
                messages.error(request, str(refusal))
                return redirect("dossier", number)
            form.add_error(None, str(refusal))
        else:
            dossier.refresh_from_db()
            messages.success(request, f"De termijn is verlengd tot en met {day(term_of(dossier).last_day)}.")
            return redirect("dossier", number)
    return _page(request, dossier, form)


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def search_passages(request: HttpRequest, number: str) -> HttpResponse:
    """Look for passages in the messages nobody has looked at yet, such as after a job that failed."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    followed, carried = follow_twins(dossier), follow_established(dossier)
    if carried:
        proposals = counted(carried, "lakvoorstel", "lakvoorstellen")
        messages.success(request, f"Uit dossiers die zijn vastgesteld: {proposals}. Beslis erover bij Lakken.")
    if followed:
        proposals = counted(followed, "lakvoorstel", "lakvoorstellen")
        messages.success(
            request, f"Bij versies van een bericht van andere telefoons: {proposals}. Beslis erover bij Lakken."
        )
    if request_proposals(dossier, by=user):
        messages.success(request, "Er wordt gezocht naar wat gelakt moet worden. U kunt gewoon doorwerken.")
    elif not (followed or carried):
        messages.info(request, "Er is niets te zoeken: in elk bericht is al gekeken, of er kan nu niet gelakt worden.")
    return redirect("dossier", number)


@requires(Capability.READ_DOSSIER)
@require_safe
@never_cache
def job_progress(request: HttpRequest, number: str, job_id: int) -> HttpResponse:
    """How far a job on this dossier is, whoever started it."""
    dossier = get_dossier(current_user(request), number)
    job = get_object_or_404(jobs_of(dossier), pk=job_id)
    if request.headers.get("HX-Request") != "true":
        return redirect("dossier", number)
    return progress_part(request, job, refresh_url=reverse("dossier-job", args=[number, job.pk]))

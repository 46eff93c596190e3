"""The pages on which the term of a Woo request is suspended, and on which that is set right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.forms import ResumptionForm, SuspensionForm
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.suspending import SuspensionRefused, move_end, suspend, withdraw
from woo_portal.dossiers.terms import term_of
from woo_portal.presentation.dutch import day

_WRITE_TO_THE_REQUESTER = (
    "Bericht de verzoeker als de termijn weer loopt: daarin staat deze dag (Woo artikel 4.4 lid 4)."
)


@requires(Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER)
@require_http_methods(["GET", "HEAD", "POST"])
def suspend_term(request: HttpRequest, number: str) -> HttpResponse:
    """Suspend the term."""
    user = current_user(request)
    dossier = _request(user, number)
    form = SuspensionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            suspend(dossier, by=user, **form.cleaned_data)
        except SuspensionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            last = day(term_of(dossier).last_day)
            messages.success(
                request, f"De termijn is opgeschort. Beslissen kan nu tot en met {last}. {_WRITE_TO_THE_REQUESTER}"
            )
            return redirect("dossier", number)
    return _page(request, dossier, form)


@requires(Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER)
@require_http_methods(["GET", "HEAD", "POST"])
def suspension(request: HttpRequest, number: str, suspension_id: int) -> HttpResponse:
    """Let the term run again from another day, or take away a suspension that was a mistake."""
    user = current_user(request)
    dossier = _request(user, number)
    row = get_object_or_404(dossier.suspensions.select_related("dossier"), pk=suspension_id)
    takes_away = "weg" in request.POST
    form = ResumptionForm(
        request.POST if request.method == "POST" and not takes_away else None, initial={"resumes_on": row.resumes_on}
    )
    if takes_away or (form.is_bound and form.is_valid()):
        try:
            if takes_away:
                withdraw(row, by=user)
                told = "De opschorting is weggehaald."
            else:
                is_moved = move_end(row, by=user, **form.cleaned_data)
                told = "De opschorting is gewijzigd." if is_moved else "Er was niets gewijzigd."
        except SuspensionRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("dossier-suspension", number, suspension_id)
        messages.success(request, f"{told} Beslissen kan nu tot en met {day(term_of(dossier).last_day)}.")
        return redirect("dossier", number)
    return _page(request, dossier, form, row)


def _request(user: User, number: str) -> Dossier:
    return get_dossier(user, number, kind=Kind.WOO)


def _page(request: HttpRequest, dossier: Dossier, form: ResumptionForm, row: object = None) -> HttpResponse:
    context = {
        "dossier": dossier,
        "form": form,
        "row": row,
        "term": term_of(dossier),
        "is_open": dossier.state != State.RELEASED,
    }
    return render(request, "dossiers/suspend.html", context, status=400 if form.errors else 200)

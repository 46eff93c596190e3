"""Giving a dossier to a colleague."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.assigning import AssignmentRefused, assign
from woo_portal.dossiers.forms import AssigneeForm

_NOT_THERE = "Deze persoon kan nu niet aan het dossier werken. Er is niets gewijzigd; kies iemand anders."


@requires(Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER)
@require_POST
def assign_dossier(request: HttpRequest, number: str) -> HttpResponse:
    """Say who handles the dossier, or that nobody does."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    form = AssigneeForm(request.POST, dossier=dossier)
    if not form.is_valid():
        messages.error(request, _NOT_THERE)
        return redirect("dossier", number)
    chosen = form.chosen
    try:
        is_changed = assign(dossier, chosen, by=user, seen=form.cleaned_data["gezien"])
    except AssignmentRefused as refusal:
        messages.error(request, str(refusal))
    else:
        if not is_changed:
            messages.info(request, "Er was niets gewijzigd.")
        elif chosen:
            messages.success(request, f"{chosen} behandelt nu dossier {dossier.number}.")
        else:
            messages.success(request, f"Niemand behandelt nu dossier {dossier.number}.")
    return redirect("dossier", number)

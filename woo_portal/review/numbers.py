"""The page of the numbers beside names that are withheld: what they are for, the switch, and who has which."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.models import Kind
from woo_portal.dossiers.numbering import numbered, set_numbering
from woo_portal.dossiers.states import State
from woo_portal.dossiers.visits import record_view


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest, number: str) -> HttpResponse:
    """Who has which number; a form switches the numbers on or off."""
    user = current_user(request)
    # In answers to the Kamer a number stands in the place of a name, decided passage by passage.
    dossier = get_dossier(user, number, kind=Kind.WOO)
    if request.method == "POST":
        is_on = request.POST.get("nummers") == "aan"
        try:
            is_changed = set_numbering(dossier, is_on, by=user)
        except DossierClosed as refusal:
            messages.error(request, str(refusal))
        else:
            if is_changed:
                said = "In het pakket staat voortaan een nummer" if is_on else "In het pakket staat geen nummer meer"
                messages.success(request, f"{said} bij weggelakte namen.")
        return redirect("review-numbers", number)
    record_view(dossier, by=user, part="nummers")
    context = {
        "dossier": dossier,
        "tab": "review",
        "is_on": dossier.layer.numbers_people,
        "is_open": dossier.state == State.REDACTING,
        "rows": numbered(dossier),
    }
    return render(request, "review/numbers.html", context)

"""The page Wijzig gegevens: setting right what was filled in when a dossier was made."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.correcting import CORRECTABLE, CorrectionRefused, correct
from woo_portal.dossiers.forms import FactsForm
from woo_portal.dossiers.models import Dossier


@requires(Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER)
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, number: str) -> HttpResponse:
    """The facts of a dossier, to change; only what the person changed is saved."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    form = FactsForm(request.POST or None, kind=dossier.kind, initial=_facts_of(dossier))
    if form.is_valid():
        try:
            is_changed = correct(dossier, form.facts, by=user)
        except CorrectionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            if is_changed:
                messages.success(request, "De gegevens zijn gewijzigd. Dat staat in het logboek.")
            else:
                messages.info(request, "Er was niets gewijzigd.")
            return redirect("dossier", number)
    context = {"dossier": dossier, "form": form, "is_open": dossier.state in CORRECTABLE}
    return render(request, "dossiers/correct.html", context)


def _facts_of(dossier: Dossier) -> dict[str, object]:
    return {name: getattr(dossier, name) for name in ("subject", "requester", "received_on", "request")}

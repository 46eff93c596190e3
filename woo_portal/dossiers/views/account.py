"""The tab Zoekslag: what was searched for this dossier, and the paragraph that accounts for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.account import account_of, concealed
from woo_portal.dossiers.visits import record_view


@requires(Capability.READ_DOSSIER)
@require_safe
def searches(request: HttpRequest, number: str) -> HttpResponse:
    """The searches that were kept, in order; all of them, for an account leaves nothing out."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="zoekslag")
    kept = list(dossier.searches.select_related("by"))
    told = concealed(dossier)
    for search in kept:
        search.sentence = told.get(search.sentence, search.sentence)
    context = {
        "dossier": dossier,
        "tab": "searches",
        "searches": kept,
        "account": account_of(dossier, kept) if kept else "",
        "may_search": user.may(Capability.SEARCH) and user.may(Capability.COMPOSE_DOSSIER),
    }
    return render(request, "dossiers/searches.html", context)

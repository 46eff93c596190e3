"""The tab Zoekslag: what was searched for this dossier, as a list, as a table, and as the text that accounts for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier, may_search
from woo_portal.dossiers.account import account_of
from woo_portal.dossiers.composing import OPEN_STATES
from woo_portal.dossiers.figures import unfinished_jobs
from woo_portal.dossiers.search_table import search_table
from woo_portal.dossiers.searches import ASK_ALL_AGAIN
from woo_portal.dossiers.telling import searches_of
from woo_portal.dossiers.visits import record_view
from woo_portal.presentation.downloads import CSV, as_download
from woo_portal.presentation.spreadsheet import as_csv


@requires(Capability.READ_DOSSIER)
@require_safe
def searches(request: HttpRequest, number: str) -> HttpResponse:
    """The searches that were kept, in order; all of them, for an account leaves nothing out."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="zoekslag")
    told = searches_of(dossier)
    context = {
        "dossier": dossier,
        "tab": "searches",
        "searches": told,
        "account": account_of(dossier),
        "may_search": may_search(user),
        "is_open": dossier.state in OPEN_STATES,
        "can_compare": len({one.place for one in told}) > 1,
        "jobs": [job for job in unfinished_jobs(dossier) if job.kind == ASK_ALL_AGAIN],
        "made_at": timezone.now(),
    }
    return render(request, "dossiers/searches.html", context)


@requires(Capability.READ_DOSSIER)
@require_safe
def table(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same as CSV."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="zoekslag als tabel")
    return as_download(as_csv(search_table(dossier)), f"zoekslag-{dossier.number}.csv", CSV)

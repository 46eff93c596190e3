"""The tab Logboek: what was done with the dossier and who looked at it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.audit.models import Event
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.telling import lines_of
from woo_portal.dossiers.visits import VIEWS, record_view
from woo_portal.presentation import keyset

PAGE = 100


@requires(Capability.READ_DOSSIER)
@require_safe
def log(request: HttpRequest, number: str) -> HttpResponse:
    """The events of a dossier, the newest first; with `?inzage=nee` only those in which something changed."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="logboek")
    events = Event.objects.filter(dossier_id=dossier.pk)
    with_views = request.GET.get("inzage") != "nee"
    page = keyset.page(
        events if with_views else events.exclude(verb__in=VIEWS), keyset.NEWEST_FIRST, request.GET.dict(), size=PAGE
    )
    context = {
        "dossier": dossier,
        "tab": "log",
        "page": page,
        "with_views": with_views,
        "lines": lines_of(dossier, page.rows),
    }
    return render(request, "dossiers/log.html", context)

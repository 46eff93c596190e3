"""How well the portal finds what must be withheld, by month."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from woo_portal.accounts.gate import requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.found import found_by_month


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """The figures of all dossiers together; no dossier and no passage is named."""
    return render(request, "dossiers/found.html", {"months": found_by_month()})

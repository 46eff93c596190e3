"""The portal's URLs and the style guide, which exists in tests only."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from tests.portal.styleguide.pages import context, job
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.jobs.models import JobState
from woo_portal.urls import urlpatterns as portal_urls

TEMPLATE = Path(__file__).with_name("styleguide.html")


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    request.user = User(username="fatima", first_name="Fatima", last_name="El Amrani", role=Role.COORDINATOR)
    messages.success(request, "Bericht toegevoegd aan Woo-2026-0142.")
    template = engines["django"].from_string(TEMPLATE.read_text())
    return HttpResponse(template.render(context(with_errors="zonder-fouten" not in request.GET), request))


@login_not_required
def finished_job(request: HttpRequest) -> HttpResponse:
    """What the running job of the style guide has become when the page asks again."""
    return render(request, "components/progress.html", {"job": job(1, JobState.DONE, message="1.198 berichten.")})


urlpatterns = [path("stijlgids/", styleguide), path("stijlgids/taak/", finished_job), *portal_urls]

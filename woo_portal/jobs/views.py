"""How far a job is: as a part of a page that refreshes itself, and as a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.jobs.models import Job


@requires()
@require_safe
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One's own job; somebody else's does not exist. A page that refreshes its progress gets that part alone."""
    found = get_object_or_404(Job, pk=job_id, started_by_id=current_user(request).pk)
    template = "components/progress.html" if request.headers.get("HX-Request") == "true" else "jobs/job.html"
    return render(request, template, {"job": found, "refresh_url": reverse("job", args=[found.pk])})

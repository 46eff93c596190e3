"""How far a job is: as a part of a page that refreshes itself, and as a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.jobs.models import Job
from woo_portal.jobs.parts import progress_part


@requires()
@require_safe
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One's own job; somebody else's does not exist. A page that refreshes its progress gets that part alone."""
    found = get_object_or_404(Job, pk=job_id, started_by_id=current_user(request).pk)
    refresh_url = reverse("job", args=[found.pk])
    if request.headers.get("HX-Request") == "true":
        return progress_part(request, found, refresh_url=refresh_url)
    return render(request, "jobs/job.html", {"job": found, "refresh_url": refresh_url})

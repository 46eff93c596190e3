"""The part of a page that tells how far a job is, as the page asks for it every two seconds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from woo_portal.jobs.models import Job

ENDED = "taak-klaar"
"""The event of a page that says its work has ended; what the work changed is then fetched (components/after_work.html)."""


def progress_part(request: HttpRequest, job: Job, *, refresh_url: str) -> HttpResponse:
    """How far a job is; `refresh_url` answers with this part. Of a job that has ended the page hears so with the last answer."""
    response = render(request, "components/progress.html", {"job": job, "refresh_url": refresh_url})
    if not job.is_active:
        response["HX-Trigger"] = ENDED
    return response

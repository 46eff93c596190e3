"""The one Celery task: it runs a job by its id. Delivered twice, it works once."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from woo_portal.jobs.models import ACTIVE, Job
from woo_portal.jobs.running import perform

AGAIN_AFTER = 10
"""Seconds until a job that another worker seems to have is looked at again."""


@shared_task(name="jobs.run")
def run_job(job_id: int) -> None:
    """Run one job; see `jobs.running.perform`.

    A lock that is held may be a killed worker's, whose last statement the database is still finishing: then try again.
    """
    if not perform(job_id):
        run_job.apply_async((job_id,), countdown=AGAIN_AFTER)


@worker_ready.connect
def resume(**kwargs: Any) -> int:
    """Queue again what waits or was cut off, when a worker starts; a job that still runs elsewhere is not doubled."""
    active = Job.objects.filter(state__in=ACTIVE).order_by("pk")
    ids = list(active.values_list("pk", flat=True))
    for pk in ids:
        run_job.delay(pk)
    return len(ids)

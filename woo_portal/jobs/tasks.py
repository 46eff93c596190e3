"""The Celery task that runs a job by its id, and how a job gets there. Delivered twice, it works once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Q
from django.utils import timezone

from celery import shared_task
from celery.signals import worker_ready
from kombu.exceptions import OperationalError as QueueDown

from woo_portal.jobs import outage
from woo_portal.jobs.models import ACTIVE, Job
from woo_portal.jobs.running import is_run_by_somebody, perform

logger = logging.getLogger(__name__)
AGAIN_AFTER = 10
"""Seconds until a job that another worker seems to have, or whose database went away, is looked at again."""
SENT_AGAIN_AFTER = timedelta(minutes=5)
"""A job that nobody runs so long after the queue took it may have been lost there."""


@shared_task(name="jobs.run")
def run_job(job_id: int) -> None:
    """Run one job; see `jobs.running.perform`.

    A lock that is held may be a killed worker's, whose last statement the database is still finishing: then try again. And so
    when the database is being restarted.
    """
    try:
        is_dealt_with = perform(job_id)
    except (OperationalError, InterfaceError):
        logger.warning("job %s was cut off by its database and is tried again", job_id, exc_info=True)
        connection.close()
        is_dealt_with = False
    if not is_dealt_with:
        run_job.apply_async((job_id,), countdown=AGAIN_AFTER)


def hand_over(job_id: int) -> bool:
    """Give a stored job to the queue. False when that does not answer: then `look_again` does it later, and who asked for the
    work is told so.
    """
    if outage.is_noticed():
        return False
    try:
        run_job.delay(job_id)
    except QueueDown as reason:
        logger.warning("job %s waits until the queue answers: %s", job_id, reason)
        outage.notice()
        return False
    Job.objects.filter(pk=job_id).update(sent_at=timezone.now())
    return True


@worker_ready.connect
def resume(**kwargs: Any) -> int:
    """Queue again what waits or was cut off, when a worker starts; a job that still runs elsewhere is not doubled."""
    return _hand_over_all(Job.objects.filter(state__in=ACTIVE).order_by("pk"))


@shared_task(name="jobs.look_again")
def look_again() -> int:
    """Queue what the queue never took or seems to have lost, and what was cut off; how many.

    A worker asks for it every minute.
    """
    overdue = Q(sent_at=None) | Q(sent_at__lt=timezone.now() - SENT_AGAIN_AFTER)
    jobs = Job.objects.filter(overdue, state__in=ACTIVE).order_by("pk")
    return _hand_over_all(job for job in jobs if not is_run_by_somebody(job))


def _hand_over_all(jobs: Iterable[Job]) -> int:
    """Hand over until the queue does not answer; how many it took."""
    taken = 0
    for job in jobs:
        if not hand_over(job.pk):
            break
        taken += 1
    return taken

"""Queues long jobs."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from woo_portal.accounts.models import User
from woo_portal.jobs.models import ACTIVE, Job
from woo_portal.jobs.running import LOCK_SPACE
from woo_portal.jobs.tasks import run_job


def enqueue(kind: str, *, subject: str, by: User | None, url: str = "", **arguments: Any) -> Job:
    """Queue a job once the current transaction is committed. A job of the same kind and arguments that still waits or runs
    is returned instead: a double click starts nothing twice.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_SPACE])
        active = Job.objects.filter(kind=kind, arguments=arguments, state__in=ACTIVE)
        if job := active.first():
            return job
        job = Job.objects.create(
            kind=kind, arguments=arguments, subject=subject[:300], url=url, started_by_id=by.pk if by else None
        )
        run_job.delay_on_commit(job.pk)
    return job

"""Queues long jobs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import connection, transaction

from woo_portal.accounts.models import User
from woo_portal.jobs.models import ACTIVE, Job
from woo_portal.jobs.running import LOCK_SPACE, is_run_by_somebody
from woo_portal.jobs.tasks import hand_over


def enqueue(kind: str, *, subject: str, by: User | None, url: str, again: str = "", **arguments: Any) -> Job:
    """Queue a job once the current transaction is committed. A job of the same kind and arguments that still waits or runs
    is returned instead: a double click starts nothing twice. `url` is the page of its result, `again` the one on which it can be
    asked again where that is another.

    One that waits, or says "bezig" while nobody runs it, is handed to the queue again, which may have lost it. When the queue
    does not answer the job is kept all the same: a worker hands it over later.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_SPACE])
        job = Job.objects.filter(kind=kind, arguments=arguments, state__in=ACTIVE).first()
        if job is not None and is_run_by_somebody(job):
            return job
        if job is None:
            job = Job.objects.create(
                kind=kind,
                arguments=arguments,
                subject=subject[:300],
                url=url,
                again=again,
                started_by_id=by.pk if by else None,
            )
        transaction.on_commit(partial(hand_over, job.pk))
    return job

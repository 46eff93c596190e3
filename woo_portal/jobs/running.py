"""Runs long jobs, each at most once at a time and, after a crash, again.

A handler is a function that is given the job's arguments and a progress function, may be called again for the same job,
and then does only what is left.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection
from django.utils import timezone

from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.progress import ProgressWriter

logger = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Work that was done and did not bring what was asked for: a Dutch sentence, and the word for it ("geweigerd")."""

    message: str
    outcome: str


Handler = Callable[[dict[str, Any], Progress], str | Otherwise]
"""Takes the job's arguments; returns a Dutch sentence on how it ended, or `Otherwise`."""

_HANDLERS: dict[str, Handler] = {}
GivenUp = Callable[[dict[str, Any]], None]
_GIVEN_UP: dict[str, GivenUp] = {}
LOCK_SPACE = 7201
"""The first key of the advisory locks on jobs."""
ATTEMPTS = 5
"""A job that took its worker down so often is given up, so that it cannot take every worker down for ever."""


class JobError(Exception):
    """A failure whose Dutch message says what happened, what was kept and what to do."""


class CutOff(OperationalError):
    """The database went away while a job ran: its lock is gone, and how it ended can not be told."""


def handler(kind: str, *, given_up: GivenUp | None = None) -> Callable[[Handler], Handler]:
    """Decorator: the function that does jobs of this kind. `given_up` is told the arguments of a job that is tried no more."""

    def register(function: Handler) -> Handler:
        _HANDLERS[kind] = function
        if given_up:
            _GIVEN_UP[kind] = given_up
        return function

    return register


def perform(job_id: int) -> bool:
    """Run a job unless it has ended; how it ended stands in its row. False when another worker has it now.

    Raises `CutOff`, or another error of the database's connection, when that went away: the job is then to be run again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, job_id])
        if not cursor.fetchone()[0]:
            return False
        session = connection.connection
        try:
            _perform(Job.objects.get(pk=job_id), session)
        finally:
            if connection.connection is session:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, job_id])
    return True


def is_run_by_somebody(job: Job) -> bool:
    """Whether a worker has this job in its hands. One that says "bezig" while nobody has it was cut off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted"
            " AND l.classid = %s AND l.objid = %s AND l.objsubid = 2)",
            [LOCK_SPACE, job.pk],
        )
        return bool(cursor.fetchone()[0])


def is_under_way(job: Job) -> bool:
    """Whether it waits for its turn or is being run: what it works on is then not free."""
    return job.state == JobState.QUEUED or (job.state == JobState.RUNNING and is_run_by_somebody(job))


def _perform(job: Job, session: object) -> None:
    if not job.is_active:
        return
    if job.attempts >= ATTEMPTS:
        if given_up := _GIVEN_UP.get(job.kind):
            given_up(job.arguments)
        _end(
            job,
            JobState.FAILED,
            "Deze taak is meermaals afgebroken. Er is niets half bewaard; meld dit aan de beheerder.",
        )
        return
    job.attempts += 1
    job.state = JobState.RUNNING
    job.save(update_fields=["attempts", "state"])
    started = time.monotonic()
    with ProgressWriter(job.pk) as progress:
        try:
            ended = _HANDLERS[job.kind](job.arguments, progress)
        except JobError as error:
            _end(job, JobState.FAILED, str(error))
        except Exception as error:
            if connection.connection is not session or not connection.is_usable():
                raise CutOff(f"job {job.pk} ({job.kind}) lost its database") from error
            logger.exception("job %s (%s) failed", job.pk, job.kind)
            _end(
                job,
                JobState.FAILED,
                "Er ging iets mis. Wat al bewaard was, is er nog. Probeer het opnieuw; blijft het misgaan, "
                f"meld dan taak {job.pk} aan de beheerder.",
            )
        else:
            found = ended if isinstance(ended, Otherwise) else Otherwise(ended, "")
            _end(job, JobState.DONE, found.message, outcome=found.outcome)
    logger.info("job %s (%s) %s after %.1f s", job.pk, job.kind, job.state, time.monotonic() - started)


def _end(job: Job, state: JobState, message: str, *, outcome: str = "") -> None:
    job.state, job.message, job.outcome, job.finished_at = state, message, outcome, timezone.now()
    job.save(update_fields=["state", "message", "outcome", "finished_at"])

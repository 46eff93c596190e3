"""A job whose database is restarted under its hands is run again; it does not stay "bezig" for ever."""

from __future__ import annotations

from django.db import OperationalError, connection, connections, transaction

import pytest

from woo_portal.jobs import running, tasks
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.running import handler, is_run_by_somebody, is_under_way, perform

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_HANDLERS", {})


def end(session: object) -> None:
    """What a restart of the server does to this session."""
    pid = session.info.backend_pid  # type: ignore[attr-defined]
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()


def end_at_the_first_run(*, inside_transaction: bool) -> Job:
    """A job whose database goes away the first time, before or within a transaction of its own."""
    runs: list[int] = []

    @handler("proef")
    def work(arguments, progress):
        runs.append(1)
        if inside_transaction:
            with transaction.atomic():
                if len(runs) == 1:
                    end(connection.connection)
                Job.objects.count()
        else:
            if len(runs) == 1:
                end(connection.connection)
            Job.objects.count()
        return "Klaar."

    return Job.objects.create(kind="proef", subject="proef")


@pytest.mark.parametrize("inside_transaction", [True, False])
def test_a_restart_of_the_database_left_a_job_busy_for_ever(monkeypatch, inside_transaction):
    later = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda arguments, countdown: later.append((arguments, countdown)))
    job = end_at_the_first_run(inside_transaction=inside_transaction)

    tasks.run_job(job.pk)

    # It is not told to have failed, nobody has it, and it is to be run again
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.RUNNING, "")
    assert not is_run_by_somebody(job)
    assert not is_under_way(job)
    assert later == [((job.pk,), tasks.AGAIN_AFTER)]

    tasks.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message, job.attempts) == (JobState.DONE, "Klaar.", 2)
    assert len(later) == 1


def test_a_job_that_begins_while_the_database_is_away_was_dropped_from_the_queue(monkeypatch):
    later = []

    def away(job_id: int) -> bool:
        raise OperationalError("the database system is starting up")

    monkeypatch.setattr(tasks, "perform", away)
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda arguments, countdown: later.append((arguments, countdown)))
    tasks.run_job(7)
    assert later == [((7,), tasks.AGAIN_AFTER)]


def test_an_error_of_the_database_that_is_still_there_is_a_failure_and_no_reason_to_try_for_ever():
    @handler("proef")
    def work(arguments, progress):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_cancel_backend(pg_backend_pid())")

    job = Job.objects.create(kind="proef", subject="proef")
    assert perform(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_work_went_down_with_the_connection_over_which_only_its_progress_was_written():
    @handler("proef")
    def work(arguments, progress):
        progress(1, 10)
        end(progress._connection.connection)
        progress(10, 10)
        progress(10, 10)
        return "Klaar."

    job = Job.objects.create(kind="proef", subject="proef")
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 10)


def test_a_job_that_is_run_is_somebodys():
    seen = []

    @handler("proef")
    def work(arguments, progress):
        seen.append((is_run_by_somebody(job), is_under_way(Job.objects.get(pk=job.pk))))
        return "Klaar."

    job = Job.objects.create(kind="proef", subject="proef")
    assert (is_run_by_somebody(job), is_under_way(job)) == (False, True)
    perform(job.pk)
    assert seen == [(True, True)]
    assert not is_under_way(Job.objects.get(pk=job.pk))

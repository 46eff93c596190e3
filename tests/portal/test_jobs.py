"""Long work: seen from outside, started once, taken up again after a crash."""

from __future__ import annotations

from django.db import connection, connections

import pytest

from woo_portal.jobs import running, tasks
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.queue import enqueue
from woo_portal.jobs.running import ATTEMPTS, LOCK_SPACE, JobError, handler, perform

CALLS: list[dict[str, object]] = []


@pytest.fixture(autouse=True)
def test_handlers(monkeypatch):
    CALLS.clear()
    monkeypatch.setattr(running, "_HANDLERS", {})

    @handler("count")
    def count(arguments, progress):
        CALLS.append(arguments)
        progress(1, 1)
        return "Geteld."

    @handler("refuse")
    def refuse(arguments, progress):
        raise JobError("De schijf is vol. Er is niets bewaard.")

    @handler("break")
    def break_down(arguments, progress):
        raise RuntimeError("een geheim in de fout")


def make(kind: str, **fields: object) -> Job:
    return Job.objects.create(kind=kind, subject="proef", arguments={"id": 1}, **fields)


@pytest.mark.django_db
def test_a_double_click_starts_one_job():
    one = enqueue("count", subject="proef", by=None, url="/", id=1)
    assert enqueue("count", subject="proef", by=None, url="/", id=1) == one
    assert enqueue("count", subject="proef", by=None, url="/", id=2) != one


@pytest.mark.django_db
def test_a_job_delivered_twice_works_once():
    job = make("count")
    perform(job.pk)
    perform(job.pk)

    job.refresh_from_db()
    assert len(CALLS) == 1
    assert (job.state, job.message) == (JobState.DONE, "Geteld.")


@pytest.mark.django_db
def test_a_failure_is_told_in_dutch_and_gives_nothing_away():
    refused, broken = make("refuse"), make("break")
    perform(refused.pk)
    perform(broken.pk)

    refused.refresh_from_db(), broken.refresh_from_db()
    assert refused.message == "De schijf is vol. Er is niets bewaard."
    assert broken.state == JobState.FAILED
    assert "geheim" not in broken.message
    assert str(broken.pk) in broken.message


@pytest.mark.django_db
def test_a_job_that_keeps_killing_its_worker_is_given_up():
    job = make("count", attempts=ATTEMPTS, state=JobState.RUNNING)
    perform(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert CALLS == []


@pytest.mark.django_db(transaction=True)
def test_a_job_that_runs_elsewhere_is_left_alone():
    job = make("count", state=JobState.RUNNING)
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_SPACE, job.pk])
        assert perform(job.pk) is False
        assert CALLS == []
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, job.pk])
    other.close()

    assert perform(job.pk) is True
    assert len(CALLS) == 1


@pytest.mark.django_db
def test_a_job_whose_lock_a_dying_worker_still_holds_is_tried_again(monkeypatch):
    later = []
    monkeypatch.setattr(tasks, "perform", lambda job_id: False)
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda arguments, countdown: later.append((arguments, countdown)))

    tasks.run_job(7)
    assert later == [((7,), tasks.AGAIN_AFTER)]


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_is_still_in_its_transaction():
    job = make("count")
    seen = []

    @handler("watch")
    def watch(arguments, progress):
        from django.db import transaction

        with transaction.atomic():
            progress(3, 10)
            other = connections.create_connection("default")
            with other.cursor() as cursor:
                cursor.execute("SELECT done, total FROM jobs_job WHERE id = %s", [job.pk])
                seen.append(cursor.fetchone())
            other.close()
        return "Klaar."

    Job.objects.filter(pk=job.pk).update(kind="watch")
    perform(job.pk)
    assert seen == [(3, 10)]
    assert connection.in_atomic_block is False


@pytest.mark.django_db
def test_a_worker_that_starts_takes_up_what_was_left(monkeypatch):
    waiting, cut_off = make("count"), make("count", state=JobState.RUNNING)
    make("count", state=JobState.DONE)
    queued = []
    monkeypatch.setattr(tasks.run_job, "delay", queued.append)

    assert tasks.resume() == 2
    assert queued == [waiting.pk, cut_off.pk]

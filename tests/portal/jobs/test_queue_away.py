"""While the queue does not answer nothing is lost, who clicked is told the truth, and the work begins by itself afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpResponse
from django.test import RequestFactory

import pytest
from kombu import Connection

from archive.models import ImportRun, ImportState
from woo_portal import celery
from woo_portal.accounts.roles import Role
from woo_portal.jobs import outage, tasks
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.queue import enqueue
from woo_portal.jobs.running import LOCK_SPACE

EXPORT = "12-11-2025 16:45 - Kofi Mensah: Dag allen, groep voor het hoogwater op de Maas.\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The jobs the queue took."""
    taken: list[int] = []
    monkeypatch.setattr(tasks.run_job, "delay", taken.append)
    return taken


@pytest.fixture
def tried_in_vain(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The jobs that a queue was asked to take which is not there."""
    tried: list[int] = []

    def nowhere(job_id: int) -> None:
        tried.append(job_id)
        away = Connection("redis+socket:///nergens/redis.sock?virtual_host=0")
        tasks.run_job.apply_async((job_id,), connection=away)

    monkeypatch.setattr(tasks.run_job, "delay", nowhere)
    return tried


@pytest.fixture
def held(transactional_db: None) -> Iterator[Job]:
    """A job that a worker runs."""
    job = Job.objects.create(kind="proef", subject="proef", arguments={"id": 1}, state=JobState.RUNNING)
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_SPACE, job.pk])
        yield job
    other.close()


@pytest.mark.django_db(transaction=True)
def test_an_upload_while_the_queue_was_away_said_it_was_not_carried_out(client_for, tried_in_vain):
    """It gave the page of a fault, though the import was kept and waited."""
    export = SimpleUploadedFile("WhatsApp-chat met Crisisteam.txt", EXPORT.encode())
    page = client_for(Role.ARCHIVIST).post("/archief/inleveren/", {"exports": [export]}, follow=True)

    assert page.status_code == 200
    said = [(message.level_tag, message.message) for message in page.context["messages"]]
    assert ("warning", outage.TOLD) in said
    assert "Wat u deed is bewaard" in page.content.decode()
    assert ImportRun.objects.get().state == ImportState.WAITING
    job = Job.objects.get()
    assert (job.state, job.sent_at, tried_in_vain) == (JobState.QUEUED, None, [job.pk])


@pytest.mark.django_db
def test_a_click_that_queues_much_waited_for_an_absent_queue_again_and_again(tried_in_vain):
    def click(request):
        assert not tasks.hand_over(1)
        assert not tasks.hand_over(2)
        return HttpResponse()

    request = RequestFactory().post("/")
    request.user = AnonymousUser()  # software: it has no page to read a message on
    outage.TellsWhatWaits(click)(request)
    assert tried_in_vain == [1]
    assert not outage.is_noticed()


@pytest.mark.django_db
def test_a_job_the_queue_never_took_waited_until_a_worker_was_restarted(asked):
    never_taken = Job.objects.create(kind="proef", subject="proef")
    assert tasks.look_again() == 1
    assert asked == [never_taken.pk]

    # Handed over it is left to the queue, until that seems to have lost it
    assert tasks.look_again() == 0
    Job.objects.update(sent_at=datetime.now(UTC) - tasks.SENT_AGAIN_AFTER - timedelta(seconds=1))
    assert tasks.look_again() == 1
    Job.objects.update(sent_at=None, state=JobState.DONE)
    assert tasks.look_again() == 0


@pytest.mark.django_db
def test_a_look_ends_at_the_first_job_an_absent_queue_does_not_take(tried_in_vain):
    jobs = [Job.objects.create(kind="proef", subject="proef") for _ in range(3)]
    assert tasks.look_again() == 0
    assert tried_in_vain == [jobs[0].pk]


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING])
@pytest.mark.django_db
def test_asking_again_for_work_the_queue_lost_did_nothing(asked, state, django_capture_on_commit_callbacks):
    lost = Job.objects.create(kind="proef", subject="proef", arguments={"id": 1}, state=state)
    with django_capture_on_commit_callbacks(execute=True):
        assert enqueue("proef", subject="proef", by=None, url="/", id=1) == lost
    assert asked == [lost.pk]
    lost.refresh_from_db()
    assert lost.sent_at is not None


def test_what_a_worker_runs_is_not_handed_to_the_queue_again(held, asked):
    assert enqueue("proef", subject="proef", by=None, url="/", id=1) == held
    assert tasks.look_again() == 0
    assert asked == []


def test_a_worker_asks_for_a_look_every_minute_also_after_its_queue_came_back(monkeypatch):
    every, stopped, sent = [], [], []
    clock = SimpleNamespace(cancel=lambda: stopped.append(True))
    timer = SimpleNamespace(call_repeatedly=lambda *given: every.append(given) or clock)
    monkeypatch.setattr(celery.app, "send_task", sent.append)
    step = celery.LooksAgain(None)

    step.start(SimpleNamespace(timer=timer))
    step.stop(None)
    step.start(SimpleNamespace(timer=timer))

    assert [seconds for seconds, *_ in every] == [60, 60]
    assert stopped == [True]
    _, ask, arguments = every[0]
    ask(*arguments)
    assert sent == ["jobs.look_again"]
    assert "jobs.look_again" in celery.app.tasks
    assert celery.LooksAgain in celery.app.steps["consumer"]

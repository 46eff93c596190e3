"""A real worker is killed in the middle of its work; the next one finishes it, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from django.conf import settings as django_settings
from django.db import connection, transaction

import pytest

from archive import content
from archive.importing import ImportOptions, ParsedMessage, importers
from archive.ingest import receive, run_import
from archive.models import (
    Batch,
    Capture,
    Conversation,
    DestroyedMessage,
    Destruction,
    DestructionState,
    ImportRun,
    ImportState,
    Message,
    MessageIndex,
    RetentionRule,
)
from archive.reading.containers import open_container
from archive.sealing.hashing import canonical, digest_of, repeated
from archive.sealing.verifying import differences
from archive.staging import as_stored
from tests.bench.generate import export
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.custody import destroying
from woo_portal.dossiers import composing
from woo_portal.dossiers.models import Dossier, Judgement, Kind, Package, PackageState
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts `celery worker` on the test's database and folders, with a queue of its own."""
    database = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "woo_portal.settings.test",
        "WOO_DATA_DIR": str(tmp_path),
        "WOO_SECRET_KEY": "alleen voor deze proef",
        "DATABASE_URL": f"dbname={database['NAME']} user={database['USER']} host={database['HOST']} port={database['PORT']}",
        "REDIS_URL": django_settings.CELERY_BROKER_URL.replace("redis+socket", "unix").partition("?")[0] + "?db=8",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "celery",
            "--app",
            "woo_portal",
            "worker",
            "--concurrency",
            "1",
            "--loglevel",
            "WARNING",
        ]
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        # The first worker of a test checks the whole portal before it begins; those after it would find the same.
        own = environment | ({"CELERY_SKIP_CHECKS": "1"} if started else {})
        worker = subprocess.Popen(command, cwd=ROOT, env=own, stdout=log, stderr=log, start_new_session=True)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """kill -9 the worker and the processes it started."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_for(condition: Callable[[], object]) -> None:
    """Look often; give up after `PATIENCE` seconds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "the worker did not come so far in time"
        time.sleep(0.05)


MESSAGES, KILLS = 100_000, 10


def is_storing() -> bool:
    """Whether some import has read its file and is storing what was in it; it goes on for a while after a kill."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE d.datname = current_database() AND l.relation = 'archive_message'::regclass"
            " AND l.mode = 'RowExclusiveLock')"
        )
        return cursor.fetchone()[0]


def test_an_import_that_is_killed_at_ten_moments_gives_exactly_the_same_archive(tmp_path, start_worker):
    chat = tmp_path / "WhatsApp-chat met Proef.txt"
    export(chat, MESSAGES)
    run = receive(chat, file_name=chat.name, by="Els")
    job = Job.objects.create(kind="import", arguments={"run": run.pk}, subject="proef")
    moments = random.Random(11)
    for kills in range(KILLS):
        worker = start_worker()
        if kills < KILLS // 2:  # while the file is read
            wait_for(lambda: Job.objects.get(pk=job.pk).done)
            time.sleep(moments.uniform(0, 1))
        else:  # while what was read is stored, indexed and sealed
            wait_for(is_storing)
            time.sleep(moments.uniform(0, 1.5))
        kill(worker)
        wait_for(lambda: not is_storing())
        assert Message.objects.count() == Conversation.objects.count() == Batch.objects.count() == 0
        # As if it were asked for once more: a job that took its worker down five times is given up.
        Job.objects.filter(pk=job.pk).update(attempts=0, done=0)

    start_worker()
    wait_for(lambda: not Job.objects.get(pk=job.pk).is_active)
    assert ImportRun.objects.get(pk=run.pk).state == ImportState.DONE
    stored = Message.objects.order_by("position").values_list("content_hash", flat=True)
    assert [bytes(digest) for digest in stored] == hashes_of(chat)
    assert Capture.objects.count() == Message.objects.count()
    assert MessageIndex.objects.count() == Message.objects.exclude(kind="system").count() == MESSAGES
    assert Conversation.objects.count() == 1
    assert list(differences()) == []


def hashes_of(path: Path) -> list[bytes]:
    """The content hashes of the messages of a chat, in order, read without a database."""
    seen: Counter[bytes] = Counter()
    found = []
    with open_container(path) as container:
        for item in importers["whatsapp_txt"].parse(container, ImportOptions()):
            if isinstance(item, ParsedMessage):
                first = digest_of(canonical(as_stored(item)))
                found.append(repeated(first, seen[first]) if seen[first] else first)
                seen[first] += 1
    return found


def test_a_render_that_is_killed_is_finished_once(tmp_path, start_worker):
    export(tmp_path / "chat.txt", 480)
    run = receive(tmp_path / "chat.txt", file_name="WhatsApp-chat met Proef.txt", by="Els")
    Job.objects.create(kind="import", arguments={"run": run.pk}, subject="proef")
    worker = start_worker()
    wait_for(lambda: ImportRun.objects.get(pk=run.pk).state == ImportState.DONE)
    kill(worker)

    package = Package.objects.create(
        dossier=approved_dossier(), made_by=User.objects.get(), made_at="2026-02-18T09:00Z"
    )
    job = Job.objects.create(kind="package", arguments={"package": package.pk}, subject="proef")
    rendered = tmp_path / "packages" / "rendered"
    worker = start_worker()
    wait_for(lambda: len(list(rendered.glob("*.pdf"))) >= 2)
    kill(worker)
    assert not list((tmp_path / "packages").rglob("*.zip"))
    kept = {path: path.stat().st_mtime_ns for path in rendered.glob("*.pdf")}

    start_worker()
    wait_for(lambda: not Job.objects.get(pk=job.pk).is_active)
    package.refresh_from_db()
    assert package.state == PackageState.READY, Job.objects.get(pk=job.pk).message
    assert package.documents == 12
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert [path.name for path in (tmp_path / "packages").rglob("*.zip")] == [f"{package.pk}.zip"]


def approved_dossier() -> Dossier:
    """A dossier with every imported message, all of it public."""
    user = User.objects.create(username="anna", role=Role.COORDINATOR)
    dossier = composing.create(
        kind=Kind.WOO, number="2026-1", subject="Proef", received_on=date(2026, 1, 21), requester="", by=user
    )
    composing.add_messages(dossier, Message.objects.values_list("pk", flat=True), by=user)
    composing.judge(dossier, list(dossier.items.all()), judgement=Judgement.PUBLIC, by=user)
    dossier.items.update(proposed_at="2026-02-18T09:00Z")
    Dossier.objects.update(state=State.APPROVED)
    return Dossier.objects.get()


@pytest.fixture
def everybody_is_due_at_once() -> Iterator[None]:
    """A term of no time at all; the table of terms is not emptied between tests, for the migrations fill it."""
    rule = RetentionRule.objects.create(function_class="unknown", years=0, basis="proef")
    yield
    rule.delete()


def test_a_destruction_that_is_killed_half_way_destroys_nothing_and_is_finished_once(
    tmp_path, start_worker, everybody_is_due_at_once
):
    export(tmp_path / "chat.txt", 6_000)
    run = run_import(receive(tmp_path / "chat.txt", file_name="WhatsApp-chat met Proef.txt", by="Els").pk)
    original = content.path_of(run.source.sha256)
    count = Message.objects.count()
    made = approved_destruction()
    job = Job.objects.get(kind="destroy")

    worker = start_worker()
    with transaction.atomic():
        # The last message is held by somebody else's transaction, so that the worker stands still in the middle.
        Message.objects.select_for_update().get(pk=Message.objects.order_by("-pk").values("pk")[:1])
        wait_for(lambda: Job.objects.get(pk=job.pk).done)
        kill(worker)
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING
    assert Message.objects.count() == Capture.objects.count() == count
    assert original.exists()
    assert not DestroyedMessage.objects.exists()

    start_worker()
    wait_for(lambda: not Job.objects.get(pk=job.pk).is_active)
    made.refresh_from_db()
    assert made.state == DestructionState.COMPLETED, Job.objects.get(pk=job.pk).message
    assert DestroyedMessage.objects.count() == made.messages == count
    assert Message.objects.count() == Conversation.objects.count() == 0
    assert not original.exists()


def approved_destruction() -> Destruction:
    """A list of everything, proposed and approved by two persons."""
    els = User.objects.create(username="els", role=Role.ARCHIVIST)
    anna = User.objects.create(username="anna", role=Role.COORDINATOR)
    made = destroying.propose(Conversation.objects.all(), until=None, basis="proef", note="", by=els)
    return destroying.approve(made, by=anna)

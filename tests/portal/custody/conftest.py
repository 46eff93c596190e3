"""Two archivists and a coordinator, and a little archive of which everything is due at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.test import Client

import pytest

from archive.functions import FunctionClass
from archive.ingest import receive, run_import
from archive.models import Conversation, ImportRun, ImportState, RetentionRule
from tests.portal.custody.destructions import CHAT
from tests.portal.intake.conftest import words
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.custody import tasks as _tasks  # a worker knows the handler because it has read this
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.running import perform

__all__ = ["_tasks", "words"]


@pytest.fixture(autouse=True)
def everybody_is_due_at_once(db: None) -> None:
    """Of nobody in these chats a function is known; their messages are kept no day longer than they are old."""
    RetentionRule.objects.create(function_class=FunctionClass.UNKNOWN, years=0, basis="cat. 4.2")


@pytest.fixture
def els(user: Callable[[Role], User]) -> User:
    """The archivist who proposes."""
    return user(Role.ARCHIVIST)


@pytest.fixture
def anna(user: Callable[[Role], User]) -> User:
    """The coordinator who approves."""
    return user(Role.COORDINATOR)


@pytest.fixture
def second_archivist(db: None) -> User:
    """Another archivist, who is called the same."""
    return User.objects.create(username="els2", first_name="Els", last_name="Archema", role=Role.ARCHIVIST)


@pytest.fixture
def browser() -> Callable[[User], Client]:
    """A browser in which an account is logged in."""

    def logged_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return logged_in


@pytest.fixture
def bring_in(tmp_path: Path) -> Callable[[str, str], ImportRun]:
    """Read an export into the archive: `bring_in("Crisisteam", text)`."""

    def bring(chat: str, text: str, *, folder: str = "exports") -> ImportRun:
        path = tmp_path / folder / f"WhatsApp-chat met {chat}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        run = run_import(receive(path, file_name=path.name, by="Els Archema").pk)
        assert run.state == ImportState.DONE, run.problem
        return run

    return bring


@pytest.fixture
def work() -> Callable[[], Job]:
    """Let the worker do what is queued; the last job."""

    def do_queued() -> Job:
        for pk in Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).values_list("pk", flat=True):
            perform(pk)
        return Job.objects.latest("pk")

    return do_queued


@pytest.fixture
def crisis(bring_in: Callable[[str, str], ImportRun]) -> Conversation:
    """A chat of three messages, of which everything is due."""
    bring_in("Crisisteam", CHAT)
    return Conversation.objects.get(title="Crisisteam")

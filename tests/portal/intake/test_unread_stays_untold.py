"""A file that nobody has looked at yet: who may not say whether it is private is told nothing of what is in it."""

from __future__ import annotations

import pytest

from archive.ingest import receive, run_import
from archive.models import Conversation, ImportRun, ImportState
from archive.privacy import Scope
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.custody.marking import mark
from woo_portal.intake.receiving import start

FRIEND = "Luchtschip"
TWO_WAYS = f"03/04/25, 10:00 - {FRIEND}: mijn zeppelin\n03/05/25, 10:00 - PJ: zeppelin ja\n"
READERS = (Role.COORDINATOR, Role.LIAISON)


@pytest.fixture
def received(tmp_path, db):
    """Keep a file without reading it: `received(text, folder, hides_new=True)`."""

    def keep(text: str, folder: str = "a", **asked: bool) -> ImportRun:
        path = tmp_path / folder / f"WhatsApp Chat with {FRIEND}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return receive(path, file_name=path.name, by="Els", **asked)

    return keep


@pytest.fixture
def told(client_for):
    """What roles read of an import, on its page, in the list and while it runs."""

    def reading(run: ImportRun, *roles: Role) -> str:
        pages = (f"/archief/imports/{run.pk}/", "/archief/", f"/archief/imports/{run.pk}/voortgang/")
        return " ".join(words(client_for(role).get(page)) for role in roles for page in pages)

    return reading


def test_the_lines_that_are_asked_about_are_for_who_answers(received, told):
    """What nobody had looked at yet stood there to the letter, for everybody who reads the archive."""
    run = run_import(received(TWO_WAYS).pk)
    assert run.state == ImportState.QUESTION
    assert "zeppelin" not in told(run, *READERS)
    assert "mijn zeppelin" in told(run, Role.ARCHIVIST)


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        (ImportState.WAITING, ""),
        (ImportState.RUNNING, ""),
        (ImportState.QUESTION, ""),
        (ImportState.REFUSED, f"In «{FRIEND}» staat geen bericht."),
        (ImportState.FAILED, f"«{FRIEND}» brak af."),
    ],
)
def test_a_file_of_which_nothing_new_is_to_be_seen_has_no_name_before_it_was_read(received, told, user, state, problem):
    run = run_import(received(TWO_WAYS, hides_new=True).pk)
    start(run, by=user(Role.ARCHIVIST))
    ImportRun.objects.filter(pk=run.pk).update(state=state, problem=problem)
    assert FRIEND not in told(run, *READERS)
    assert "bestand dat nog niet is nagekeken" in told(run, *READERS)
    assert FRIEND in told(run, Role.ARCHIVIST)


def test_one_that_is_called_after_a_private_chat_has_no_name_either(received, told, user):
    """The chat came in with another file, and is private; a second file of it asks how its dates are to be read."""
    asking = run_import(received(TWO_WAYS).pk)
    run_import(received(TWO_WAYS + "25/05/25, 10:00 - PJ: zeppelin drie\n", "b").pk)
    assert FRIEND in told(asking, *READERS)
    mark(Scope(Conversation.objects.get().pk), reason="Thuis", said_by="", by=user(Role.ARCHIVIST))
    assert FRIEND not in told(asking, *READERS)


def test_a_file_that_was_refused_while_it_was_to_be_hidden_is_hidden_when_it_comes_again(received):
    first = received(TWO_WAYS, hides_new=True)
    ImportRun.objects.filter(pk=first.pk).update(state=ImportState.REFUSED)
    assert received(TWO_WAYS).hides_new

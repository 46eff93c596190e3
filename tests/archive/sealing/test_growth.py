"""What the archive held at a moment: by the batch that was its last, whatever began or was numbered first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.ingest import receive, run_import
from archive.models import Batch, Capture, Conversation, ImportRun, ImportState, Message, Source
from archive.privacy import Scope, lift, mark
from archive.sealing.growth import Fates, fates_of, last_number, state
from tests import factories

pytestmark = pytest.mark.django_db
SOURCES, MESSAGES = 4, 6


def lines(*minutes: int) -> str:
    return "".join(f"12-11-2025 16:{minute:02} - Jan: Bericht nummer {minute} over het peil\n" for minute in minutes)


def texts(messages) -> list[str]:
    return sorted(message.text.split()[2] for message in messages)


def test_an_archive_without_imports_has_no_batch():
    assert (state().batch, state().number, state().messages, state().private) == (None, 0, 0, 0)
    assert last_number() == 0


def test_the_state_names_the_last_batch_and_counts_what_may_be_read(bring_in: Callable[..., ImportRun]):
    bring_in("WhatsApp-chat met Jan.txt", lines(1, 2, 3))
    run = bring_in("WhatsApp-chat met Eva.txt", lines(4, 5).replace("Jan", "Eva"))
    private = mark(Scope(Conversation.objects.get(title="Eva").pk), reason="Thuis", by="Els", said_by="")

    found = state()
    assert (found.batch, found.number, last_number()) == (run.batch.pk, 2, 2)
    assert (found.messages, found.private) == (3, 2) == (Message.objects.visible().count(), 2)

    lift(private[0], reason="Toch niet", by="Els")
    assert (state().messages, state().private) == (5, 0)


def test_a_message_came_in_with_the_first_export_that_holds_it(bring_in: Callable[..., ImportRun]):
    bring_in("WhatsApp-chat met Jan.txt", lines(*range(1, 13)))
    bring_in("WhatsApp-chat met Jan (1).txt", lines(*range(1, 15)))

    readable = Message.objects.visible()
    assert texts(readable.arrived_after(1)) == ["13", "14"]
    assert texts(readable.arrived_by(1)) == sorted(map(str, range(1, 13)))
    assert not readable.arrived_after(2)
    assert readable.arrived_after(0).count() == 14


def test_an_import_that_began_first_and_was_sealed_last_is_what_came_in_after(tmp_path: Path):
    slow, quick = (
        _received(tmp_path, "WhatsApp-chat met Jan.txt", lines(1)),
        _received(tmp_path, "WhatsApp-chat met Eva.txt", lines(2).replace("Jan", "Eva")),
    )

    # The quick one comes in while the slow one has stored its messages and is not sealed yet.
    run_import(slow.pk, at_the_end=lambda run, introduced: run_import(quick.pk))

    assert [batch.run_id for batch in Batch.objects.order_by("number")] == [quick.pk, slow.pk]
    readable = Message.objects.visible()
    first, second = readable.order_by("pk")
    assert (texts([first]), texts([second])) == (["1"], ["2"])
    assert list(readable.arrived_after(1)) == [first]
    assert list(readable.arrived_by(1)) == [second]


def _received(folder: Path, name: str, text: str) -> ImportRun:
    (folder / name).write_text(text)
    return receive(folder / name, file_name=name, by="Els Archema")


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=st.lists(st.frozensets(st.integers(0, MESSAGES - 1)), min_size=SOURCES, max_size=SOURCES),
    order=st.permutations(range(SOURCES)),
)
def test_before_and_after_a_batch_are_all_there_is_and_nothing_twice(db: None, held, order):
    with transaction.atomic():
        chat = factories.conversation("Crisisteam")
        messages = [factories.message(chat, f"bericht {number}") for number in range(MESSAGES)]
        for source in order:
            _sealed(held[source], messages)
        for number in range(SOURCES + 1):
            known = {messages[index].pk for source in order[:number] for index in held[source]}
            later = {messages[index].pk for source in order[number:] for index in held[source]} - known
            readable = Message.objects.visible()
            assert {message.pk for message in readable.arrived_after(number)} == later
            assert {message.pk for message in readable.arrived_by(number)} == {row.pk for row in messages} - later
        transaction.set_rollback(True)


def _sealed(held: frozenset[int], messages: list[Message]) -> None:
    """An export that holds these messages, as the next link of the chain."""
    number = last_number() + 1
    digest = hashlib.sha256(str(number).encode()).digest()
    source = Source.objects.create(sha256=digest.hex(), size=1, file_name=f"{number}.txt")
    run = ImportRun.objects.create(source=source, state=ImportState.DONE, started_by="Els")
    Capture.objects.bulk_create(
        Capture(message=messages[index], source=source, first_unit=1, last_unit=1, sent_at=messages[index].sent_at)
        for index in held
    )
    Batch.objects.create(
        number=number,
        run=run,
        leaves=len(held),
        root=digest,
        subtrees=b"",
        conversations=digest,
        previous=digest,
        digest=digest,
        sealed_at=timezone.now(),
    )


def test_of_what_is_no_longer_found_it_is_counted_what_became_of_it():
    chat = factories.conversation("Crisisteam")
    messages = [factories.message(chat, f"bericht {number}") for number in range(3)]
    factories.private_mark(chat, messages[0])
    destroyed = factories.completed_destruction()
    destroyed.destroyed.create(message_id=900, conversation_id=chat.pk, content_hash=b"0" * 32)

    assert fates_of([messages[0].pk, messages[1].pk, 900]) == Fates(private=1, destroyed=1)
    assert fates_of([]) == Fates(private=0, destroyed=0)

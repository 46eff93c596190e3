"""The database finds the messages that `archive.captures.differences` would point at, and counts them."""

from __future__ import annotations

import random
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.db.models import Prefetch

import pytest

from archive.captures.comparing import count_differences, counts, differences_of, differing, for_comparing, reaches
from archive.captures.differences import DifferenceKind
from archive.models import Capture, Conversation, DifferenceCount, Message, Source
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat() -> Conversation:
    return factories.conversation("Crisisteam", factories.handle("Kofi Mensah"))


@pytest.fixture
def phones() -> list[Source]:
    return [
        Source.objects.create(
            sha256=str(n) * 64, size=1, file_name=f"{n}.txt", holder=factories.person(f"Houder {n}")
        )
        for n in range(3)
    ]  # fmt: skip


def capture(message: Message, source: Source, *, seconds: float = 0, **facts) -> Capture:
    at = message.sent_at + timedelta(seconds=seconds)
    return Capture.objects.create(message=message, source=source, first_unit=1, last_unit=1, sent_at=at, **facts)


def a_chat_of_all_sorts(chat: Conversation, phones: list[Source], seed: int) -> None:
    chance = random.Random(seed)
    for number in range(60):
        message = factories.message(
            chat,
            "" if number % 7 == 3 else f"bericht {number}",
            at=factories.MORNING + timedelta(minutes=number, seconds=chance.choice([0, 5, 59])),
            kind=chance.choice(["text"] * 6 + ["system", "deleted", "expired", "media"]),
            precision=chance.choice([60, 1, 0.001]),
        )
        for source in chance.sample(phones, chance.choice([1, 2, 3, 3])):
            capture(
                message,
                source,
                seconds=chance.choice([0, 0, 0, 2, 4, 55, 63, -70, 0.5]),
                kind=chance.choice(["", "", "", "text", "deleted", "expired"]),
                text=chance.choice([None, None, None, "", message.text, "iets anders"]),
                edited=chance.random() < 0.1,
            )
    # What other tests left of large tables and took back is still in the planner's books: it would join these row by row.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE archive_message, archive_capture")


@pytest.mark.parametrize("seed", range(5))
def test_the_same_messages_by_query_and_one_by_one(chat, phones, seed):
    a_chat_of_all_sorts(chat, phones, seed)
    reached = [reach for reach, _ in reaches(chat).values()]
    captures = Prefetch("captures", for_comparing(Capture.objects.all()))
    told = {
        message: differences_of(message, reached)
        for message in Message.objects.filter(conversation=chat).prefetch_related(captures)
    }
    assert set(differing(chat, reached)) == {message for message, found in told.items() if found}
    for kind in DifferenceKind:
        wanted = {message for message, found in told.items() if any(one.kind is kind for one in found)}
        assert set(differing(chat, reached, kind=kind)) == wanted, kind
        assert counts(chat, reached)[kind] == len(wanted)
        for source in phones:
            of_source = {
                message
                for message, found in told.items()
                if any(one.kind is kind and one.source == source.pk for one in found)
            }
            assert set(differing(chat, reached, kind=kind, source=source.pk)) == of_source, (kind, source)
    for source in phones:
        of_source = {m for m, found in told.items() if any(one.source == source.pk for one in found)}
        assert set(differing(chat, reached, source=source.pk)) == of_source


def test_the_counts_are_kept_and_brought_up_to_date(chat, phones):
    first, middle, last = (factories.message(chat, text) for text in ("een", "twee", "drie"))
    for message in (first, middle, last):
        capture(message, phones[0])
    capture(first, phones[1]), capture(last, phones[1], text="drie!")
    assert count_differences(chat.pk) == 2
    row = DifferenceCount.objects.get(conversation=chat)
    assert (row.messages, row.absent, row.gone, row.text, row.clock) == (2, 1, 0, 1, 0)

    capture(middle, phones[1])
    Capture.objects.update(text=None)
    assert count_differences(chat.pk) == 0
    assert not DifferenceCount.objects.exists()


def test_one_phone_differs_from_nothing(chat, phones):
    capture(factories.message(chat, "een"), phones[0])
    assert count_differences(chat.pk) == 0


def test_the_command_counts_everything_anew(chat, phones, capsys):
    first, middle, last = (factories.message(chat, text) for text in ("een", "twee", "drie"))
    for message in (first, middle, last):
        capture(message, phones[0])
    capture(first, phones[1]), capture(last, phones[1])
    call_command("rebuild_differences")
    assert capsys.readouterr().out == "1 bericht met verschillen, in 1 van 1 gesprek.\n"
    assert DifferenceCount.objects.get().absent == 1

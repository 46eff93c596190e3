"""The threads of a conversation in the database: set after an import, and kept when more of it comes in."""

from __future__ import annotations

import random
import time
from datetime import timedelta

from django.core.management import call_command
from django.db import connection

import pytest

from archive.models import Conversation, Message, Person, ThreadPlace
from archive.thread_places import assign_threads
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat():
    """Of three, so that what is written is not one dialogue."""
    members = [factories.handle(name) for name in ("Kofi Mensah", "Fatima El Amrani", "Jan van den Berg")]
    made = factories.conversation("Crisisteam", *members)
    made.members = members
    return made


def say(chat: Conversation, minutes: float, who: int | None, text: str, **fields) -> Message:
    at = factories.MORNING + timedelta(minutes=minutes)
    sender = None if who is None else chat.members[who]
    return factories.message(chat, text, sender=sender, at=at, **fields)


def places(chat: Conversation) -> dict[int, tuple[int, int]]:
    rows = ThreadPlace.objects.filter(message__conversation=chat)
    return {row.message_id: (row.session, row.thread) for row in rows}


def test_a_thread_is_found_from_any_of_its_messages(chat):
    asked = say(chat, 0, 0, "Fatima, wil jij de regio bellen?")
    say(chat, 1, 2, "Iemand koffie?")
    done = say(chat, 2, 1, "Doe ik nu")
    assert assign_threads(chat.pk) == 3

    assert list(Message.objects.in_thread_of(asked)) == [asked, done]
    assert list(Message.objects.in_thread_of(done)) == [asked, done]


def test_before_threads_are_set_a_message_is_alone(chat):
    asked = say(chat, 0, 0, "Fatima, wil jij de regio bellen?")
    assert list(Message.objects.in_thread_of(asked)) == [asked]


def test_what_a_line_of_the_app_names_is_not_its_author(chat):
    say(chat, 0, 0, "Wie belt?")
    line = say(chat, 1, 0, "Kofi Mensah heeft de groep verlaten", kind="system")
    say(chat, 2, 1, "Ik"), say(chat, 3, 2, "Ik ook")
    assign_threads(chat.pk)
    assert list(Message.objects.in_thread_of(line)) == [line]


def test_names_by_which_a_merged_person_was_known_are_names(chat):
    person = chat.members[1].person
    Person.objects.create(name="Faatje Bakker", merged_into=person)
    first = say(chat, 0, 1, "De offerte is er"), say(chat, 1, 2, "Mooi")
    named = say(chat, 9, 0, "Faatje, stuur maar door")
    assign_threads(chat.pk)
    assert list(Message.objects.in_thread_of(named)) == [first[0], named]


def test_what_comes_in_later_joins_the_session_it_falls_in_and_leaves_the_others_alone(chat):
    for minute in (0, 10, 300, 310, 600, 610):
        say(chat, minute, minute // 10 % 3, f"om {minute}")
    assign_threads(chat.pk)
    before = places(chat)

    between = say(chat, 305, 1, "tussendoor")
    assert assign_threads(chat.pk) == 3  # two of its session, and itself
    after = places(chat)
    assert after[between.pk][0] == after[Message.objects.get(text="om 300").pk][0]
    assert {pk: after[pk] for pk in before} == before


def test_a_message_between_two_sessions_can_make_them_one(chat):
    say(chat, 0, 0, "a"), say(chat, 45, 1, "b"), say(chat, 46, 2, "c")
    assign_threads(chat.pk)
    assert len({session for session, _ in places(chat).values()}) == 2
    say(chat, 20, 2, "d")
    assign_threads(chat.pk)
    assert len({session for session, _ in places(chat).values()}) == 1


def test_nothing_new_places_nothing(chat):
    say(chat, 0, 0, "a")
    assert assign_threads(chat.pk) == 1
    assert assign_threads(chat.pk) == 0


def test_a_chat_that_turns_out_to_be_slow_is_placed_anew(chat):
    say(chat, 0, 0, "a"), say(chat, 40, 1, "b")
    assign_threads(chat.pk)
    assert Conversation.objects.get(pk=chat.pk).silence == 4 * 3600
    for minute in range(41, 60):
        say(chat, minute, minute % 3, "snel")
    assert assign_threads(chat.pk) == 21
    assert Conversation.objects.get(pk=chat.pk).silence == 1800


@pytest.mark.parametrize("seed", range(6))
def test_in_parts_or_at_once_is_the_same(chat, seed):
    """Two exports of one chat, in any order, with replies over sessions."""
    chance = random.Random(seed)
    written: list[Message] = []
    minute = 0.0
    for number in range(120):
        minute += chance.choice([1, 2, 4, 8, 29, 31, 200])
        reply_to = chance.choice(written) if written and chance.random() < 0.2 else None
        text = chance.choice(["ok", "Fatima?", "@jan ja", "Kofi, de pompen staan klaar", f"bericht {number}"])
        written.append(say(chat, minute, chance.randrange(3), text, reply_to=reply_to))
    assign_threads(chat.pk, anew=True)
    at_once = places(chat)

    ThreadPlace.objects.all().delete()
    later = set(chance.sample(list(at_once), 40))
    for message in written:
        if message.reply_to_id in later:
            later.add(message.pk)  # an answer never comes in before what it answers
    rest = [message for message in written if message.pk not in later]
    _hide(chat, later)
    assign_threads(chat.pk)
    assert set(places(chat)) == {message.pk for message in rest}
    _show(chat)
    assign_threads(chat.pk)
    assert places(chat) == at_once


def _hide(chat: Conversation, messages: set[int]) -> None:
    """As if these had not come in yet: they stand in another conversation."""
    aside, _ = Conversation.objects.get_or_create(app="aside", title="aside")
    Message.objects.filter(pk__in=messages).update(conversation=aside)


def _show(chat: Conversation) -> None:
    Message.objects.filter(conversation__title="aside").update(conversation=chat)


def test_the_command_places_everything_anew(chat, capsys):
    say(chat, 0, 0, "a"), say(chat, 1, 1, "b")
    call_command("rebuild_threads")
    assert len(places(chat)) == 2
    assert "2 berichten in 1 gesprek" in capsys.readouterr().out.replace("\xa0", " ")


def undone(places: int) -> None:
    """An import that was killed: the database has seen its rows, and holds the table to be nearly empty ever after."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("INSERT INTO archive_threadplace SELECT n, n, n FROM generate_series(1, %s) n", [places])
        cursor.execute("ROLLBACK TO SAVEPOINT before")
        cursor.execute("ANALYZE archive_threadplace")


def test_a_small_addition_to_a_large_chat_is_quick(chat):
    undone(20_000)
    start = factories.MORNING
    Message.objects.bulk_create(
        Message(
            conversation=chat, position=-1 - number, sent_at=start + timedelta(minutes=5 * number), kind="text",
            sender=chat.members[number % 3], text=f"bericht {number}", content_hash=number.to_bytes(32),
        )
        for number in range(20_000)
    )  # fmt: skip
    assign_threads(chat.pk)
    say(chat, 5 * 20_000 + 600, 1, "later")
    started = time.perf_counter()
    assert assign_threads(chat.pk) == 1
    assert time.perf_counter() - started < 2

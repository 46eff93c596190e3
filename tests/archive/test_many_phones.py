"""Exports of one chat from several phones meet in one conversation; what they disagree about stays visible."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from archive.importing import MessageKind
from archive.models import Capture, Conversation, ImportRun, Message, Person

pytestmark = pytest.mark.django_db
Bring = Callable[..., ImportRun]
TALK = [f"De pompen bij gemaal {number} staan uit, wie belt het waterschap?" for number in range(12)]


@pytest.fixture
def kofi() -> Person:
    return Person.objects.create(name="Kofi Mensah")


@pytest.fixture
def fatima() -> Person:
    return Person.objects.create(name="Fatima El Amrani")


def android(*extra: str, name: str = "Jan vd Berg") -> str:
    lines = [f"12-11-2025 16:{minute:02} - {name}: {text}" for minute, text in enumerate(TALK, start=10)]
    return "\n".join(sorted([*lines, *extra])) + "\n"


def ios(*extra: str, name: str = "Jan 🌊") -> str:
    lines = [f"[12-11-2025, 16:{minute:02}:41] {name}: {text}" for minute, text in enumerate(TALK, start=10)]
    return "\n".join(sorted([*lines, *extra])) + "\n"


def test_a_message_deleted_on_the_second_phone_is_one_message_that_says_so(bring_in: Bring, kofi, fatima):
    bring_in(
        "WhatsApp-chat met Crisisteam.txt",
        android("12-11-2025 16:40 - Jan vd Berg: Dit had ik niet moeten zeggen"),
        kofi,
    )
    bring_in("_chat.txt", ios("[12-11-2025, 16:40:03] Jan 🌊: \u200eDit bericht is verwijderd."), fatima)

    message = Message.objects.get(text="Dit had ik niet moeten zeggen")
    assert [capture.kind for capture in message.captures.all()] == ["", MessageKind.DELETED]
    assert Message.objects.count() == 13


def test_words_that_were_deleted_on_the_first_phone_are_kept_beside_their_twin(bring_in: Bring, kofi, fatima):
    bring_in("_chat.txt", ios("[12-11-2025, 16:40:03] Jan 🌊: \u200eDit bericht is verwijderd."), fatima)
    run = bring_in(
        "WhatsApp-chat met X.txt", android("12-11-2025 16:40 - Jan vd Berg: Dit had ik niet moeten zeggen"), kofi
    )

    message = Message.objects.get(text="Dit had ik niet moeten zeggen")
    assert message.twin is not None
    assert message.twin.kind == MessageKind.DELETED
    assert (run.report["messages_known"], run.report["messages_new"]) == (12, 1)
    assert Conversation.objects.count() == 1


def test_both_texts_of_an_edited_message_are_kept_as_twins(bring_in: Bring, kofi, fatima):
    bring_in("WhatsApp-chat met Crisisteam.txt", android("12-11-2025 16:40 - Jan vd Berg: We betalen 3 miljoen"), kofi)
    edited = "[12-11-2025, 16:40:03] Jan 🌊: We betalen 5 miljoen \u200e<Dit bericht is bewerkt>"
    bring_in("_chat.txt", ios(edited), fatima)

    before, after = Message.objects.get(text="We betalen 3 miljoen"), Message.objects.get(text="We betalen 5 miljoen")
    assert after.twin == before
    assert (before.edited, after.edited) == (False, True)


def test_of_two_that_could_each_be_the_deleted_one_neither_is(bring_in: Bring, kofi, fatima):
    """Within a minute there is no telling which: nothing is guessed, both stay and the deleted one as well."""
    one, other = (f"12-11-2025 16:40 - Jan vd Berg: {text}" for text in ("Ja", "Nee"))
    bring_in("WhatsApp-chat met Crisisteam.txt", android(one, other), kofi)
    bring_in("_chat.txt", ios("[12-11-2025, 16:40:03] Jan 🌊: \u200eDit bericht is verwijderd."), fatima)

    assert Message.objects.filter(kind=MessageKind.DELETED).count() == 1
    assert not Capture.objects.exclude(kind="").exists()
    assert not Message.objects.exclude(twin=None).exists()


def test_a_clock_that_is_seconds_off_makes_no_second_message(bring_in: Bring, kofi, fatima):
    bring_in("a.txt", ios(), fatima)
    late = ios().replace(":41]", ":43]")
    run = bring_in("b.txt", late, kofi)

    assert (run.report["messages_known"], run.report["messages_new"]) == (12, 0)
    first, second = Message.objects.order_by("sent_at").first().captures.order_by("pk")
    assert second.sent_at - first.sent_at == timedelta(seconds=2)


def test_what_lies_minutes_apart_stays_two(bring_in: Bring, kofi, fatima):
    bring_in("a.txt", ios("[12-11-2025, 16:50:00] Jan 🌊: Dit is dezelfde zin op een ander moment gezegd"), fatima)
    bring_in("b.txt", ios("[12-11-2025, 16:58:00] Jan 🌊: Dit is dezelfde zin op een ander moment gezegd"), kofi)

    assert Message.objects.filter(text__startswith="Dit is dezelfde zin").count() == 2


def test_the_same_words_of_two_people_in_one_minute_are_kept_apart(bring_in: Bring, kofi, fatima):
    talk = [
        f"12-11-2025 16:{minute} - Eva: Wij hebben hier ook water in de kelder {minute}" for minute in range(30, 34)
    ]
    said = [*talk, "12-11-2025 16:45 - Jan vd Berg: ok", "12-11-2025 16:45 - Eva: ok"]
    bring_in("WhatsApp-chat met Crisisteam.txt", android(*said), kofi)
    on_the_other = [
        line.replace("12-11-2025 16:", "[12-11-2025, 16:")
        .replace(" - Eva", ":20] Eva K.")
        .replace(" - Jan vd Berg", ":10] Jan 🌊")
        for line in said
    ]
    run = bring_in("_chat.txt", ios(*reversed(on_the_other)), fatima)

    assert (run.report["messages_known"], run.report["messages_new"]) == (18, 0)
    for message in Message.objects.filter(text="ok"):
        assert len({capture.sender.person_id for capture in message.captures.all() if capture.sender}) == 1


def test_a_longer_export_of_the_same_phone_finds_every_earlier_message_at_once(bring_in: Bring, kofi):
    """What is equal in everything is found by its hash, equal messages in one minute included."""
    first = android("12-11-2025 16:45 - Eva: ok", "12-11-2025 16:45 - Eva: ok")
    bring_in("WhatsApp-chat met Crisisteam.txt", first, kofi)
    run = bring_in("WhatsApp-chat met Crisisteam.txt", first + "12-11-2025 17:00 - Eva: ok\n", kofi)

    assert (run.report["messages_known"], run.report["messages_new"]) == (14, 1)
    assert Message.objects.filter(text="ok").count() == 3


def test_a_group_is_known_by_the_apps_own_id_even_without_a_word_in_common(bring_in: Bring, kofi, fatima):
    bring_in("main.jsonl", signal_group("Eerste helft van het overleg over de dijk"), kofi)
    bring_in("main.jsonl", signal_group("Tweede helft van het overleg over de dijk"), fatima)

    assert Conversation.objects.count() == 1
    assert Message.objects.count() == 2


def signal_group(text: str) -> str:
    """A Signal export of one group with one message, of its owner."""
    frames = [
        {"version": "1", "backupTimeMs": "1762965000000"},
        {"account": {"givenName": "Kofi"}},
        {"recipient": {"id": "1", "self": {}}},
        {"recipient": {"id": "2", "group": {"masterKey": "c2xldXRlbA==", "snapshot": {"title": {"title": "Dijk"}}}}},
        {"chat": {"id": "1", "recipientId": "2"}},
        {
            "chatItem": {
                "chatId": "1",
                "authorId": "1",
                "dateSent": str(1762960000000 + len(text)),
                "outgoing": {},
                "standardMessage": {"text": {"body": text}},
            }
        },
    ]
    return "\n".join(json.dumps(frame) for frame in frames) + "\n"

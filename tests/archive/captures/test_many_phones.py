"""Exports of one chat from several phones meet in one conversation; what they disagree about stays visible."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest

from archive.captures.comparing import count_differences
from archive.importing import MessageKind
from archive.models import Attachment, Capture, Conversation, ImportRun, Message, Person

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


SHORT = """13-11-2025 08:00 - Kofi Mensah: Bel je zo?
13-11-2025 08:01 - Els Archema: Ja 5 min
13-11-2025 08:09 - Kofi Mensah: Ok
13-11-2025 12:00 - Els Archema: Is het gelukt?
13-11-2025 12:03 - Kofi Mensah: Ja, akkoord van M
14-11-2025 09:00 - Kofi Mensah: Stuk is binnen
14-11-2025 09:01 - Els Archema: Top dank
"""


@pytest.mark.parametrize("first", ["", "13-11-2025 07:59 - Kofi Mensah: Goedemorgen, ik heb een vraag\n"])
def test_a_chat_of_short_messages_is_not_stored_twice(bring_in: Bring, kofi, first: str):
    bring_in("WhatsApp-chat met Kofi Mensah.txt", SHORT, kofi)
    run = bring_in(
        "WhatsApp-chat met Kofi Mensah (1).txt", f"{first}{SHORT}14-11-2025 10:00 - Kofi Mensah: Tot straks\n", kofi
    )

    assert (run.report["messages_known"], run.report["messages_new"]) == (7, 1 + bool(first))
    assert Conversation.objects.count() == 1


def test_two_chats_of_one_title_in_which_others_say_ok_stay_two(bring_in: Bring, kofi, fatima):
    """Two phones have a Kofi Mensah; the same few words at the same minutes do not make them one."""
    bring_in("WhatsApp-chat met Kofi Mensah.txt", SHORT, kofi)
    other = SHORT.replace("Els Archema", "Bea").replace("Stuk is binnen", "Hij is er").replace("Bel je", "Kom je")
    bring_in("WhatsApp-chat met Kofi Mensah.txt", other.replace("Ja, akkoord van M", "Nee"), fatima)

    assert Conversation.objects.count() == 2
    assert Message.objects.count() == 14


def test_whom_a_message_mentions_each_phone_calls_otherwise(bring_in: Bring, kofi, fatima):
    mention = "\u2068{}\u2069 kun jij dit morgen met de directeur bespreken?"
    said = [f"12-11-2025 16:40 - Jan vd Berg: @{mention}", f"12-11-2025 16:41 - Jan vd Berg: @{mention}"]
    bring_in("WhatsApp-chat met Crisisteam.txt", android(*(line.format("Kofi") for line in said)), kofi)
    run = bring_in("b.txt", android(*(line.format("Kofi Mensah BZK") for line in said)), fatima)

    assert (run.report["messages_known"], run.report["messages_new"]) == (14, 0)
    message = Message.objects.filter(text__contains="Kofi").first()
    assert message is not None
    assert [capture.text and capture.text[2:17] for capture in message.captures.all()] == [None, "Kofi Mensah BZK"]
    assert count_differences(message.conversation_id) == 0


def test_a_file_left_out_on_one_phone_is_the_sticker_the_other_names(bring_in: Bring, kofi, fatima):
    left_out = [f"12-11-2025 16:4{minute} - Jan vd Berg: <Media weggelaten>" for minute in (0, 2, 4)]
    bring_in("WhatsApp-chat met Crisisteam.txt", android(*left_out), kofi)
    named = [
        "[12-11-2025, 16:40:05] Jan 🌊: \u200esticker weggelaten",
        "[12-11-2025, 16:42:05] Jan 🌊: \u200eVisitekaartje weggelaten",
        "[12-11-2025, 16:44:05] Jan 🌊: \u200e<bijgevoegd: 00000007-STICKER-2025-11-12-16-44-05.webp>",
    ]
    run = bring_in("_chat.txt", ios(*named), fatima)

    assert (run.report["messages_known"], run.report["messages_new"]) == (15, 0)
    assert list(Capture.objects.exclude(kind="").values_list("kind", flat=True)) == ["sticker", "contact", "sticker"]


def test_a_photo_and_a_contact_of_one_minute_stay_two(bring_in: Bring, kofi, fatima):
    bring_in("a.txt", android("12-11-2025 16:40 - Jan vd Berg: IMG-1.jpg (bestand bijgevoegd)"), kofi)
    bring_in("b.txt", android("12-11-2025 16:40 - Jan vd Berg: Bea.vcf (bestand bijgevoegd)"), fatima)

    assert Message.objects.exclude(kind="text").count() == 2


def test_documents_are_not_doubled_by_an_export_that_brings_them(bring_in: Bring, kofi):
    without = [
        "[12-11-2025, 16:40:05] Jan 🌊: \u200eNota.pdf • \u200e12 pagina's \u200edocument weggelaten",
        "[12-11-2025, 16:41:05] Jan 🌊: \u200eLijst.xlsx \u200edocument weggelaten",
    ]
    bring_in("_chat.txt", ios(*without), kofi)
    brought = [
        "[12-11-2025, 16:40:05] Jan 🌊: Nota.pdf • \u200e12 pagina's \u200e<bijgevoegd: 00000005-Nota.pdf>",
        "[12-11-2025, 16:41:05] Jan 🌊: Lijst.xlsx \u200e<bijgevoegd: 00000006-Lijst.xlsx>",
    ]
    run = bring_in("_chat.txt", ios(*brought), kofi)

    assert (run.report["messages_known"], run.report["messages_new"]) == (14, 0)
    assert list(Attachment.objects.values_list("file_name", flat=True)) == ["Nota.pdf", "Lijst.xlsx"]


def test_an_answer_points_at_the_message_its_own_account_numbers(bring_in: Bring):
    """Telegram numbers the messages of a chat of two by account: on the other phone an id is another message's."""
    bring_in("result.json", telegram("Jantine Smid", 1000))
    bring_in("result2.json", telegram("Kofi Mensah", 1002, answers={5: 0, 6: 3}))

    assert Conversation.objects.count() == 1
    answers = Message.objects.exclude(reply_to=None).order_by("position")
    assert [(row.text, row.reply_to and row.reply_to.text) for row in answers] == [
        ("Dit is het antwoord dat bericht 5 geeft", "Hier staat wat er gezegd is in bericht 0"),
        ("Dit is het antwoord dat bericht 6 geeft", "Hier staat wat er gezegd is in bericht 3"),
    ]


def test_an_answer_in_a_file_of_one_day_is_to_no_message_of_another_day(bring_in: Bring):
    """RSMF's ids are those of one manifest: each day has a message 1."""
    days = {f"dag {day}/rsmf_manifest.json": manifest(day) for day in (1, 2)}
    container = io.BytesIO()
    with zipfile.ZipFile(container, "w") as packed:
        for name, text in days.items():
            packed.writestr(name, text)
    bring_in("dagen.zip", container.getvalue())

    assert Conversation.objects.count() == 1
    answered = {row.text: row.reply_to and row.reply_to.text for row in Message.objects.all()}
    assert answered == {
        "vraag op dag 1": None,
        "nog iets op dag 1": None,
        "antwoord op dag 1": "vraag op dag 1",
        "vraag op dag 2": None,
        "antwoord op dag 2": "vraag op dag 2",
        "wat hier beantwoord wordt ontbreekt": None,
    }


def manifest(day: int) -> str:
    """An RSMF manifest of one channel: a question, its answer, and what only one of the days has."""
    people = [{"id": "a", "display": "Ann", "email": "ann@x.nl"}, {"id": "b", "display": "Bob", "email": "bob@x.nl"}]
    chat = {"id": "19:abcdefabcdef@thread.v2", "display": "Kanaal", "platform": "teams", "type": "channel"}
    said = [("1", f"vraag op dag {day}", ""), ("2", f"antwoord op dag {day}", "1")]
    said.append(("9", "nog iets op dag 1", "") if day == 1 else ("3", "wat hier beantwoord wordt ontbreekt", "9"))
    events = [
        {
            "id": number,
            "type": "message",
            "participant": "ab"[place % 2],
            "conversation": chat["id"],
            "timestamp": f"2025-01-0{day}T10:0{place}:00Z",
            "body": text,
        }
        | ({"parent": parent} if parent else {})
        for place, (number, text, parent) in enumerate(said)
    ]
    whole = {"version": "2.0.0", "participants": people, "events": events}
    return json.dumps(whole | {"conversations": [chat | {"participants": ["a", "b"]}]})


def telegram(other: str, first_id: int, answers: dict[int, int] | None = None) -> str:
    """A Telegram chat of two with five messages, and answers to some of them, numbered from `first_id`."""
    messages = []
    for number in range(5 + len(answers or {})):
        who = (("Kofi Mensah", 111), ("Jantine Smid", 222))[number % 2]
        said = "Dit is het antwoord dat bericht {} geeft" if number > 4 else "Hier staat wat er gezegd is in bericht {}"
        message = {
            "id": first_id + number,
            "type": "message",
            "date": f"2025-11-13T09:0{number}:00",
            "date_unixtime": str(1763020800 + 60 * number),
            "from": who[0],
            "from_id": f"user{who[1]}",
            "text": said.format(number),
            "text_entities": [],
        }
        if answers and number in answers:
            message["reply_to_message_id"] = first_id + answers[number]
        messages.append(message)
    return json.dumps({"name": other, "type": "personal_chat", "id": 111 + len(other), "messages": messages})


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

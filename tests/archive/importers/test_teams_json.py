"""Rules of the Teams importer that need no whole export to show: encodings, files beside it, doubles, size."""

from __future__ import annotations

import json
import random
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from archive.importers.teams_json.cards import card_text
from archive.importing import (
    Bookkeeping,
    HandleKind,
    ImportOptions,
    MessageKind,
    Notice,
    ParsedConversation,
    ParsedMessage,
    Unreadable,
)
from archive.reading.containers import ImportRefused, open_container
from archive.recognising import recognise
from tests.archive.importers.reading import messages, read
from tests.archive.importers.test_properties import damaged, outcome

EVA = {"user": {"id": "AAAAAAAA-0000-4000-8000-000000000001", "displayName": "Eva Terpstra"}}
CHAT = "19:0123456789abcdef@thread.v2"


def said(content: str, *, number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(1_771_405_200_000 + number),
        "messageType": "message",
        "createdDateTime": "2026-02-18T09:00:00.5Z",
        "chatId": CHAT,
        "from": EVA,
        "body": {"contentType": "html", "content": content},
    } | fields


def file(name: str, address: str) -> dict[str, Any]:
    return {"id": address, "contentType": "reference", "name": name, "contentUrl": address}


def write(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_what_powershell_makes_of_it_is_read_all_the_same(tmp_path: Path, encoding: str) -> None:
    text = json.dumps({"value": [said("<p>Zoë 🌊</p>")]}, ensure_ascii=False)
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path = write(tmp_path / "berichten.txt", (mark + text).encode(encoding))
    assert [message.text for message in messages(read(path))] == ["Zoë 🌊"]


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"value": []},
        [{"id": "1", "createdDateTime": "2026-02-18T09:00:00Z", "body": "x"}],
        [{"text": json.dumps([said("verpakt")])}],
        {"messages": [said("elders")]},
        said("alleen"),
    ],
)
def test_other_json_is_not_taken(tmp_path: Path, content: Any) -> None:
    with pytest.raises(ImportRefused, match="onbekende vorm"):
        read(write(tmp_path / "x.json", content))


def test_the_sender_is_the_account_in_the_directory(tmp_path: Path) -> None:
    sender = messages(read(write(tmp_path / "x.json", [said("hoi")])))[0].sender
    assert sender is not None
    assert (sender.kind, sender.value, sender.shown) == (
        HandleKind.ACCOUNT,
        "aaaaaaaa-0000-4000-8000-000000000001",
        "Eva Terpstra",
    )


def test_who_called_in_is_a_telephone_number(tmp_path: Path) -> None:
    caller = {"phone": {"id": "+31 6 12345678", "displayName": None}}
    sender = messages(read(write(tmp_path / "x.json", [said("hoi", **{"from": caller})])))[0].sender
    assert sender is not None
    assert (sender.kind, sender.value) == (HandleKind.PHONE, "+31612345678")


def test_a_file_beside_the_export_is_taken_only_when_its_name_means_one_thing(tmp_path: Path) -> None:
    attached = [
        file("besluit.pdf", "https://x/1"),
        file("verslag.pdf", "https://x/2"),
        file("kaart.png", "https://x/4"),
    ]
    write(tmp_path / "e/berichten.json", [said("a", attachments=attached), said("b", number=2, attachments=[
        file("besluit.pdf", "https://x/1"), file("verslag.pdf", "https://x/3"),
    ])])  # fmt: skip
    for name in ("besluit.pdf", "verslag.pdf", "map/kaart.png", "elders/kaart.png", "los.txt"):
        write(tmp_path / "e" / name, b"inhoud")
    items = read(tmp_path / "e")
    found = [(part.file_name, part.member) for message in messages(items) for part in message.attachments]
    assert found == [
        ("besluit.pdf", "besluit.pdf"), ("verslag.pdf", None), ("kaart.png", None),
        ("besluit.pdf", "besluit.pdf"), ("verslag.pdf", None),
    ]  # fmt: skip
    notice = next(item.text for item in items if isinstance(item, Notice))
    assert "los.txt" in notice
    assert "besluit.pdf" not in notice


def test_pages_of_which_one_is_the_last_may_be_complete(tmp_path: Path) -> None:
    write(tmp_path / "e/1.json", {"@odata.nextLink": "https://x", "value": [said("a")]})
    assert any("is onvolledig" in item.text for item in read(tmp_path / "e") if isinstance(item, Notice))
    write(tmp_path / "e/2.json", {"value": [said("b", number=2)]})
    notices = [item.text for item in read(tmp_path / "e") if isinstance(item, Notice)]
    assert ["Controleer of die erbij zit" in notice for notice in notices] == [True]


def test_the_same_id_in_another_chat_is_another_message(tmp_path: Path) -> None:
    items = read(write(tmp_path / "x.json", [said("a"), said("a", chatId="19:anders@thread.v2"), said("a")]))
    assert [message.text for message in messages(items)] == ["a", "a"]
    assert [item.first_unit for item in items if isinstance(item, Bookkeeping)] == [3]


def test_messages_without_a_chat_stay_together_and_say_so(tmp_path: Path) -> None:
    items = read(write(tmp_path / "export.json", [said("a", chatId=None, channelIdentity=None)]))
    chat = next(item for item in items if isinstance(item, ParsedConversation))
    assert (chat.title, chat.source_id) == ("Teams-berichten zonder chat of kanaal («export.json»)", "")
    assert messages(items)[0].warnings == ("de export noemt geen chat of kanaal",)


def test_own_notes_are_no_group(tmp_path: Path) -> None:
    items = read(write(tmp_path / "x.json", [said("melk", chatId="48:notes")]))
    chat = next(item for item in items if isinstance(item, ParsedConversation))
    assert (chat.title, chat.is_group) == ("Notities voor mezelf", False)


def test_warnings_name_nobody(tmp_path: Path) -> None:
    """They are printed with the message when it is disclosed."""
    reaction = {"reactionType": "like", "user": EVA, "createdDateTime": "2026-02-18T10:00:00Z"}
    history = [{"actions": "reactionRemoved", "reaction": reaction}]
    found = messages(read(write(tmp_path / "x.json", [said("a", messageHistory=history, policyViolation={"x": 1})])))[0]
    assert len(found.warnings) == 2
    assert "Eva" not in "".join(found.warnings)


def test_a_damaged_file_among_others_refuses_the_export(tmp_path: Path) -> None:
    write(tmp_path / "e/users/a/messages_a.json", [said("a")])
    write(tmp_path / "e/users/b/messages_b.json", b'[{"Id": "1"')
    with pytest.raises(ImportRefused, match=r"messages_b\.json.*beschadigd"):
        read(tmp_path / "e")


@pytest.mark.parametrize(
    "broken",
    [
        said("x", body=[1]),
        said("x", reactions=[{"reactionType": "like", "user": None}]),
        said("x", reactions=[{"reactionType": "like", "user": EVA, "createdDateTime": "gisteren"}]),
        said("x", mentions=[3]),
        said("x", eventDetail="membersAdded"),
        said("x", channelIdentity="x", chatId=None),
        {key: value for key, value in said("x").items() if key != "id"},
        [1],
        12,
    ],
)
def test_a_record_of_another_form_is_kept_and_the_rest_is_read(tmp_path: Path, broken: Any) -> None:
    items = read(write(tmp_path / "x.json", [said("voor"), broken, said("na", number=9)]))
    assert [item.first_unit for item in items if isinstance(item, Unreadable)] == [2]
    assert [message.text for message in messages(items)] == ["voor", "na"]


def test_a_message_of_only_a_file_is_media(tmp_path: Path) -> None:
    found = messages(read(write(tmp_path / "x.json", [said("", attachments=[file("a.pdf", "https://x")])])))[0]
    assert (found.kind, found.text) == (MessageKind.MEDIA, "")


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ({"title": "Storing", "text": "<p>Pomp 3</p>", "buttons": [{"type": "openUrl", "title": "Meld", "value": "x"}]},
         "Storing\nPomp 3\nMeld"),
        ({"sections": [{"activityTitle": "Eva", "facts": [{"name": "Status", "value": "open"}]}]}, "Eva\nStatus: open"),
        ({"body": [{"type": "Input.ChoiceSet", "id": "k", "choices": [{"title": "Ja", "value": "1"}, {"title": "Nee"}]}]},
         "Ja\nNee"),
        ({"type": "AdaptiveCard", "body": [{"type": "RichTextBlock", "inlines": ["los", {"type": "TextRun", "text": "run"}]}]},
         "los\nrun"),
        ("[" * 5000, ""),
        (None, ""),
    ],
)  # fmt: skip
def test_the_words_on_a_card(card: Any, words: str) -> None:
    assert card_text(card if isinstance(card, str | None) else json.dumps(card)) == words


def test_memory_does_not_grow_with_the_text(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = write(tmp_path / "x.json", [said("<p>" + "tekst " * 500 + "</p>", number=n) for n in range(count)])
        with open_container(path) as container:
            tracemalloc.start()
            total = sum(1 for _ in recognise(container).export.importer.parse(container, ImportOptions()))
            highest = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert total > count
        return highest

    peak(50)
    assert peak(1_500) < peak(300) + 1_000_000


RICH = [
    said('<p><at id="0">Eva</at> <b>kijk</b></p>', mentions=[{"id": 0, "mentioned": EVA}], lastEditedDateTime=None),
    said("b", number=2, attachments=[file("a.pdf", "https://x")], reactions=[{"reactionType": "like", "user": EVA}]),
    said("", number=3, eventDetail={"eventType": "membersAdded", "initiator": EVA, "members": [{"id": "x"}]}, replies=[
        said("c", chatId=None, channelIdentity={"teamId": "t", "channelId": "k"}, replyToId="1", messageHistory=[{}]),
    ]),
    said("", number=4, attachments=[{"contentType": "messageReference", "content": '{"messageSender": {"user": {"id": "y"}}}'}]),
]  # fmt: skip


def test_a_damaged_export_is_accounted_for_or_refused(tmp_path: Path) -> None:
    original = json.dumps({"@odata.nextLink": "https://x", "value": RICH}, indent=0).encode()
    accepted = 0
    for seed in range(1_000):
        accepted += bool(outcome(write(tmp_path / "x.json", damaged(original, random.Random(seed)))))
    assert accepted > 10


def test_a_value_of_any_kind_in_any_place_is_accounted_for(tmp_path: Path) -> None:
    for seed in range(1_000):
        dice = random.Random(seed)
        records = json.loads(json.dumps(RICH))
        for _ in range(dice.randint(1, 3)):
            _misplace(records[dice.randrange(len(records) - 1)], dice)
        items = read(write(tmp_path / "x.json", json.dumps(records).encode()))
        assert sum(isinstance(item, ParsedMessage | Unreadable | Bookkeeping) for item in items) >= len(RICH)


def _misplace(value: Any, dice: random.Random) -> None:
    """Put something else somewhere below a list or an object."""
    while True:
        key = dice.choice(list(value) if isinstance(value, dict) else range(len(value)))
        if not (isinstance(value[key], dict | list) and value[key]) or dice.random() < 0.3:
            value[key] = dice.choice(
                [None, True, 0, -1.5, "", "x", "\ud800", [], [None], {}, {"id": 3}, {"user": []}, "0001-01-01"]
            )
            return
        value = value[key]

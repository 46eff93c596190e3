"""Rules of the importer of compliance XML: what is recognised, whose words and files belong together, and what damage does."""

from __future__ import annotations

import gc
import random
import tracemalloc
from pathlib import Path
from xml.etree import ElementTree

import pytest

from archive.importers.actiance_xml import ActianceXml
from archive.importing import ImportOptions, ImportRefused, MessageKind, ParsedConversation, Unreadable
from archive.reading.containers import open_container
from archive.recognising import recognise
from tests.archive.importers.mangling import disturb
from tests.archive.importers.reading import messages, read
from tests.archive.importers.test_properties import CORPUS, damaged, outcome

MATTERMOST = CORPUS / "actiance_xml" / "mattermost" / "source" / "actiance_export.xml"
START, END = 1767600000, 1767690000
TAGS = ("Message", "Conversation", "User", "LoginName", "Content", "RoomID", "UpdatedType", "MessageId", "FileName")
VALUES = (
    "",
    "0",
    "m2",
    "31 november",
    "\u202e",
    "x" * 1000,
    "1767600000",
    "Deleted",
    "EditedOriginalMsg",
    "FileDeleted",
)


def element(tag: str, **fields: object) -> str:
    return f"<{tag}>{''.join(f'<{name}>{value}</{name}>' for name, value in fields.items())}</{tag}>"


def said(text: str, at: int = START + 60, who: str = "eva@example.org", **fields: object) -> str:
    return element("Message", LoginName=who, DateTimeUTC=at, Content=text, **fields)


def dump(*records: str, room: str = "Maas", head: str = "") -> str:
    span = f"<StartTimeUTC>{START}</StartTimeUTC><EndTimeUTC>{END}</EndTimeUTC>"
    inside = f"<RoomID>{room}</RoomID>{span}{''.join(records)}"
    return f'{head}<FileDump><Conversation Perspective="x">{inside}</Conversation></FileDump>'


def write(folder: Path, text: str | bytes, *, name: str = "export.xml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (dump(), True),
        ("<FileDump></FileDump>", True),
        ("\n<FileDump><Version>1.9</Version><Conversation/></FileDump>", True),
        (dump(head='<!DOCTYPE FileDump SYSTEM "x">'), True),
        ("<FileDump><Message><MsgID>1</MsgID></Message></FileDump>", False),
        ("<FileDump><Disclaimer/></FileDump>", False),
        ("<Conversations><Conversation/></Conversations>", False),
        ('<!DOCTYPE html><html lang="nl"/>', False),
        ("<FileDump><Version>", False),
        ("FileDump", False),
        ("", False),
    ],
)
def test_what_is_recognised(tmp_path: Path, text: str, expected: bool) -> None:
    with open_container(write(tmp_path, text or " ")) as container:
        assert bool(ActianceXml().exports(container)) is expected


def test_seconds_and_milliseconds_are_told_apart(tmp_path: Path) -> None:
    found = messages(read(write(tmp_path, dump(said("s", START), said("ms", START * 1000 + 250)))))
    assert [(message.sent_at.timestamp(), message.precision) for message in found] == [
        (START, 1),
        (START + 0.25, 0.001),
    ]


def test_the_files_of_a_folder_are_one_export(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    write(folder, dump(said("maandag")), name="2026-01-05.xml")
    write(folder, dump(said("dinsdag", START + 86_400)), name="2026-01-06.xml")
    write(folder, dump(said("elders"), room="Waal"), name="2026-01-07.xml")
    write(folder, "<other/>", name="anders.xml")
    items = read(folder)
    assert [item.title for item in items if isinstance(item, ParsedConversation)] == ["eva@example.org"] * 2
    first, second, other = messages(items)
    assert first.conversation == second.conversation != other.conversation


def sent(name: str, at: int = START + 60, who: str = "eva@example.org", tag: str = "FileTransferStarted") -> str:
    return element(tag, LoginName=who, DateTimeUTC=at, FileName=name)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((said("x"), sent("a.txt"), sent("b.txt")), [("x", ["a.txt", "b.txt"])]),
        ((said("x"), sent("a.txt", START + 61)), [("x", []), ("", ["a.txt"])]),
        ((said("x"), sent("a.txt", who="tom@example.org")), [("x", []), ("", ["a.txt"])]),
        ((said("x"), said("y"), sent("a.txt")), [("x", []), ("y", ["a.txt"])]),
        ((sent("a.txt"), sent("a.txt", START + 99, tag="FileTransferEnded")), [("", ["a.txt"])]),
        ((sent("a.txt"), sent("b.txt", START + 99)), [("", ["a.txt"]), ("", ["b.txt"])]),
    ],
)
def test_files_go_with_what_was_said_at_that_moment(
    tmp_path: Path, records: tuple[str, ...], expected: list[tuple[str, list[str]]]
) -> None:
    found = messages(read(write(tmp_path, dump(*records))))
    assert [(message.text, [file.file_name for file in message.attachments]) for message in found] == expected


def changed(own_id: str, text: str, update: str, minute: int, **fields: object) -> str:
    updated = START + 60 * minute
    return said(text, MessageId=own_id, UpdatedType=update, UpdatedDateTimeUTC=updated, **fields)


def test_a_message_that_was_edited_and_then_deleted_is_one_with_all_its_texts(tmp_path: Path) -> None:
    records = (
        said("een", MessageId="m"),
        changed("m", "drie", "EditedNewMsg", 3),
        changed("o2", "twee", "EditedOriginalMsg", 3, EditedNewMsgId="m"),
        changed("o1", "een", "EditedOriginalMsg", 2, EditedNewMsgId="m"),
        changed("m", "delete drie", "Deleted", 5),
    )
    (message,) = messages(read(write(tmp_path, dump(*records))))
    assert (message.kind, message.text) == (MessageKind.DELETED, "drie")
    assert [(version.text, int(version.sent_at.timestamp()) - START) for version in message.versions] == [
        ("een", 60),
        ("twee", 120),
    ]


@pytest.mark.parametrize(
    "records",
    [
        (said("een", MessageId="m"), changed("m", "twee", "UpdatedNoMsgChange", 2)),
        (changed("o", "een", "EditedOriginalMsg", 2, EditedNewMsgId="m"), said("twee", MessageId="m")),
        (said("een"), changed("", "twee", "EditedOriginalMsg", 2, EditedNewMsgId="")),
        (said("een", MessageId="m", UpdatedType="Deleted"), said("twee", MessageId="m")),
    ],
)
def test_a_text_that_stands_nowhere_else_stays_a_message(tmp_path: Path, records: tuple[str, ...]) -> None:
    found = messages(read(write(tmp_path, dump(*records))))
    assert [message.text for message in found] == ["een", "twee"]


def test_the_same_id_in_another_room_is_another_message(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    write(folder, dump(said("zelfde", MessageId="m")), name="a.xml")
    write(folder, dump(changed("m", "delete zelfde", "Deleted", 2), room="Waal"), name="b.xml")
    assert [message.kind for message in messages(read(folder))] == [MessageKind.TEXT, MessageKind.DELETED]


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="DOCTYPE"):
        read(write(tmp_path, dump(head='<!DOCTYPE FileDump [<!ENTITY a "b">]>')))


def test_elements_without_end_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="zo diep genest"):
        read(write(tmp_path, dump("<Message>" * 100)))


def test_what_is_unknown_is_kept_word_for_word(tmp_path: Path) -> None:
    items = read(write(tmp_path, dump('<Poll id="&quot;1"><Vraag>a &lt; b</Vraag></Poll>')))
    assert [item.raw for item in items if isinstance(item, Unreadable)] == [
        "<Poll id='\"1'><Vraag>a &lt; b</Vraag></Poll>"
    ]


def test_memory_does_not_grow_with_the_messages(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = write(tmp_path, dump(*(said(f"bericht {n} " + "over het water " * 50) for n in range(count))))
        gc.collect()  # when the next collection comes depends on what tests before this one left behind
        tracemalloc.start()
        with open_container(path) as container:
            total = sum(1 for _ in recognise(container).export.importer.parse(container, ImportOptions()))
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert total == count + 4
        return highest

    peak(1000)
    assert peak(4000) < peak(1500) + 300_000


def test_a_damaged_export_is_accounted_for_or_refused(tmp_path: Path) -> None:
    original, accepted = MATTERMOST.read_bytes(), 0
    for seed in range(850):
        accepted += bool(outcome(write(tmp_path, damaged(original, random.Random(seed)))))
    assert accepted > 5


def test_an_export_of_another_form_is_accounted_for(tmp_path: Path) -> None:
    accepted = 0
    for seed in range(200):
        root = ElementTree.parse(MATTERMOST).getroot()
        disturb(root, random.Random(seed), tags=TAGS, values=VALUES)
        root.tag = "FileDump"
        accepted += len(messages(outcome(write(tmp_path, ElementTree.tostring(root, encoding="unicode"))))) > 3
    assert accepted > 80

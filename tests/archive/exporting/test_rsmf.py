"""What is written as RSMF is valid, and comes back as it was."""

from __future__ import annotations

import io
import json
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.exporting.records import ExportedConversation, ExportedFile, ExportedMessage
from archive.exporting.rsmf import MAX_EVENTS, write_rsmf
from archive.importing import (
    HandleKind,
    MessageKind,
    ParsedAttachment,
    ParsedConversation,
    ParsedHandle,
    ParsedMessage,
    ParsedReaction,
    ParsedVersion,
)
from archive.reading.containers import open_container
from archive.reading.json_schemas import schema
from archive.reading.nested_containers import NestedContainer
from tests.archive.exporting.strategies import conversations
from tests.archive.importers.reading import read
from tests.archive.importers.test_samples import SAMPLES

MADE_AT = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
KOFI = ParsedHandle(HandleKind.PHONE, "+31684366178", "Kofi DCC")
RIEKE = ParsedHandle(HandleKind.CONTACT_NAME, "Rieke (M)", "Rieke (M)")
GROUP = ParsedConversation("C1", "whatsapp", "Crisisteam", True, participants=(KOFI, RIEKE))
NOON = datetime(2025, 11, 13, 11, 0, tzinfo=UTC)


def said(text: str, at: datetime = NOON, **fields: Any) -> ParsedMessage:
    fields = {"sender": KOFI, "kind": MessageKind.TEXT} | fields
    return ParsedMessage("C1", 0, 0, at, 1, "UTC", text=text, **fields)


def file_of(content: bytes) -> ExportedFile:
    return ExportedFile(lambda: io.BytesIO(content), len(content), "ab" * 32)


def exported(messages: list[ParsedMessage], conversation: ParsedConversation = GROUP) -> ExportedConversation:
    def each() -> Iterator[ExportedMessage]:
        for number, message in enumerate(messages, start=1):
            files = tuple(file_of(item.file_name.encode()) if item.member else None for item in message.attachments)
            yield ExportedMessage(f"m{number}", message, files, provenance=(("content_hash", "cd" * 32),))

    return ExportedConversation("C1-9f86d081", conversation, each, provenance=(("source_sha256", "ef" * 32),))


def manifest_of(path: Path) -> dict[str, Any]:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    packed = next(part for part in mail.iter_attachments() if part.get_filename() == "rsmf.zip").get_content()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return json.loads(archive.read("rsmf_manifest.json"))


def comparable(message: ParsedMessage) -> ParsedMessage:
    """A message without where it was read; of an attachment whether it is there."""
    files = tuple(ParsedAttachment(item.file_name, "aanwezig" if item.member else None) for item in message.attachments)
    return message._replace(conversation="C1", first_unit=0, last_unit=0, part=0, attachments=files)


@given(chat=conversations())
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_read_back(chat: tuple[ParsedConversation, list[ParsedMessage]]) -> None:
    conversation, messages = chat
    with tempfile.TemporaryDirectory() as folder:
        path = next(write_rsmf(exported(messages, conversation), Path(folder), made_at=MADE_AT))
        found = read(path)
    assert [replace(item, key="C1") for item in found if isinstance(item, ParsedConversation)] == [conversation]
    assert [comparable(item) for item in found if isinstance(item, ParsedMessage)] == messages
    assert len(found) == len(messages) + 1


@given(chat=conversations())
@settings(max_examples=30, deadline=None)
def test_what_is_written_is_valid(chat: tuple[ParsedConversation, list[ParsedMessage]]) -> None:
    conversation, messages = chat
    with tempfile.TemporaryDirectory() as folder:
        manifest = manifest_of(next(write_rsmf(exported(messages, conversation), Path(folder), made_at=MADE_AT)))
    jsonschema.validate(manifest, schema("rsmf-2.0.0").document)
    if official := official_schema():
        jsonschema.validate(manifest, official)


def official_schema() -> dict[str, Any] | None:
    """The schema of the format's owner, which is no part of the project."""
    path = SAMPLES / "rsmf" / "relativity_RSMFManifestSchema_rsmf_schema_2_0_0.json"
    if not path.exists():
        warnings.warn(f"NOT TRIED: no official RSMF schema at {path}; set CHAT_SAMPLES.", stacklevel=1)
        return None
    return json.loads(path.read_text())


def test_the_bytes_of_an_attachment_are_in_the_file_and_an_absent_one_is_named(tmp_path: Path) -> None:
    photo, lost = ParsedAttachment("pomp 1.jpg", "aanwezig"), ParsedAttachment("verslag.pdf", None)
    message = said("zie foto", kind=MessageKind.MEDIA, attachments=(photo, lost))
    path = next(write_rsmf(exported([message]), tmp_path, made_at=MADE_AT))
    found = next(item for item in read(path) if isinstance(item, ParsedMessage))
    assert [(item.file_name, item.member is None) for item in found.attachments] == [
        ("pomp 1.jpg", False), ("verslag.pdf", True)
    ]  # fmt: skip
    with (
        NestedContainer(open_container(path)) as container,
        container.open(found.attachments[0].member or "") as stream,
    ):
        assert stream.read() == b"pomp 1.jpg"


def test_the_headers_tell_what_is_inside(tmp_path: Path) -> None:
    chat = replace(GROUP, title="Crisisteam\nHoogwater 🌊")
    later = said("tot zo", NOON + timedelta(hours=2), sender=RIEKE)
    path = next(write_rsmf(exported([said("hallo"), later], chat), tmp_path, made_at=MADE_AT))
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert {name: str(mail[name]) for name in mail if name.startswith("X-RSMF") or name == "Subject"} == {
        "Subject": "Crisisteam Hoogwater 🌊",
        "X-RSMF-Version": "2.0.0",
        "X-RSMF-Generator": "Woo-portaal",
        "X-RSMF-BeginDate": "2025-11-13T11:00:00+00:00",
        "X-RSMF-EndDate": "2025-11-13T13:00:00+00:00",
        "X-RSMF-EventCount": "2",
        "X-RSMF-AttachmentCount": "0",
        "X-RSMF-Application": "WhatsApp",
        "X-RSMF-Participants": "Kofi DCC, Rieke (M)",
        "X-RSMF-EventCollectionID": "C1-9f86d081",
    }
    assert path.name == "C1-9f86d081_2025-11-13_001.rsmf"


def test_other_programs_see_edits_replies_deletions_and_reactions(tmp_path: Path) -> None:
    first, second = NOON, NOON + timedelta(minutes=1)
    messages = [
        said("C", versions=(ParsedVersion("A", first), ParsedVersion("B", second)), edited=True),
        said("", kind=MessageKind.DELETED),
        said("ja", reactions=(ParsedReaction("👍", RIEKE), ParsedReaction("❤️", KOFI), ParsedReaction("👍", KOFI))),
        said("Rieke heeft Kofi toegevoegd", kind=MessageKind.SYSTEM, sender=None),
    ]
    chat = exported(messages)
    replies = replace(
        chat, messages=lambda: (replace(item, reply_to="m1" if item.id == "m3" else "m99") for item in chat.messages())
    )
    edited, deleted, liked, line = manifest_of(next(write_rsmf(replies, tmp_path, made_at=MADE_AT)))["events"]
    assert edited["edits"] == [
        {"participant": "P1", "previous": "A", "new": "B", "timestamp": second.isoformat()},
        {"participant": "P1", "previous": "B", "new": "C"},
    ]
    assert deleted["deleted"] is True
    assert liked["parent"] == "m1"
    assert "parent" not in deleted  # what it answers is not in this file
    assert liked["reactions"] == [
        {"value": "👍", "count": 2, "participants": ["P2", "P1"]},
        {"value": "❤️", "count": 1, "participants": ["P1"]},
    ]
    assert (line["type"], line["body"]) == ("disclaimer", "Rieke heeft Kofi toegevoegd")


def test_where_everything_came_from_travels_along(tmp_path: Path) -> None:
    manifest = manifest_of(next(write_rsmf(exported([said("hallo")]), tmp_path, made_at=MADE_AT)))
    assert {"name": "woo-portal:content_hash", "value": "cd" * 32} in manifest["events"][0]["custom"]
    assert {"name": "woo-portal:source_sha256", "value": "ef" * 32} in manifest["conversations"][0]["custom"]


def test_a_long_conversation_is_cut_where_a_day_begins_and_is_one_again(tmp_path: Path) -> None:
    # 6,000 messages a day; the Dutch day begins at 23:00 UTC in winter.
    start = datetime(2025, 11, 12, 23, 0, tzinfo=UTC)
    messages = [said(f"bericht {n}", start + timedelta(seconds=n * 14.4)) for n in range(15_000)]
    paths = list(write_rsmf(exported(messages), tmp_path, made_at=MADE_AT))
    assert [len(manifest_of(path)["events"]) for path in paths] == [6_000, 9_000]
    assert [path.name.split("_")[1] for path in paths] == ["2025-11-13", "2025-11-14"]
    found = read(tmp_path)
    assert sum(isinstance(item, ParsedConversation) for item in found) == 1
    assert [item.text for item in found if isinstance(item, ParsedMessage)] == [item.text for item in messages]


def test_a_day_that_is_too_long_by_itself_is_cut(tmp_path: Path) -> None:
    messages = [said(f"bericht {n}", NOON + timedelta(seconds=n)) for n in range(MAX_EVENTS + 5)]
    paths = list(write_rsmf(exported(messages), tmp_path, made_at=MADE_AT))
    assert [len(manifest_of(path)["events"]) for path in paths] == [MAX_EVENTS, 5]


def test_the_same_conversation_gives_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for name in ("een", "twee"):
        (tmp_path / name).mkdir()
        contents.append(next(write_rsmf(exported([said("hallo")]), tmp_path / name, made_at=MADE_AT)).read_bytes())
    assert contents[0] == contents[1]


@pytest.mark.parametrize("title", ["../../etc/passwd", "", "a\r\nBcc: x@example.org", "x" * 500, "\u202efdp.exe"])
def test_no_title_leads_out_of_the_folder_or_into_the_headers(tmp_path: Path, title: str) -> None:
    path = next(write_rsmf(exported([said("hallo")], replace(GROUP, title=title)), tmp_path, made_at=MADE_AT))
    assert path.parent == tmp_path
    assert message_from_bytes(path.read_bytes(), policy=policy.default)["Bcc"] is None


@given(st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_file_name_can_be_carried(name: str) -> None:
    name = name.encode("utf-8", "ignore").decode().replace("\0", "")
    message = said("", kind=MessageKind.MEDIA, attachments=(ParsedAttachment(name or "x", "aanwezig"),))
    with tempfile.TemporaryDirectory() as folder:
        found = read(next(write_rsmf(exported([message]), Path(folder), made_at=MADE_AT)))
    assert [item.attachments[0].member is not None for item in found if isinstance(item, ParsedMessage)] == [True]

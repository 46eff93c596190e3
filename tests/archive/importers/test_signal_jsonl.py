"""Rules of the Signal importer that need no whole export to show: what stays secret, and what is refused."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from archive.importers.signal_jsonl.secrets import without_keys
from archive.importing import HandleKind, ImportRefused, Notice, Unreadable
from tests.archive.importers.reading import messages, read

KEY = base64.b64encode(bytes(range(32))).decode()
HEAD = {"version": "1", "backupTimeMs": "1774944723000", "mediaRootBackupKey": KEY}
OWNER = [
    {"account": {"givenName": "Eva", "familyName": "Smit", "profileKey": KEY}},
    {"recipient": {"id": "1", "self": {}}},
]


def write_backup(folder: Path, frames: list[dict[str, Any] | str], *, name: str = "main.jsonl") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(frame if isinstance(frame, str) else json.dumps(frame) for frame in frames) + "\n")
    return path


def contact(number: str, **fields: Any) -> dict[str, Any]:
    return {"recipient": {"id": number, "contact": fields}}


def said(text: Any, *, author: str = "3", sent: str = "1764615600123") -> dict[str, Any]:
    return {
        "chatItem": {"chatId": "1", "authorId": author, "dateSent": sent, "standardMessage": {"text": {"body": text}}}
    }


CHAT = {"chat": {"id": "1", "recipientId": "3"}}


@pytest.mark.parametrize(
    "line",
    [
        json.dumps(HEAD),
        json.dumps(HEAD, indent=1),
        json.dumps(HEAD)[:-20],
        json.dumps(HEAD)[:-1] + "\ufffd",
        f'{{"onbekend": "{KEY}"}}',
        f'{{"mediaRootBackupK\ufffdy": "{KEY}"}}',
        f"mediaRootBackupKey = {KEY}",
    ],
)
def test_a_key_is_taken_out_of_any_line(line: str) -> None:
    assert KEY[:12] not in without_keys(line)


def test_an_account_id_and_a_text_are_no_keys() -> None:
    line = json.dumps({"aci": base64.b64encode(bytes(16)).decode(), "body": "de sleutel ligt bij de portier: key?"})
    assert without_keys(line) == line


@pytest.mark.parametrize(
    ("fields", "kind", "value", "shown"),
    [
        ({"e164": "31612345678", "profileGivenName": "Jan"}, HandleKind.PHONE, "+31612345678", "Jan"),
        ({"e164": "31612345678"}, HandleKind.PHONE, "+31612345678", "+31612345678"),
        (
            {"aci": "AAAAAAAAAAAAAAAAAAAAAA==", "profileGivenName": "Jan", "profileFamilyName": "de Wit"},
            HandleKind.ACCOUNT,
            "00000000-0000-0000-0000-000000000000",
            "Jan de Wit",
        ),
        (
            {"e164": "31612345678", "systemGivenName": "Jan RWS", "profileGivenName": "J"},
            HandleKind.PHONE,
            None,
            "Jan RWS",
        ),
        (
            {"e164": "31612345678", "nickname": {"given": "JdW"}, "systemGivenName": "Jan"},
            HandleKind.PHONE,
            None,
            "JdW",
        ),
        ({"username": "jan.01"}, HandleKind.ACCOUNT, "jan.01", "jan.01"),
    ],
)
def test_how_a_person_is_named(
    tmp_path: Path, fields: dict[str, Any], kind: HandleKind, value: str | None, shown: str
) -> None:
    path = write_backup(tmp_path, [HEAD, *OWNER, contact("3", **fields), CHAT, said("hallo")])
    sender = messages(read(path))[0].sender
    assert sender is not None
    assert (sender.kind, sender.shown) == (kind, shown)
    assert value is None or sender.value == value


def test_the_clock_of_signal_ticks_in_milliseconds(tmp_path: Path) -> None:
    found = messages(read(write_backup(tmp_path, [HEAD, *OWNER, contact("3", e164="31612345678"), CHAT, said("x")])))[0]
    assert found.sent_at.isoformat() == "2025-12-01T19:00:00.123000+00:00"
    assert (found.precision, found.zone, found.source_id) == (0.001, "UTC", "1764615600123")


def test_the_export_is_found_at_any_depth_and_without_its_usual_name(tmp_path: Path) -> None:
    frames = [HEAD, *OWNER, contact("3", e164="31612345678"), CHAT, said("hallo")]
    write_backup(tmp_path / "diep", frames, name="signal-export-1/signal-backup-1/main.jsonl")
    assert len(messages(read(tmp_path / "diep"))) == 1
    assert len(messages(read(write_backup(tmp_path, frames, name="9f2c4e")))) == 1


def test_two_exports_in_one_folder_are_refused(tmp_path: Path) -> None:
    for name in ("a/main.jsonl", "b/main.jsonl"):
        write_backup(tmp_path / "beide", [HEAD, *OWNER], name=name)
    with pytest.raises(ImportRefused, match="2 Signal-exports"):
        read(tmp_path / "beide")


def test_that_disappearing_messages_are_missing_is_always_said(tmp_path: Path) -> None:
    notices = [item.text for item in read(write_backup(tmp_path, [HEAD, *OWNER])) if isinstance(item, Notice)]
    assert len(notices) == 1
    assert "vervaldatum" in notices[0]


@pytest.mark.parametrize(
    "broken",
    [
        said("x", sent="99999999999999999999"),
        said("x", sent=""),
        {"chatItem": {"chatId": "1"}},
        {"chatItem": {"chatId": "1", "authorId": "3", "dateSent": "1", "standardMessage": [1]}},
        {"chatItem": {"chatId": "1", "authorId": "3", "dateSent": "1", "revisions": 5, "standardMessage": {}}},
        {"chat": []},
        {"recipient": {"id": "5", "group": {"snapshot": {"members": 3}}}, "x": 1} | {"recipient": 7},
        "[" * 100_000,
        '"chatItem"',
        "12",
        '{"chatItem": {"chatId": "1", "authorId": "3", "dateSent": "1", "standardMessage": {"text": {"body": "x"}',
    ],
)
def test_a_record_of_another_form_is_kept_and_the_rest_is_read(tmp_path: Path, broken: Any) -> None:
    frames = [HEAD, *OWNER, contact("3", e164="31612345678"), CHAT, broken, said("hierna")]
    items = read(write_backup(tmp_path, frames))
    kept = [item for item in items if isinstance(item, Unreadable)]
    assert [item.first_unit for item in kept] == [6]
    assert [message.text for message in messages(items)] == ["hierna"]


def test_an_attachment_named_as_the_export_is_not_the_export(tmp_path: Path) -> None:
    attached = said("zie bijlage")
    attached["chatItem"]["standardMessage"]["attachments"] = [{"pointer": {"fileName": "main.jsonl"}}]
    write_backup(tmp_path / "export", [HEAD, *OWNER, contact("3", e164="31612345678"), CHAT, attached])
    found = messages(read(tmp_path / "export"))[0]
    assert [(part.file_name, part.member) for part in found.attachments] == [("main.jsonl", None)]


@pytest.mark.parametrize(
    ("statuses", "is_told"),
    [
        ([{"failed": {}}, {"pending": {}}, {"skipped": {}}], True),
        ([{"failed": {}}, {"delivered": {}}], False),
        ([{"sent": {}}], False),
        ([], False),
    ],
)
def test_a_message_that_reached_nobody_says_so(tmp_path: Path, statuses: list[Any], is_told: bool) -> None:
    item = said("x", author="1")
    item["chatItem"]["outgoing"] = {"sendStatus": [{"recipientId": "3", "timestamp": "0"} | each for each in statuses]}
    found = messages(read(write_backup(tmp_path, [HEAD, *OWNER, contact("3", e164="31612345678"), CHAT, item])))[0]
    assert any(warning.startswith("niet verzonden") for warning in found.warnings) is is_told

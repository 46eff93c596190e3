"""Rules of the Mattermost importer that a table shows better than a corpus case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.importers.mattermost_jsonl.people import Directory
from archive.importers.mattermost_jsonl.secrets import without_secrets
from archive.importing import HandleKind, ImportRefused
from tests.archive.importers.reading import messages, read

HEAD = {"type": "version", "version": 1}
CREATED = 1767952800123


def post(message: str = "hallo", **fields: Any) -> dict[str, Any]:
    body = {"team": "dijken", "channel": "peil", "user": "eva", "type": "", "message": message, "create_at": CREATED}
    return {"type": "post", "post": body | fields}


def write_lines(folder: Path, frames: list[Any], *, name: str = "import.jsonl") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(frame) for frame in frames))
    return path


@pytest.mark.parametrize(
    ("fields", "kind", "value", "shown"),
    [
        ({"email": "Eva.M@X.org", "first_name": "Eva", "last_name": "Mol"}, HandleKind.EMAIL, "eva.m@x.org", "Eva Mol"),
        ({"email": "", "nickname": "Eef"}, HandleKind.ACCOUNT, "mattermost:eva", "Eef"),
        ({"email": "eva@localhost"}, HandleKind.ACCOUNT, "mattermost:eva", "eva"),
    ],
)
def test_how_a_person_is_named(fields: dict[str, str], kind: HandleKind, value: str, shown: str) -> None:
    directory = Directory()
    directory.learn_user({"username": "eva"} | fields)
    found = directory.handle("eva")
    assert (found.kind, found.value, found.shown) == (kind, value, shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@eva.mol. en @eva-", "@Eva Mol. en @eva-"),
        ("@EVA.MOL: ja", "@Eva Mol: ja"),
        ("mail@eva.mol en https://x.example/@eva.mol", "mail@eva.mol en https://x.example/@eva.mol"),
        ("@eva.molenaar @all", "@eva.molenaar @all"),
    ],
)
def test_a_mention_becomes_a_name_and_an_address_does_not(text: str, shown: str) -> None:
    directory = Directory()
    directory.learn_user({"username": "eva.mol", "first_name": "Eva", "last_name": "Mol"})
    assert directory.with_names(text) == shown


def test_the_clock_ticks_in_milliseconds_and_a_moment_with_its_writer_is_the_id(tmp_path: Path) -> None:
    reply = {"user": "tom", "message": "dag", "create_at": CREATED + 1}
    found = messages(read(write_lines(tmp_path, [HEAD, post(replies=[reply])])))
    assert found[0].sent_at.isoformat() == "2026-01-09T10:00:00.123000+00:00"
    assert found[1].quote is not None
    assert found[1].quote.source_id == found[0].source_id == f"{CREATED}-eva"


def test_a_password_reaches_no_item(tmp_path: Path) -> None:
    frames = [HEAD, {"type": "user", "user": {"password": "hunter2", "auth_data": "abc"}}, post()]
    assert "hunter2" not in repr(read(write_lines(tmp_path, frames)))
    assert "geheim" not in without_secrets('{"access_token" : "ge\\"heim')
    assert without_secrets('{"message": "het wachtwoord is geheim"}') == '{"message": "het wachtwoord is geheim"}'


def test_a_file_beside_the_lines_is_found_under_data(tmp_path: Path) -> None:
    attached = [{"path": "2026/nota.pdf"}, {"path": "../../elders.pdf"}, {"path": "import.jsonl"}]
    write_lines(tmp_path / "e", [HEAD, post(attachments=attached)])
    (tmp_path / "e" / "data" / "2026").mkdir(parents=True)
    (tmp_path / "e" / "data" / "2026" / "nota.pdf").write_text("x")
    found = messages(read(tmp_path / "e"))[0].attachments
    assert [(part.file_name, part.member) for part in found] == [
        ("nota.pdf", "data/2026/nota.pdf"), ("elders.pdf", None), ("import.jsonl", None)
    ]  # fmt: skip


def test_lines_without_the_version_first_are_no_export(tmp_path: Path) -> None:
    for frames in ([post()], [{"type": "version", "version": "1"}]):
        with pytest.raises(ImportRefused):
            messages(read(write_lines(tmp_path, frames)))

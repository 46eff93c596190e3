"""The project's own format: what is written is read back, what is documented works, and what is wrong is said."""

from __future__ import annotations

import json
import random
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.importing import (
    Bookkeeping,
    ImportRefused,
    MessageKind,
    Notice,
    ParsedConversation,
    ParsedMessage,
    SystemEvent,
    Unreadable,
)
from archive.reading.json_schemas import schema
from tests.archive.exporting.strategies import conversations
from tests.archive.importers.mangling import mangled
from tests.archive.importers.portal_jsonl_writer import render
from tests.archive.importers.reading import messages, read
from tests.archive.importers.test_properties import CORPUS, damaged, outcome

DOCUMENT = Path(__file__).parents[3] / "docs" / "formats" / "portal-jsonl.md"
HEAD = {"record": "header", "format": "portal-messages", "version": 1, "app": "Signal", "producer": "proef 1"}
EVA = {"record": "participant", "id": "p1", "kind": "phone", "value": "+31612345678", "shown": "Eva"}
CHAT = {"record": "conversation", "id": "c1", "title": "Overleg", "is_group": True}


def said(text: str = "hallo", **fields: Any) -> dict[str, Any]:
    record = {
        "record": "message",
        "conversation": "c1",
        "sent_at": "2026-03-30T09:00:00Z",
        "kind": "text",
        "sender": "p1",
    }
    return {key: value for key, value in (record | {"text": text} | fields).items() if value is not None}


def write(folder: Path, *lines: object, name: str = "x.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return path


@given(chats=st.lists(conversations(), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back(chats: list[tuple[ParsedConversation, list[ParsedMessage]]]) -> None:
    named = [
        (replace(chat, key=f"c{n}"), [message._replace(conversation=f"c{n}") for message in found])
        for n, (chat, found) in enumerate(chats)
    ]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "export.jsonl").write_text(render(named), encoding="utf-8", newline="")
        (Path(folder) / "aanwezig").write_text("x")
        items = read(Path(folder))
    assert [item for item in items if isinstance(item, ParsedConversation)] == [chat for chat, _ in named]
    assert [item._replace(first_unit=0, last_unit=0) for item in messages(items)] == [
        message for _, found in named for message in found
    ]
    assert not [item for item in items if isinstance(item, Unreadable)]


def test_the_format_can_say_all_the_contract_knows() -> None:
    message = schema("portal-messages-1").document["$defs"]["message"]["properties"]
    assert set(message["kind"]["enum"]) == {kind.value for kind in MessageKind}
    assert set(message["event"]["enum"]) == {event.value for event in SystemEvent}


def test_every_field_is_explained_and_the_example_is_valid_and_read(tmp_path: Path) -> None:
    text = DOCUMENT.read_text()
    definitions = schema("portal-messages-1").document["$defs"]
    for kind in ("header", "participant", "conversation", "message"):
        chapter = text.split(f"\n## {kind}\n")[1].split("\n## ")[0]
        for field in definitions[kind]["properties"].keys() - {"record", "extra"}:
            assert f"`{field}`" in chapter, (kind, field)
    example = re.search(r"```jsonl\n(.*?)```", text, re.DOTALL)
    assert example is not None
    for line in example[1].splitlines():
        jsonschema.validate(json.loads(line), schema("portal-messages-1").document)
    (tmp_path / "voorbeeld.jsonl").write_text(example[1])
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "pomp.jpg").write_bytes(b"jpg")
    items = read(tmp_path)
    assert [message.kind.value for message in messages(items)] == ["system", "text", "media", "deleted", "text"]
    assert [[item.member for item in message.attachments] for message in messages(items)][2] == ["files/pomp.jpg", None]
    assert [item.text for item in items if isinstance(item, Notice)] == [
        "Berichten met een vervaldatum van minder dan een dag."
    ]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (said(conversation="c9"), "er is nog geen gesprek met id «c9»"),
        (said(sender="p9"), "er is nog geen deelnemer met id «p9»"),
        (said(sent_at="2026-03-30T09:00:00"), "het veld «sent_at» heeft een waarde die niet mag"),
        (said(sent_at="2026-02-30T09:00:00Z"), "geen bestaand tijdstip"),
        (said(sent_at="1970-01-01T00:00:00Z"), "kan niet kloppen"),
        (said(sent_at="2999-01-01T00:00:00Z"), "kan niet kloppen"),
        (said(sent_at="0001-01-01T00:00:00+14:00"), "geen bestaand tijdstip"),
        (said(sent_at=None), "het veld «sent_at» ontbreekt"),
        (said(zone="Europa/Den Haag"), "geen tijdzone"),
        (said(zone="../../etc/passwd"), "geen tijdzone"),
        (said(kind="praatje"), "onbekende waarde «praatje»"),
        (said(kind="system"), "een systeemregel heeft geen afzender"),
        (said(event="joined"), "alleen een systeemregel"),
        (said(repy_to="m1"), "onbekend veld: «repy_to»"),
        (said(text=5), "het veld «text» is geen tekst"),
        (said(source_id="x" * 201), "langer dan 200 tekens"),
        (said(reactions=[{"emoji": "👍", "by": "p9"}]), "nog geen deelnemer"),
        (EVA, "er is al een deelnemer met id «p1»"),
        (CHAT, "er is al een gesprek met id «c1»"),
        (EVA | {"id": "p2", "value": "0612345678"}, "geen telefoonnummer in de vorm"),
        ({"record": "reactie"}, "geen deelnemer, gesprek of bericht"),
        (HEAD, "geen deelnemer, gesprek of bericht"),
        ("[]", "geen deelnemer, gesprek of bericht"),
        ("{", "geen JSON"),
        ("[" * 100_000, "geen JSON"),
        ('{"record": "message", "text": "\xff', "geen JSON"),
    ],
)
def test_a_line_that_is_not_valid_is_kept_with_the_reason_and_the_rest_is_read(
    tmp_path: Path, wrong: object, why: str
) -> None:
    items = read(write(tmp_path, HEAD, EVA, CHAT, wrong, said("hierna")))
    kept = [item for item in items if isinstance(item, Unreadable)]
    assert [item.first_unit for item in kept] == [4]
    assert why in kept[0].reason
    assert [message.text for message in messages(items)] == ["hierna"]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (said(repy_to="m1"), "het record bevat een onbekend veld: «repy_to»"),
        (said(b=1, a=2), "het record bevat een onbekend veld: «a», «b»"),
        (said(attachments=[{"file_name": "x", "size": 5}]), "het veld «attachments.0» bevat een onbekend veld: «size»"),
        (
            said(kind="?", edited="?", forwarded="?", precision="?", nieuw=1),
            "het record bevat een onbekend veld: «nieuw»",
        ),
        (EVA | {"id": "p2", "rol": "DG"}, "het record bevat een onbekend veld: «rol»"),
        (CHAT | {"id": "c2", "onderwerp": "x"}, "het record bevat een onbekend veld: «onderwerp»"),
    ],
)
def test_a_field_that_the_schema_does_not_know_is_named_with_what_to_do(
    tmp_path: Path, wrong: dict[str, Any], named: str
) -> None:
    """Regression: it was not said what to do, and behind three other faults the field was not named."""
    line = json.dumps(wrong, indent=None, separators=(" ,  ", ":"), ensure_ascii=False)
    (kept,) = [item for item in read(write(tmp_path, HEAD, EVA, CHAT, line)) if isinstance(item, Unreadable)]
    assert kept.reason.startswith(named)
    assert kept.reason.endswith(
        "Laat de maker de naam van het veld verbeteren, of het in «extra» van het record zetten, en lever het bestand "
        "opnieuw in."
    )
    assert kept.raw == line


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (HEAD | {"version": 2}, "versie 2 is niet bekend"),
        (HEAD | {"producer": None}, "het veld «producer» is geen tekst"),
        (HEAD | {"app": "\u0000"}, "noemt geen app"),
        (HEAD | {"naam": "x"}, "onbekend veld"),
    ],
)
def test_a_header_that_is_not_valid_is_refused(tmp_path: Path, head: dict[str, Any], why: str) -> None:
    with pytest.raises(ImportRefused, match=why):
        read(write(tmp_path, head, EVA))


def test_two_files_together_are_refused(tmp_path: Path) -> None:
    write(tmp_path, HEAD, name="a.jsonl")
    write(tmp_path, HEAD, name="b.jsonl")
    with pytest.raises(ImportRefused, match="2 bestanden met berichten"):
        read(tmp_path)


def test_an_attachment_outside_the_export_is_absent(tmp_path: Path) -> None:
    (tmp_path / "map").mkdir()
    (tmp_path / "geheim").write_text("x")
    files = [{"file_name": "x", "path": path} for path in ("../geheim", "/etc/passwd", "x.jsonl/..", "map")]
    (tmp_path / "map" / "extra.txt").write_text("x")
    write(tmp_path / "map", HEAD, EVA, CHAT, said(attachments=files))
    found = messages(read(tmp_path / "map"))
    assert [item.member for item in found[0].attachments] == [None] * 4


def test_another_app_and_empty_lines(tmp_path: Path) -> None:
    items = read(write(tmp_path, HEAD, "", CHAT | {"app": "Microsoft Teams"}, "   "))
    assert [item.app for item in items if isinstance(item, ParsedConversation)] == ["teams"]
    assert [item.what for item in items if isinstance(item, Bookkeeping)] == [
        "kop van het bestand", "lege regel", "gesprek", "lege regel"
    ]  # fmt: skip


def test_a_damaged_file_is_accounted_for_or_refused(tmp_path: Path) -> None:
    original = (CORPUS / "portal_jsonl" / "every_kind" / "source" / "berichten.jsonl").read_bytes()
    accepted = 0
    for seed in range(750):
        path = tmp_path / "x.jsonl"
        path.write_bytes(damaged(original, random.Random(seed)))
        accepted += len(outcome(path)) > 5
    assert accepted > 200


def test_records_of_another_form_are_kept_apart(tmp_path: Path) -> None:
    source = CORPUS / "portal_jsonl" / "every_kind" / "source" / "berichten.jsonl"
    lines = [json.loads(line) for line in source.read_text().splitlines() if line]
    for seed in range(250):
        dice = random.Random(seed)
        items = outcome(
            write(tmp_path, lines[0], *(json.dumps(mangled(line, dice, chance=0.04)) for line in lines[1:]))
        )
        assert len(items) >= len(lines)

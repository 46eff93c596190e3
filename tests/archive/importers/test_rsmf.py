"""Rules of the RSMF importer that need no whole export to show: what is recognised, who is who, and what damage does."""

from __future__ import annotations

import json
import random
import shutil
import tracemalloc
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archive.importers.rsmf.manifests import export_members
from archive.importing import ImportOptions, ImportRefused, Notice, ParsedConversation, Unreadable
from archive.reading.containers import open_container
from archive.reading.json_schemas import schema
from archive.recognising import recognise
from tests.archive.importers.mangling import mangled
from tests.archive.importers.reading import messages, read
from tests.archive.importers.test_properties import CORPUS, damaged, outcome
from tests.archive.importers.test_samples import SAMPLES

PEOPLE = [{"id": "P1", "display": "Eva Smit", "email": "e.smit@minwr.example.org"}, {"id": "P2", "display": "Tom"}]
CHAT = {"id": "C1", "display": "Overleg", "platform": "signal", "type": "direct", "participants": ["P1", "P2"]}


def said(text: str, **fields: Any) -> dict[str, Any]:
    event = {"type": "message", "body": text, "participant": "P1", "conversation": "C1"}
    return event | {"timestamp": "2025-11-13T08:00:00Z"} | fields


def write(folder: Path, *events: object, name: str = "x.json", **head: Any) -> Path:
    manifest = {"version": "2.0.0", "participants": PEOPLE, "conversations": [CHAT], "events": list(events)} | head
    path = folder / name
    folder.mkdir(exist_ok=True)
    path.write_text(json.dumps({key: value for key, value in manifest.items() if value is not None}))
    return path


@pytest.mark.parametrize("order", [["events", "participants"], ["conversations"], ["events"], ["version", "events"]])
def test_the_lists_come_in_any_order(tmp_path: Path, order: list[str]) -> None:
    path = write(tmp_path, *(said(f"bericht {n}") for n in range(1500)))
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({name: manifest[name] for name in dict.fromkeys([*order, *manifest])}))
    assert len(messages(read(path))) == 1500


@pytest.mark.parametrize(
    "other",
    [
        '{"participants": [{"name": "Jan"}], "messages": []}',
        '{"version": "1", "backupTimeMs": "1715636551000"}',
        '{"events": [{"type": "m.room.message"}]}',
        '{"type": "version", "version": 1}',
        '{"name": "Groep", "messages": [{"id": 1, "participants": 2}]}',
        '[{"version": "2.0.0"}]',
        "participants conversations events",
        "X-RSMF-Version: in de tekst, niet in de kop\n",
        "From: x\n\nX-RSMF-Version: 2.0.0\n",
    ],
)
def test_what_only_looks_like_it_is_not_recognised(tmp_path: Path, other: str) -> None:
    (tmp_path / "x").write_text(other)
    with open_container(tmp_path / "x") as container:
        assert not export_members(container)


def test_a_person_without_number_or_address_is_known_by_name_on_this_phone_only(tmp_path: Path) -> None:
    people = [*PEOPLE, {"id": "P3", "display": "Tom"}, {"id": "P4"}]
    events = [said("x", participant=key) for key in ("P1", "P2", "P3", "P4")]
    found = messages(read(write(tmp_path, *events, participants=people)))
    assert [(m.sender.kind.value, m.sender.value) for m in found if m.sender] == [
        ("email", "e.smit@minwr.example.org"),
        ("contact_name", "Tom (P2)"),
        ("contact_name", "Tom (P3)"),
        ("contact_name", "P4"),
    ]


def test_equal_ids_of_unnamed_conversations_in_two_files_are_two_conversations(tmp_path: Path) -> None:
    nameless = {key: value for key, value in CHAT.items() if key != "display"}
    for name in ("a/rsmf_manifest.json", "b/rsmf_manifest.json"):
        (tmp_path / name).parent.mkdir()
        write(tmp_path, said(name), name=name, conversations=[nameless])
    items = read(tmp_path)
    assert len([item for item in items if isinstance(item, ParsedConversation)]) == 2
    assert len({message.conversation for message in messages(items)}) == 2


def in_two_files(
    folder: Path, first: list[str], second: list[str], *, more: Sequence[dict[str, Any]] = ({}, {}), **chat: Any
) -> int:
    """How many conversations two files have that call theirs the same, with these people in each."""
    for number, names in enumerate((first, second)):
        people = [{"id": f"P{place}", "display": name} for place, name in enumerate(names, start=1)]
        called = CHAT | {"participants": [person["id"] for person in people]} | chat
        event = said("hoi", conversation=called["id"])
        mail = write(
            folder, event, name="rsmf_manifest.json", participants=people, conversations=[called], **more[number]
        )
        (folder / "e" / str(number)).mkdir(parents=True)
        mail.rename(folder / "e" / str(number) / mail.name)
    return sum(isinstance(item, ParsedConversation) for item in read(folder / "e"))


@pytest.mark.parametrize(
    ("first", "second", "kind", "count"),
    [
        (["Eva", "Tom"], ["Karim", "Lotte"], "direct", 2),
        (["Eva", "Tom"], ["Eva", "Lotte"], "direct", 2),
        (["Eva", "Tom"], ["Eva"], "direct", 1),
        (["Eva", "Tom"], ["Tom", "Eva"], "direct", 1),
        (["Eva", "Tom", "Karim"], ["Eva", "Lotte", "Piet"], "channel", 2),
        (["Eva", "Tom", "Karim"], ["Eva", "Tom", "Piet"], "channel", 1),
    ],
)
def test_conversations_that_are_called_the_same_are_one_among_the_same_people(
    tmp_path: Path, first: list[str], second: list[str], kind: str, count: int
) -> None:
    """Regression: the id, the name and the kind were enough, and two files may use one id for different conversations."""
    assert in_two_files(tmp_path, first, second, type=kind) == count


def test_an_id_of_the_app_is_one_conversation_with_somebody_in_common(tmp_path: Path) -> None:
    own_id = "19:0a1b2c3d4e5f60718293a4b5c6d7e8f9@thread.v2"
    assert in_two_files(tmp_path / "a", ["Eva", "Tom"], ["Eva", "Lotte"], id=own_id, type="channel") == 1
    assert in_two_files(tmp_path / "b", ["Eva", "Tom"], ["Eva", "Lotte"], id=own_id, type="direct") == 2


def test_files_that_say_they_belong_together_are_one_conversation_whoever_is_in_them(tmp_path: Path) -> None:
    together = {"eventcollectionid": "E1"}
    assert in_two_files(tmp_path, ["Eva"], ["Karim"], more=(together, together)) == 1


def test_an_event_without_conversation_belongs_to_the_only_one(tmp_path: Path) -> None:
    found = messages(read(write(tmp_path, said("x", conversation=None))))
    assert [message.text for message in found] == ["x"]


@pytest.mark.parametrize("missing", ["participants", "conversations", "events", "version"])
def test_a_manifest_without_one_of_its_parts_is_refused(tmp_path: Path, missing: str) -> None:
    path = write(tmp_path, said("x"), name="rsmf_manifest.json", **{missing: None})
    assert outcome(path) == []


def test_fields_the_portal_wrote_and_somebody_changed_make_the_event_unreadable(tmp_path: Path) -> None:
    own = [{"name": "woo-portal:kind", "value": "poll"}, {"name": "woo-portal:precision", "value": "veel"}]
    items = read(write(tmp_path, said("x", custom=own), said("y")))
    assert [item.reason for item in items if isinstance(item, Unreadable)] == [
        "geen geldige gebeurtenis: de velden die het Woo-portaal er eerder bij schreef, zijn beschadigd"
    ]
    assert [message.text for message in messages(items)] == ["y"]


def test_a_very_long_or_odd_id_is_kept_so_that_it_can_be_stored(tmp_path: Path) -> None:
    found = messages(
        read(write(tmp_path, said("x", id="a" * 500), said("y", id="a" * 499 + "b"), said("z", id="\0\ud800")))
    )
    assert [len(message.source_id) for message in found] == [200, 200, 2]
    assert len({message.source_id for message in found}) == 3


def test_a_manifest_nested_without_end_is_refused_before_it_takes_all_memory(tmp_path: Path) -> None:
    # Behind what the format is recognised by.
    path = write(tmp_path, said("x" * 70_000), said("y", custom="nested"))
    path.write_text(path.read_text().replace('"nested"', "[" * 3000 + "]" * 3000))
    with pytest.raises(ImportRefused, match="breekt af of klopt niet"):
        read(path)


def test_memory_does_not_grow_with_the_events(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = write(tmp_path, *(said(f"bericht {n} over het water" * 40, id=f"{n}") for n in range(count)))
        tracemalloc.start()
        with open_container(path) as container:
            total = sum(1 for _ in recognise(container).export.importer.parse(container, ImportOptions()))
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert total == count + 1
        return highest

    peak(10)
    # Up to a megabyte is read to recognise a format; both files are larger.
    assert peak(4_000) < peak(2_000) + 80_000


def test_local_times_are_said_to_be_read_in_a_zone(tmp_path: Path) -> None:
    items = read(write(tmp_path, said("x", timestamp="2025-07-01T12:00:00")), zone="Europe/London")
    assert messages(items)[0].sent_at.isoformat() == "2025-07-01T12:00:00+01:00"
    assert ["Europe/London" in item.text for item in items if isinstance(item, Notice)] == [True]


def test_our_schemas_agree_with_those_of_the_owner_of_the_format() -> None:
    """On the events of the corpus, one by one; where the official files are at hand."""
    names = {
        "1.0.0": "relativity_rsmf_schema_1_0_0.json",
        "2.0.0": "relativity_RSMFManifestSchema_rsmf_schema_2_0_0.json",
    }
    if absent := [name for name in names.values() if not (SAMPLES / "rsmf" / name).exists()]:
        warnings.warn(f"NOT TRIED: {absent} not in {SAMPLES / 'rsmf'}; set CHAT_SAMPLES.", stacklevel=1)
        pytest.skip("no official RSMF schemas")
    for case in ("version_2_every_field", "invalid_events"):
        manifest = json.loads((CORPUS / "rsmf" / case / "source.json").read_text())
        for version, name in names.items():
            official = json.loads((SAMPLES / "rsmf" / name).read_text())["properties"]["events"]["items"]
            for event in manifest["events"]:
                ours = not schema(f"rsmf-{version}").problems("event", event)
                assert ours == jsonschema.Draft7Validator(official).is_valid(event), (version, event)


@pytest.mark.parametrize(
    ("case", "name", "runs"),
    [
        ("version_2_every_field/source.json", "rsmf_manifest.json", 400),
        ("mail_with_more_parts/source.rsmf", "x.rsmf", 300),
        ("days_of_one_conversation/source/2026-01-06.rsmf", "x.rsmf", 150),
    ],
)
def test_a_damaged_export_is_accounted_for_or_refused(case: str, name: str, runs: int, tmp_path: Path) -> None:
    original = (CORPUS / "rsmf" / case).read_bytes()
    path = tmp_path / name
    accepted = 0
    for seed in range(runs):
        path.write_bytes(damaged(original, random.Random(seed)))
        accepted += bool(outcome(path))
    assert accepted > 0
    shutil.copy(CORPUS / "rsmf" / case, path)
    assert outcome(path)


def test_events_of_another_form_are_kept_apart(tmp_path: Path) -> None:
    original = json.loads((CORPUS / "rsmf" / "version_2_every_field" / "source.json").read_text())
    path, accepted = tmp_path / "rsmf_manifest.json", 0
    for seed in range(250):
        path.write_text(json.dumps(original | {"events": mangled(original["events"], random.Random(seed))}))
        accepted += len(messages(outcome(path))) > 5
    for seed in range(150):
        path.write_text(json.dumps(mangled(original, random.Random(seed))))
        outcome(path)
    assert accepted > 150


def test_of_many_files_the_damaged_one_is_named(tmp_path: Path) -> None:
    """Regression: the refusal named rsmf.zip, which is what the part of every file is called."""
    mail = (CORPUS / "rsmf/mail_with_damaged_zip/source.rsmf").read_bytes()
    write(tmp_path / "e", said("hoi"), name="rsmf_manifest.json")
    (tmp_path / "e" / "0007.rsmf").write_bytes(mail)
    with pytest.raises(ImportRefused, match=r"«0007\.rsmf»"):
        read(tmp_path / "e")

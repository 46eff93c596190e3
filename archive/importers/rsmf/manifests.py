"""Finds the manifests of an RSMF export and reads their heads: the participants and the conversations.

A manifest is a JSON document that stands alone, in a zip or folder beside its attachments, or in the zip that an e-mail
(.rsmf) holds. Its events may be many, so they are read one after the other, and the head is read past them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import ijson

from archive.reading.containers import Container, ImportRefused
from archive.reading.json_records import Json, beginning, count_records, records, signs
from archive.reading.json_schemas import Problem, Schema, schema
from archive.reading.mail_headers import Headers
from archive.reading.mail_parts import read_head as read_mail_head
from archive.reading.member_paths import folder_of
from archive.reading.nested_containers import SEPARATOR, NestedContainer

MANIFEST = "rsmf_manifest.json"
_SNIFFED = 64 * 1024
_LISTS = frozenset({"participants", "conversations", "events"})
_TELLING = {
    "participants": {"id", "display"},
    "conversations": {"id", "platform"},
    "events": {"type", "conversation", "timestamp"},
}
"""The fields by which the records of each list are known when no other list is in sight."""
_MAIL_SUFFIXES = (".rsmf", ".eml")
MAX_PEOPLE = 100_000
"""Participants, and conversations, in one manifest; the largest chat platforms have groups of some thousands."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a manifest is: its address in the container, what people call it, and where its attachments are beside it."""

    address: str
    name: str
    folder: str
    mail: str = ""
    """The address of the e-mail it was in."""


@dataclass(slots=True)
class Head:
    """What a manifest says before and after its events. Participants and conversations are by their id."""

    schema: Schema
    version: str
    participants: dict[str, Json] = field(default_factory=dict)
    conversations: dict[str, Json] = field(default_factory=dict)
    collection: str = ""
    tolerated: int = 0
    """How many records break the specification in a way that hides nothing."""


def export_members(container: Container) -> list[str]:
    """The members that are an RSMF manifest or an e-mail with one."""
    return [member for member, _ in _candidates(container)]


def places(container: NestedContainer) -> list[Place]:
    """Every manifest in the container, in the order of its members. Raises `ImportRefused` for an e-mail that holds none."""
    return [_place_in_mail(container, member) if mail else _place(member) for member, mail in _candidates(container)]


def _candidates(container: Container) -> Iterator[tuple[str, bool]]:
    """The members that are a manifest or an RSMF e-mail, and whether it is the latter.

    Of several members only those with a name that tells are looked at: a phone's export may have 100,000 pictures.
    """
    alone = len(container.members) == 1
    for member in container.members:
        name = PurePosixPath(member).name.lower()
        if alone or name == MANIFEST or name.endswith(_MAIL_SUFFIXES):
            with container.open(member) as stream:
                head = stream.read(_SNIFFED)
            if (alone or name == MANIFEST) and _is_manifest(head):
                yield member, False
            elif _is_mail(head):
                yield member, True


def _is_mail(head: bytes) -> bool:
    return b"x-rsmf-version:" in head.lower() and _version_in(head)[:1].isdigit()


def _version_in(mail: bytes) -> str:
    """The version of RSMF that the headers of an e-mail name, however much of the rest is there."""
    return Headers(read_mail_head(io.BytesIO(mail))).text("X-RSMF-Version")


def _is_manifest(head: bytes) -> bool:
    """Whether JSON begins as a manifest: with two of its lists, or with one whose records can be nothing else."""
    seen: list[str] = []
    fields: set[str] = set()
    for prefix, event, value in beginning(io.BytesIO(head)):
        if event == "map_key" and prefix == "":
            seen.append(value)
        elif event == "map_key" and seen and prefix == f"{seen[-1]}.item":
            fields.add(value)
        if len(_LISTS.intersection(seen)) >= 2:
            return True
    if not set(seen) <= _LISTS | {"version", "eventcollectionid"}:
        return False
    return any(name in seen and fields >= telling for name, telling in _TELLING.items())


def _place(member: str) -> Place:
    return Place(member, member, folder_of(member))


def _place_in_mail(container: NestedContainer, member: str) -> Place:
    """The manifest in the first zip of an e-mail that has one; other parts are let be."""
    with _naming(member):
        mail = container.inside(member)
        for part in mail.members:
            with mail.open(part) as stream:
                packed = stream.read(2) == b"PK"
            if packed and MANIFEST in mail.inside(part).members:
                folder = f"{member}{SEPARATOR}{part}{SEPARATOR}"
                return Place(f"{folder}{MANIFEST}", member, folder, member)
    raise ImportRefused(
        f"«{member}» is een RSMF-bericht, maar de bijlage rsmf.zip met {MANIFEST} ontbreekt of is geen zip. Er is niets "
        "ingelezen. Vraag de export opnieuw op."
    )


@contextmanager
def _naming(member: str) -> Iterator[None]:
    """Name the file in a refusal: what is damaged inside is called rsmf.zip in every e-mail of a delivery."""
    try:
        yield
    except ImportRefused as refusal:
        if f"«{member}»" in str(refusal):
            raise
        raise ImportRefused(f"In «{member}»: {refusal}") from refusal


def read_head(container: NestedContainer, place: Place) -> Head:
    """The head of a manifest. Raises `ImportRefused` when it is damaged or not valid: then nothing can be told of its
    events.
    """
    version, collection = "", ""
    people: list[Any] = []
    chats: list[Any] = []
    for path, value in _head_values(container, place):
        match path:
            case "version":
                version = value if isinstance(value, str) else ""
            case "eventcollectionid":
                collection = value if isinstance(value, str) else ""
            case "participants.item":
                people.append(value)
            case _:
                chats.append(value)
    head = Head(_schema(version, place), version, collection=collection)
    head.participants = _by_id(head, "participant", people, place)
    head.conversations = _by_id(head, "conversation", chats, place)
    _check_members(head, place)
    return head


def _head_values(container: NestedContainer, place: Place) -> Iterator[tuple[str, Any]]:
    """The values of the head with their path, in any order. Raises `ImportRefused` when one of the lists is absent."""
    wanted = ("version", "eventcollectionid", "participants.item", "conversations.item")
    lists: set[str] = set()
    counts = dict.fromkeys(wanted, 0)
    builder, building = ijson.ObjectBuilder(), ""
    with _naming(place.name), container.open(place.address) as stream:
        for prefix, event, value in signs(stream, name=place.name):
            if event == "start_array" and prefix in _LISTS:
                lists.add(prefix)
            if not building and prefix in wanted and event not in ("map_key", "end_map", "end_array"):
                builder, building = ijson.ObjectBuilder(), prefix
            if building:
                builder.event(event, value)
                if prefix == building and event not in ("map_key", "start_map", "start_array"):
                    counts[building] += 1
                    if counts[building] > MAX_PEOPLE:
                        raise _invalid(place, f"het telt meer dan {MAX_PEOPLE} deelnemers of gesprekken")
                    yield building, builder.value
                    building = ""
    if missing := _LISTS - lists:
        raise _invalid(place, f"de lijst «{sorted(missing)[0]}» ontbreekt")


def _schema(version: str, place: Place) -> Schema:
    if version.startswith("1."):
        return schema("rsmf-1.0.0")
    if version.startswith("2."):
        return schema("rsmf-2.0.0")
    raise ImportRefused(
        f"«{place.name}» zegt RSMF-versie «{version[:40]}» te zijn; gelezen worden 1.0 en 2.0. Er is niets ingelezen."
    )


def _by_id(head: Head, definition: str, found: list[Any], place: Place) -> dict[str, Json]:
    kept: dict[str, Json] = {}
    what = {"participant": "deelnemer", "conversation": "gesprek"}[definition]
    for number, value in enumerate(found, start=1):
        record = without_nulls(value)
        if serious := serious_problems(head, definition, record):
            raise _invalid(place, f"{what} {number}: {serious[0].text}")
        if kept.get(record["id"], record) != record:
            raise _invalid(place, f"twee verschillende records van een {what} met het id «{record['id']}»")
        kept[record["id"]] = record
    return kept


def _check_members(head: Head, place: Place) -> None:
    for chat in head.conversations.values():
        for person in chat["participants"]:
            if person not in head.participants:
                raise _invalid(
                    place, f"het gesprek «{chat['id']}» noemt een deelnemer die er niet in staat («{person}»)"
                )


def _invalid(place: Place, why: str) -> ImportRefused:
    return ImportRefused(
        f"De kop van het RSMF-manifest in «{place.name}» voldoet niet aan de specificatie: {why}. Zonder goede kop is niet te "
        "zeggen wie wat schreef. Er is niets ingelezen. Vraag de leverancier om een geldig bestand."
    )


_HARMLESS = frozenset(
    {
        *(("attachments", "required", "display"), ("attachments", "required", "size")),
        *(("attachments", "minLength", ""), ("custom", "minLength", "")),
        *(("reactions", "required", "count"), ("reactions", "required", "participants")),
        *(("edits", "required", "timestamp"), ("read_receipts", "enum", "")),
    }
)
"""What real exports leave out or empty without anything being hidden: the list it is in, the rule and the field."""


def serious_problems(head: Head, definition: str, record: object) -> list[Problem]:
    """What makes a record invalid; what hides nothing is counted in the head instead."""
    found = head.schema.problems(definition, record)
    serious = [
        problem
        for problem in found
        if (problem.place.partition(".")[0], problem.rule, problem.missing) not in _HARMLESS
    ]
    head.tolerated += bool(found and not serious)
    return serious


def without_nulls(value: Any) -> Any:
    """A record without the fields that are null: many programs write those where they mean to leave a field out."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


def events(container: NestedContainer, place: Place) -> Iterator[Any]:
    """The events of a manifest, one after the other."""
    with _naming(place.name), container.open(place.address) as stream:
        yield from records(stream, "events.item", name=place.name)


def count_events(container: NestedContainer, place: Place) -> int:
    """How many events a manifest has."""
    with _naming(place.name), container.open(place.address) as stream:
        return count_records(stream, "events.item", name=place.name)

"""The project's own format: JSON Lines that say everything the archive can keep, for whatever has no format read here.

docs/formats/portal-jsonl.md explains it and archive/schemas/portal-messages-1.schema.json is its schema; each line is held
against that. A line that is not valid is kept and shown, and the rest is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from archive.importers.portal_jsonl.records import Records
from archive.importing import Bookkeeping, ImportOptions, Item, Notice, NotReadable, Unreadable, importers
from archive.reading.charsets import json_as_utf8
from archive.reading.containers import Container, ImportRefused
from archive.reading.export_members import candidates, the_one
from archive.reading.json_lines import MAX_LINE_BYTES, as_text, count_lines, first_object, lines, object_in
from archive.reading.json_records import Json
from archive.reading.json_schemas import Problem, schema
from archive.reading.member_paths import folder_of
from archive.reading.phrases import EMPTY_LINE
from archive.storable import storable

FORMAT = "portal-messages"
SCHEMA = "portal-messages-1"
UNKNOWN_FIELD = (
    "Van deze regel is daarom niets ingelezen. Laat de maker de naam van het veld verbeteren, of het in «extra» van het record "
    "zetten, en lever het bestand opnieuw in."
)
_TOLD_AT_MOST = 3
_WHAT = {"participant": "deelnemer", "conversation": "gesprek"}


@importers.register
class PortalJsonl:
    """Reads portal-messages. Several conversations a file; units are the lines."""

    name = "portal_jsonl"
    label = "Berichten voor het portaal (JSON Lines)"
    unit = "regels"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Wat de maker van het bestand niet heeft meegegeven; zie wat het bestand daar zelf over zegt.",
    )

    def exports(self, container: Container) -> list[str]:
        """The files that begin with the header of this format."""
        return _exports(container)

    def count_units(self, container: Container) -> int:
        """The number of lines, counted in the bytes."""
        with container.open(_export(container)) as stream:
            return count_lines(stream)

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield the conversations where they are declared, and the messages in file order."""
        member = _export(container)
        with container.open(member) as raw_stream:
            stream = json_as_utf8(raw_stream)
            header = _header(stream.readline(MAX_LINE_BYTES), container.name)
            records = _records(header, container, folder_of(member))
            yield Bookkeeping(1, 1, "kop van het bestand")
            for unit, raw in lines(stream, name=container.name, first=2):
                yield from _items(raw, records, unit)
        for sentence in header.get("never_contains", ()):
            yield Notice(storable(sentence))


def _items(raw: bytes, records: Records, unit: int) -> Iterator[Item]:
    """The items of one line: together they take it, and it alone."""
    if not raw.strip():
        yield Bookkeeping(unit, unit, EMPTY_LINE)
        return
    try:
        record = json.loads(raw)
        what = record.get("record") if isinstance(record, dict) else None
        if what not in ("participant", "conversation", "message"):
            raise NotReadable("geen deelnemer, gesprek of bericht")
        if problems := schema(SCHEMA).problems(what, record):
            raise NotReadable(_reason(problems))
        if what == "message":
            yield records.message(record, unit=unit)
            return
        if what == "participant":
            records.learn_participant(record)
        else:
            yield records.conversation(record)
        yield Bookkeeping(unit, unit, _WHAT[what])
    except NotReadable as reason:
        yield _unreadable(unit, raw, str(reason))
    except (ValueError, RecursionError):
        yield _unreadable(unit, raw, "geen JSON, of beschadigd")


def _reason(problems: list[Problem]) -> str:
    """What is wrong with a record, fields it may not have first, and what to do about those."""
    unknown = [problem for problem in problems if problem.rule == "additionalProperties"]
    others = [problem for problem in problems if problem not in unknown]
    told = "; ".join(problem.text for problem in [*unknown, *others][:_TOLD_AT_MOST])
    return f"{told}. {UNKNOWN_FIELD}" if unknown else told


def _unreadable(unit: int, raw: bytes, reason: str) -> Unreadable:
    return Unreadable(unit, unit, as_text(raw), reason)


def _records(header: Json, container: Container, folder: str) -> Records:
    try:
        return Records(header, members=frozenset(container.members), folder=folder)
    except NotReadable as reason:
        raise _refused(container.name, str(reason)) from reason


def _header(raw: bytes, name: str) -> Json:
    """The first line. Raises `ImportRefused` when it is not valid: then nothing can be said of the rest."""
    header = object_in(raw)
    if header is None:
        raise _refused(name, "het is geen JSON")
    if header.get("version") != 1:
        raise _refused(name, f"versie {json.dumps(header.get('version'))[:20]} is niet bekend; gelezen wordt versie 1")
    if problems := schema(SCHEMA).problems("header", header):
        raise _refused(name, problems[0].text)
    return header


def _refused(name: str, why: str) -> ImportRefused:
    return ImportRefused(
        f"De eerste regel van «{name}» is geen geldige kop van «{FORMAT}»: {why}. Er is niets ingelezen. Vraag de maker het "
        "bestand te verbeteren; het formaat staat in de documentatie van het portaal."
    )


def _exports(container: Container) -> list[str]:
    """The members that begin with a header; of several files only those that are called .jsonl are looked at."""
    called = candidates(container, lambda member: member.lower().endswith(".jsonl"))
    return [member for member in called if _begins_with_header(container, member)]


def _export(container: Container) -> str:
    return the_one(container, _exports(container), "bestanden met berichten")


def _begins_with_header(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        header = first_object(stream)
    return header is not None and header.get("record") == "header" and header.get("format") == FORMAT

"""Element's "Export chat" of a Matrix room as JSON: a file, or a zip with `export.json` and the media in folders beside it.

The document is {"room_name", "room_creator", "topic", "export_date", "exported_by", "messages": [event, …]} (JSONExporter in
Element Web). It is read twice: once for what later events did to earlier ones (`survey`), once to yield the messages. Units are
the events.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from archive.importers.matrix_json.bodies import mapping, relation
from archive.importers.matrix_json.media import Media
from archive.importers.matrix_json.messages import Messages
from archive.importers.matrix_json.secrets import without_keys
from archive.importers.matrix_json.survey import REACTION, REDACTION, RESPONSES, Survey, is_edit, survey
from archive.importing import (
    WRONG_FORM,
    Bookkeeping,
    ImportOptions,
    Item,
    Notice,
    NotReadable,
    ParsedConversation,
    Unreadable,
    importers,
)
from archive.reading import phrases
from archive.reading.containers import Container
from archive.reading.export_members import candidates, the_one
from archive.reading.json_records import Json, beginning, count_records, records, signs

_HEAD = frozenset({"room_name", "export_date", "exported_by"})
_KEYS = _HEAD | {"room_creator", "topic", "messages"}
_EVENTS = "messages.item"
_EVENT_KEYS = frozenset({"event_id", "origin_server_ts", "sender", "type"})
_BOOKKEEPING = {
    REACTION: "reactie op een bericht",
    REDACTION: phrases.DELETION,
    **dict.fromkeys(RESPONSES, "stem in een peiling"),
}
_CALL = "gegevens van een gesprek"


@importers.register
class MatrixJson:
    """Reads Element's JSON exports. One room a file; units are its events."""

    name = "matrix_json"
    label = "Element-export van Matrix (JSON)"
    unit = "gebeurtenissen"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Reacties (emoji's bij een bericht) en bewerkingen, behalve waar de server ze bij het bericht zelf vermeldt.",
        "De inhoud van verwijderde berichten.",
        "De inhoud van berichten die de exporteur niet kon ontsleutelen.",
        "Wie een bericht gelezen heeft.",
        "Media die bij het exporteren niet zijn meegenomen of die boven de gekozen grootte kwamen.",
    )

    def exports(self, container: Container) -> list[str]:
        """The documents that begin as Element's."""
        return _exports(container)

    def count_units(self, container: Container) -> int:
        """The number of events, counted in the signs of the document."""
        member = _export(container)
        with container.open(member) as stream:
            return count_records(stream, _EVENTS, name=member)

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield the room, its messages in file order, and what a person should know of the file."""
        member = _export(container)
        head = _head(container, member)
        with container.open(member) as stream:
            found = survey(records(stream, _EVENTS, name=member))
        media = Media(container.members, member)
        messages = Messages(member, found, media)
        yield _room(member, head, found, messages)
        with container.open(member) as stream:
            for unit, event in enumerate(records(stream, _EVENTS, name=member), start=1):
                yield _item(messages, event, unit)
        yield from _notices(head, media, messages)


def _item(messages: Messages, event: Any, unit: int) -> Item:
    try:
        if not isinstance(event, dict):
            raise TypeError(type(event))
        content = mapping(event.get("content"))
        kind = str(event["type"])
        if is_edit(content):
            if event["event_id"] in messages.spoiled:
                raise NotReadable(f"{phrases.EDIT} die niet te lezen is")
            if str(relation(content)["event_id"]) in messages.seen:
                return Bookkeeping(unit, unit, phrases.EDIT)
            return messages.edit_alone(event, unit)
        if kind.startswith("m.call.") and kind != "m.call.invite":
            return Bookkeeping(unit, unit, _CALL)
        if what := _BOOKKEEPING.get(kind):
            return Bookkeeping(unit, unit, what)
        return messages.message(event, unit)
    except NotReadable as reason:
        return _unreadable(unit, event, str(reason))
    except WRONG_FORM:
        return _unreadable(unit, event, "geen gebeurtenis van Matrix, of beschadigd")


def _unreadable(unit: int, event: object, reason: str) -> Unreadable:
    return Unreadable(unit, unit, without_keys(json.dumps(event, ensure_ascii=False)), reason)


def _room(member: str, head: Json, found: Survey, messages: Messages) -> ParsedConversation:
    """The room. It is of two when Matrix says so, or when it is called after one of the two in it."""
    persons = found.persons()
    title = str(head.get("room_name") or "Ruimte zonder naam")
    of_two = found.direct or title in map(found.name, persons)
    return ParsedConversation(
        key=member,
        app="matrix",
        title=title,
        is_group=len(persons) > 2 or not of_two,
        source_id=found.room_id,
        participants=tuple(map(messages.handle, persons)),
    )


def _notices(head: Json, media: Media, messages: Messages) -> Iterator[Notice]:
    exported = " op ".join(filter(None, (str(head.get("exported_by") or ""), str(head.get("export_date") or ""))))
    if exported:
        yield Notice(
            f"De export is gemaakt door {exported}. Element exporteert alleen wat in beeld komt en, naar keuze, alleen de "
            "laatste berichten: oudere kunnen ontbreken."
        )
    if topic := head.get("topic"):
        yield Notice(f"Onderwerp van de ruimte bij het exporteren: «{topic}».")
    if media.count > messages.files_found:
        yield Notice(
            f"Bestanden in de export die bij geen bericht te plaatsen zijn: {media.count - messages.files_found}."
        )


def _head(container: Container, member: str) -> Json:
    """What the document says of the room. Element writes it before the messages, others may not."""
    head: Json = {}
    with container.open(member) as stream:
        for path, event, value in signs(stream, name=member):
            if event == "string" and "." not in path:
                head[path] = value
            if path == "messages" and head.keys() >= _HEAD:
                break
    return head


def _exports(container: Container) -> list[str]:
    """The members that are an export: a JSON file at any depth, or the one file there is."""
    called = candidates(container, lambda member: member.lower().endswith(".json"))
    return [member for member in called if _begins_as_export(container, member)]


def _export(container: Container) -> str:
    return the_one(container, _exports(container), "exports van Element")


def _begins_as_export(container: Container, member: str) -> bool:
    """Whether the document has the head of an export before its messages, or most of it and then an event."""
    head: set[str] = set()
    event_keys: set[str] = set()
    with container.open(member) as stream:
        for path, event, value in beginning(stream):
            if not path and (event == "start_array" or (event == "map_key" and value not in _KEYS)):
                return False
            if not path and event == "map_key":
                head.add(value)
            elif path == "messages" and (event != "start_array" or head >= _HEAD):
                return event == "start_array"
            elif path == _EVENTS and event == "map_key":
                event_keys.add(value)
            elif path == _EVENTS and event == "end_map":
                return len(head & _HEAD) > 1 and event_keys >= _EVENT_KEYS
    return False

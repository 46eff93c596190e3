"""The XML of compliance archives, a FileDump of conversations: as Actiance (Vantage) reads it, which chat servers such as
Mattermost and Lync write for it, and as Bloomberg delivers chats.

A room that was open for days has a Conversation for each: these are one conversation here. The apps it came from are not
named; Mattermost's and Bloomberg's rooms are known by the form of their ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.importers.actiance_xml.dumps import (
    HEAD,
    Dump,
    Numbered,
    Record,
    Room,
    begins_as_dump,
    count_records,
)
from archive.importers.actiance_xml.messages import (
    ENTERED,
    FILES,
    LEFT,
    Messages,
    goes_with,
    moment_of,
)
from archive.importers.actiance_xml.people import People
from archive.importers.actiance_xml.updates import Updates, update_of
from archive.importing import (
    Bookkeeping,
    ImportOptions,
    Item,
    NotReadable,
    ParsedConversation,
    ParsedHandle,
    Unreadable,
    importers,
)
from archive.reading.containers import Container
from archive.reading.export_members import candidates, counted_in
from archive.reading.member_paths import by_path_from, folder_of
from archive.reading.notices import replaced_characters
from archive.reading.phrases import EXPORT, UNNAMED_CONVERSATION
from archive.storable import storable, storable_id

_SNIFFED = 16 * 1024
_MATTERMOST = re.compile(r"(public|private|direct|group) - (?:.* - )?([a-z0-9]{26})", re.DOTALL)
_BLOOMBERG = re.compile(r"P?CHAT-0x[0-9A-F]+", re.IGNORECASE)
_NAMES_IN_A_TITLE = 6


@importers.register
class ActianceXml:
    """Reads a FileDump. Units are the elements of its conversations."""

    name = "actiance_xml"
    label = "XML van een compliance-archief (Actiance, Bloomberg)"
    unit = "elementen"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Reacties (emoji), en op welk bericht een bericht antwoordt.",
        "Van deelnemers die er bij het begin van een periode al waren: wanneer zij kwamen.",
        "Of een bericht is doorgestuurd; peilingen en locaties staan er als gewone tekst in.",
    )

    def exports(self, container: Container) -> list[str]:
        """The files that begin as a FileDump of conversations."""
        return _dumps(container)

    def count_units(self, container: Container) -> int:
        """The number of elements in conversations, and of those outside any."""
        return counted_in(container, _dumps(container), lambda stream, member: count_records(stream, container.name))

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield all conversations, then their records in order.

        The export is read twice: what became of a message, and until when a conversation lasted, stands after it.
        """
        survey = _Survey()
        for room, item in _records(container, Dump(container.name)):
            survey.note(room, item)
        yield from survey.conversations()
        dump = Dump(container.name)
        reading = _Reading(survey, Messages(survey.people, survey.updates, _files(container)))
        for room, item in _records(container, dump):
            yield from reading.items(room, item)
        yield from reading.rest()
        yield from replaced_characters(dump.repaired, source=EXPORT)


class _Survey:
    """The first reading: the conversations, their people, and what became of messages."""

    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}
        self.people, self.updates = People(), Updates()
        self._logins: dict[int, dict[str, None]] = {}

    def note(self, room: Room | None, item: Numbered) -> None:
        """Keep what a record says of more than itself."""
        if room is None:
            return
        self.rooms[room.number] = room
        if item.record.tag in HEAD:
            return
        self._logins.setdefault(room.number, {}).update(dict.fromkeys(self.people.learn(item.record)))
        if item.record.tag == "Message" and update_of(item.record):
            try:
                sent_at, updated_at = (moment_of(item.record, tag)[0] for tag in ("DateTimeUTC", "UpdatedDateTimeUTC"))
            except NotReadable:
                return
            self.updates.note(item, sent_at=sent_at, updated_at=updated_at)

    def conversations(self) -> Iterator[ParsedConversation]:
        """Every conversation once, with all who took part in it."""
        together: dict[str, list[Room]] = {}
        for room in self.rooms.values():
            together.setdefault(key_of(room), []).append(room)
        for key, rooms in together.items():
            app = app_of(rooms[0])
            people = dict.fromkeys(
                self.people.handle(login, app=app) for room in rooms for login in self._logins.get(room.number, ())
            )
            yield _conversation(key, rooms[0], list(people), app)


class _Reading:
    """The second reading: turns records into items."""

    def __init__(self, survey: _Survey, messages: Messages) -> None:
        self._survey, self._messages = survey, messages
        self._group: list[Numbered] = []
        """A message, or a file, and the files that went with it."""
        self._room: Room | None = None

    def items(self, room: Room | None, item: Numbered) -> Iterator[Item]:
        """The items that are complete once this record is known."""
        if self._group and self._same_room(room) and item.record.tag in FILES and goes_with(item.record, self._group):
            self._group.append(item)
            return
        yield from self.rest()
        self._room = self._survey.rooms[room.number] if room is not None else None
        if self._room is None:
            yield _outside(item)
        elif item.record.tag in FILES or (item.record.tag == "Message" and update_of(item.record) != "FileDeleted"):
            yield from self._begin(item)
        else:
            yield self._other(item, self._room)

    def _same_room(self, room: Room | None) -> bool:
        return room is not None and self._room is not None and room.number == self._room.number

    def _begin(self, item: Numbered) -> Iterator[Item]:
        try:
            moment_of(item.record)
        except NotReadable as reason:
            yield _unreadable(item, reason)
            return
        self._group = [item]

    def rest(self) -> Iterator[Item]:
        """The message that was waiting for its files."""
        if not self._group or self._room is None:
            return
        group, self._group = self._group, []
        if self._survey.updates.is_told_elsewhere(group[0]):
            yield Bookkeeping(group[0].unit, group[-1].unit, "een eerdere stand van een bericht")
            return
        yield self._messages.said(group, conversation=key_of(self._room), app=app_of(self._room))

    def _other(self, item: Numbered, room: Room) -> Item:
        if item.record.tag in HEAD:
            return Bookkeeping(item.unit, item.unit, "kenmerk van het gesprek")
        if _is_roll_call(item.record, room):
            return Bookkeeping(item.unit, item.unit, "wie er bij het begin was, of aan het eind nog")
        try:
            return self._messages.happened(item, conversation=key_of(room), app=app_of(room))
        except NotReadable as reason:
            return _unreadable(item, reason)


def _is_roll_call(record: Record, room: Room) -> bool:
    """Whether somebody enters when the period of a conversation begins, or leaves when it ends: everyone there does."""
    at = _number(record.word("DateTimeUTC"))
    start, end = (_number(room.fields.get(name, "")) for name in ("StartTimeUTC", "EndTimeUTC"))
    if record.tag == ENTERED:
        return at is not None and start is not None and at <= start
    return record.tag == LEFT and at is not None and end is not None and at >= end


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 20 else None


def _outside(item: Numbered) -> Item:
    if item.record.tag == "Version":
        return Bookkeeping(item.unit, item.unit, "versie van de export")
    return _unreadable(item, NotReadable("staat buiten een gesprek"))


def _unreadable(item: Numbered, reason: NotReadable) -> Unreadable:
    return Unreadable(item.unit, item.unit, storable(item.record.as_xml()), str(reason))


def key_of(room: Room) -> str:
    """What tells a conversation from another in the export: its room, else that it is by itself."""
    return room.fields.get("RoomID") or f"#{room.number}"


def app_of(room: Room) -> str:
    """The app a room is of, as far as its id shows; else the format."""
    room_id = room.fields.get("RoomID", "")
    if _MATTERMOST.fullmatch(room_id):
        return "mattermost"
    return "bloomberg" if _BLOOMBERG.fullmatch(room_id) else "actiance"


def _conversation(key: str, room: Room, people: list[ParsedHandle], app: str) -> ParsedConversation:
    room_id = room.fields.get("RoomID", "")
    known = _MATTERMOST.fullmatch(room_id)
    names = ", ".join(person.shown for person in people[:_NAMES_IN_A_TITLE])
    is_group = known[1] != "direct" if known else len(people) > 2
    given = room.perspective.strip() if known else ""
    title = given or (room_id if is_group and app == "actiance" else names) or room_id or UNNAMED_CONVERSATION
    return ParsedConversation(
        key=key,
        app=app,
        title=storable(title),
        is_group=is_group,
        source_id=storable_id(known[2] if known else room_id),
        participants=tuple(people),
    )


def _records(container: Container, dump: Dump) -> Iterator[tuple[Room | None, Numbered]]:
    unit = 0
    for member in _dumps(container):
        with container.open(member) as stream:
            for room, record in dump.walk(stream):
                unit += 1
                yield room, Numbered(unit, record, room.fields.get("RoomID", "") if room is not None else "")


def _dumps(container: Container) -> list[str]:
    """The members that are such a file, in the order of their paths."""
    called = candidates(container, lambda member: member.lower().endswith(".xml"))
    return sorted(member for member in called if _begins_as_dump(container, member))


def _begins_as_dump(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        return begins_as_dump(stream.read(_SNIFFED))


def _files(container: Container) -> dict[str, str]:
    """The members by their path from the folder of the export, in small letters."""
    found: dict[str, str] = {}
    for folder in sorted(set(map(folder_of, _dumps(container)))):
        found |= by_path_from(folder, container.members)
    return found

"""Reads a FileDump as a stream of the records in its conversations: one record at a time is in memory.

A record is any element in a conversation. A document type is refused: it can make a small file grow without end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from archive.reading.containers import ImportRefused
from archive.reading.xml_parsing import PieceParser, Refusals, begins_as, too_long
from archive.reading.xml_repair import Repair

ROOT, CONVERSATION = "FileDump", "Conversation"
MAX_DEPTH = 20
"""Elements in one another; a user in a message in a conversation is five."""
MAX_RECORD_CHARACTERS = 32 * 1024**2
_REFUSALS = Refusals(
    document_type="«{name}» bevat een documenttype (DOCTYPE). Een export van gesprekken heeft dat niet, en het kan kwaad; het "
    "bestand wordt niet ingelezen.",
    damaged="«{name}» is beschadigd of onvolledig: de XML breekt af of klopt niet (regel {line}). Er is niets ingelezen. Maak de "
    "export opnieuw, of kopieer hem nog eens.",
)


@dataclass(slots=True)
class Record:
    """An element of a conversation, with the elements in it."""

    tag: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    inner: list[Record] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What stands in it, white space included."""
        return "".join(self.pieces)

    def first(self, tag: str) -> Record | None:
        """The first element in it of a name."""
        return next((inner for inner in self.inner if inner.tag == tag), None)

    def word(self, *tags: str) -> str:
        """The text of the first of these elements that has any, without the white space around it."""
        texts = (inner.text.strip() for tag in tags for inner in self.inner if inner.tag == tag)
        return next(filter(None, texts), "")

    def as_xml(self) -> str:
        """All of it, to show."""
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        inner = "".join(record.as_xml() for record in self.inner)
        return f"<{self.tag}{attributes}>{escape(self.text if not self.inner else '')}{inner}</{self.tag}>"


@dataclass(slots=True)
class Room:
    """A Conversation element: its place in the export (1-based), and what it says of itself as far as it has been read."""

    number: int
    perspective: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A record, its number among all records of the export, and the id of the room it is in ("" when it has none)."""

    unit: int
    record: Record
    room_id: str


HEAD = ("RoomID", "StartTime", "StartTimeUTC", "EndTime", "EndTimeUTC")
"""What a conversation says of itself."""


class Dump:
    """An export of one or more files, read from the start each time it is walked through."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rooms = 0
        self.repaired = 0
        """Characters that XML does not allow and that were replaced."""

    def walk(self, stream: BinaryIO) -> Iterator[tuple[Room | None, Record]]:
        """The records of one file in order, each with its conversation, None for what stands outside any.

        Raises `ImportRefused` where the XML is damaged, and for a document type.
        """
        builder = _Builder(self._name, self._rooms)
        repair = Repair()
        for chunk in repair.chunks(stream):
            yield from builder.feed(chunk)
        yield from builder.feed("", final=True)
        self._rooms = builder.rooms
        self.repaired += repair.count


class _Builder:
    """Builds records from the events of the parser."""

    def __init__(self, name: str, rooms: int) -> None:
        self._name, self.rooms = name, rooms
        self._found: list[tuple[Room | None, Record]] = []
        self._room: Room | None = None
        self._stack: list[Record] = []
        self._depth = self._characters = 0
        self._parser = PieceParser(name, _REFUSALS, start=self._start, end=self._end, data=self._data)

    def feed(self, chunk: str | bytes, *, final: bool = False) -> list[tuple[Room | None, Record]]:
        """Parse some more, and give what it completed."""
        self._parser.feed(chunk, final=final)
        found, self._found = self._found, []
        return found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ImportRefused(f"«{self._name}» is zo diep genest dat het geen export van gesprekken kan zijn.")
        if self._depth == 1:
            return
        if self._depth == 2 and tag == CONVERSATION:
            self.rooms += 1
            self._room = Room(self.rooms, attributes.get("Perspective", ""))
            return
        if not self._stack:
            self._characters = 0
        self._stack.append(Record(tag, attributes))

    def _end(self, _: str) -> None:
        self._depth -= 1
        if not self._stack:
            self._room = None
            return
        record = self._stack.pop()
        if self._stack:
            self._stack[-1].inner.append(record)
            return
        if self._room is not None and record.tag in HEAD:
            self._room.fields.setdefault(record.tag, record.text.strip())
        self._found.append((self._room, record))

    def _data(self, data: str) -> None:
        if not self._stack:
            return
        self._characters += len(data)
        if self._characters > MAX_RECORD_CHARACTERS:
            raise too_long(self._name)
        self._stack[-1].pieces.append(data)


def count_records(stream: BinaryIO, name: str) -> int:
    """How many records there are, counted from how deep the tags are alone. Raises `ImportRefused` for damage."""
    open_tags: list[str] = []
    count = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal count
        open_tags.append(tag.rpartition(":")[2])
        in_conversation = open_tags[1:2] == [CONVERSATION]
        count += len(open_tags) == (3 if in_conversation else 2)

    def end(_: str) -> None:
        open_tags.pop()

    parser = PieceParser(name, _REFUSALS, start=start, end=end)
    for chunk in Repair().chunks(stream):
        parser.feed(chunk)
    parser.feed("", final=True)
    return count


def begins_as_dump(head: bytes) -> bool:
    """Whether a file begins as a FileDump of conversations; the root is also that of mails and of disclaimers.

    One with a document type is taken for it when it names both elements, so that it can be refused in words.
    """
    depth = 0

    def start(tag: str, _: dict[str, str]) -> bool | None:
        nonlocal depth
        depth += 1
        tag = tag.rpartition(":")[2]
        if depth == 1:
            return None if tag == ROOT else False
        return tag == CONVERSATION if depth == 2 and tag != "Version" else None

    def end(_: str) -> bool | None:
        nonlocal depth
        depth -= 1
        return None if depth else True

    return begins_as(head, start=start, end=end, with_document_type=b"<FileDump" in head and b"<Conversation" in head)

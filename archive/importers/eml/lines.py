"""The lines of a transcript as messages: each with its moment, its writer, and the attachments that are its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.importers.eml.opened import Opened
from archive.importers.eml.people import by_name, handle_in_transcript, people_of
from archive.importers.eml.transcripts import Line, Piece
from archive.importing import (
    Bookkeeping,
    Item,
    MessageKind,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    Unreadable,
)
from archive.reading.doubles import TranscriptLines
from archive.reading.local_time import LocalClock
from archive.reading.moments import CHATS_BEGAN
from archive.reading.phrases import HEAD_OF_TRANSCRIPT, IN_OTHER_TRANSCRIPT

FILES_OF_ALL = "bijlagen van het hele transcript; bij welk bericht ze horen, staat er niet"
_FOOT = re.compile(r"(?:exported|generated)\b.{0,200}", re.IGNORECASE)
OLDER_TEXT = "eerdere tekst van een bericht dat later is bewerkt"


@dataclass(frozen=True, slots=True)
class _Files:
    """The attachments of a line, and what to say of them."""

    own: tuple[ParsedAttachment, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Transcript:
    """What the lines of one transcript share: their mail, its people by name, its files by the place of their line."""

    opened: Opened
    conversation: str
    clock: LocalClock
    people: Mapping[str, ParsedHandle]
    files: Mapping[int, _Files]


class Lines:
    """Turns transcripts into items, and knows the lines that came by in an earlier one.

    `local_times` counts the messages whose moment has no zone, `hidden_links` the links whose address is not in the text,
    `by_shape` the transcripts of which no supplier said that they are.
    """

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self._said = TranscriptLines()
        self.local_times = self.hidden_links = self.by_shape = 0

    def items(self, opened: Opened, pieces: list[Piece], *, conversation: str, first_unit: int) -> Iterator[Item]:
        """One item a piece, each taking one unit."""
        self.by_shape += not opened.origin.is_chat
        transcript = _Transcript(
            opened,
            conversation,
            LocalClock(self._zone, datetime.now(UTC), since=CHATS_BEGAN),
            by_name(people_of(opened.headers, opened.origin)),
            _files_by_line(pieces, opened.body.files),
        )
        self._said.begin()
        begun = False
        for place, piece in enumerate(pieces):
            unit = first_unit + place
            if not isinstance(piece, Line):
                yield _between(piece.text, unit, begun=begun)
                continue
            begun = True
            if self._came_by(piece, conversation):
                yield Bookkeeping(unit, unit, IN_OTHER_TRANSCRIPT)
            else:
                yield self._message(piece, transcript, transcript.files.get(place, _Files()), unit)

    def _came_by(self, line: Line, conversation: str) -> bool:
        entry = line.entry
        return self._said.came_by("\n".join((conversation, entry.time, entry.sender, entry.body.text, entry.status)))

    def _message(self, line: Line, transcript: _Transcript, files: _Files, unit: int) -> ParsedMessage:
        entry = line.entry
        opened = transcript.opened
        sent_at, zone, clock_warnings = self._moment(line, transcript.clock)
        self.hidden_links += entry.body.hidden_links
        older = (OLDER_TEXT,) if "original" in entry.status.lower() else ()
        return ParsedMessage(
            conversation=transcript.conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=line.time.precision,
            zone=zone,
            kind=MessageKind.DELETED if entry.is_deleted else MessageKind.MEDIA if files.own else MessageKind.TEXT,
            sender=handle_in_transcript(entry.sender, entry.address, opened.origin, transcript.people),
            text=entry.body.text,
            source_id=entry.identifier,
            edited=entry.is_edited,
            attachments=files.own,
            warnings=(*clock_warnings, *opened.body.warnings, *files.warnings, *entry.warnings, *older),
        )

    def _moment(self, line: Line, clock: LocalClock) -> tuple[datetime, str, tuple[str, ...]]:
        """The moment of a line, the zone it was read with, and what a reader should know about it."""
        if line.time.instant:
            return line.time.instant, "UTC", ()
        if line.entry.utc:
            return line.time.local.replace(tzinfo=UTC), "UTC", ()
        self.local_times += 1
        moment, warnings = clock.moment(line.time.local)
        return moment, self._zone, warnings


def _between(text: str, unit: int, *, begun: bool) -> Item:
    """What stands before, between or after the lines: the head, a foot, or something that was not understood."""
    if not begun:
        return Bookkeeping(unit, unit, HEAD_OF_TRANSCRIPT)
    if _FOOT.fullmatch(text.strip()):
        return Bookkeeping(unit, unit, "voet van een transcript")
    return Unreadable(unit, unit, text.rstrip("\n"), "tekst tussen of na de berichten van een transcript")


def _files_by_line(pieces: list[Piece], files: list[ParsedAttachment]) -> dict[int, _Files]:
    """Which attachments belong to which line: those that one line names are its own, the others hang on the last.

    A file that a line names and the message lacks is absent.
    """
    lines = [(place, piece.entry) for place, piece in enumerate(pieces) if isinstance(piece, Line)]
    present = {file.file_name for file in files}
    own = {
        place: [ParsedAttachment(name, None) for name in entry.files if name not in present] for place, entry in lines
    }
    left: list[ParsedAttachment] = []
    for file in files:
        naming = [place for place, entry in lines if file.file_name in entry.files or file.file_name in entry.body.text]
        (own[naming[0]] if len(naming) == 1 else left).append(file)
    found = {place: _Files(tuple(named)) for place, named in own.items()}
    last = lines[-1][0]
    if left:
        found[last] = _Files((*own[last], *left), (FILES_OF_ALL,))
    return found

"""Records of a conversation as messages: what was said with the files that went with it, and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath

from archive.importers.actiance_xml.dumps import Numbered, Record
from archive.importers.actiance_xml.people import People, login_of
from archive.importers.actiance_xml.updates import DELETED_PREFIX, EARLIER, Updates, message_id, text_of, update_of
from archive.importing import (
    MessageKind,
    NotReadable,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    SystemEvent,
)
from archive.reading.event_sentences import IN_CONVERSATION, SOMEBODY
from archive.reading.moments import from_iso, from_milliseconds, from_seconds, is_plausible
from archive.reading.phrases import EXPORT, impossible_moment, sender_not_in
from archive.storable import storable, storable_id

FAILED = "het versturen van een bestand is mislukt"
LATER_EDITED = "later bewerkt; de nieuwe tekst staat niet in de export"
LATER_CHANGED = "van dit bericht staat nog een latere stand in de export"
FILES = frozenset({"FileTransferStarted", "FileTransferEnded", "Attachment"})
ENTERED, LEFT = "ParticipantEntered", "ParticipantLeft"
_FIRST_IN_MILLISECONDS = 10**11
"""A larger number of seconds would be after the year 5000, a smaller one of milliseconds before 1974."""


def moment_of(record: Record, tag: str = "DateTimeUTC") -> tuple[datetime, float]:
    """When a record happened, and the tick of that clock. Raises `NotReadable`; a time without a zone is none."""
    written = record.word(tag)
    if not written:
        raise NotReadable("zonder tijdstip in UTC")
    try:
        if not written.isdecimal():
            moment = from_iso(written)
        elif int(written) < _FIRST_IN_MILLISECONDS:
            moment = from_seconds(written)
        else:
            moment = from_milliseconds(written)
    except (ValueError, OverflowError) as error:
        raise NotReadable(f"een tijdstip dat niet te lezen is («{storable(written[:40])}»)") from error
    if not is_plausible(moment, now=datetime.now(UTC)):
        raise NotReadable(impossible_moment(storable(written[:40])))
    in_milliseconds = written.isdecimal() and int(written) >= _FIRST_IN_MILLISECONDS
    return moment, 0.001 if in_milliseconds or moment.microsecond else 1


def goes_with(file: Record, group: Sequence[Numbered]) -> bool:
    """Whether a file was sent with the records before it: by the same person, at the same moment or being the same file."""
    first = group[0].record
    if login_of(file).lower() != login_of(first).lower():
        return False
    same_file = any(_path(other.record) == _path(file) for other in group if other.record.tag in FILES)
    return same_file or file.word("DateTimeUTC") == first.word("DateTimeUTC")


class Messages:
    """Makes messages of the records of an export."""

    def __init__(self, people: People, updates: Updates, files: Mapping[str, str]) -> None:
        """`files` are the members of the container by their path from the export, in small letters."""
        self._people, self._updates, self._files = people, updates, files

    def said(self, group: Sequence[Numbered], *, conversation: str, app: str) -> ParsedMessage:
        """A message with the files that went with it, or files alone. Raises `NotReadable`."""
        record = group[0].record
        sent_at, precision = moment_of(record)
        is_message = record.tag not in FILES
        update = update_of(record) if is_message else ""
        own_id = message_id(record) if is_message else ""
        is_earlier, is_later = update == EARLIER, is_message and self._updates.is_superseded(group[0])
        attachments = self._attachments([item.record for item in group if item.record.tag in FILES])
        versions = () if is_earlier or is_later or not is_message else self._updates.versions(group[0])
        sender = self._person(login_of(record), app)
        kind = MessageKind.MEDIA if attachments else MessageKind.TEXT
        preview = record.word("PreviewsPost") if is_message else ""
        return ParsedMessage(
            conversation=conversation,
            first_unit=group[0].unit,
            last_unit=group[-1].unit,
            sent_at=sent_at,
            precision=precision,
            zone="UTC",
            kind=MessageKind.DELETED if update == "Deleted" else kind,
            sender=sender,
            text=text_of(record) if is_message else "",
            source_id=storable_id(own_id),
            edited=bool(versions) or update == "EditedNewMsg",
            quote=ParsedQuote("", None, storable_id(preview)) if preview else None,
            attachments=attachments,
            versions=versions,
            warnings=tuple(_warnings(group, is_known=sender is not None, is_earlier=is_earlier, is_later=is_later)),
        )

    def happened(self, item: Numbered, *, conversation: str, app: str) -> ParsedMessage:
        """What the system tells of. Raises `NotReadable` for a record of a kind that is not known."""
        event, text, at = self._event(item.record, app)
        sent_at, precision = moment_of(item.record, at)
        return ParsedMessage(
            conversation=conversation,
            first_unit=item.unit,
            last_unit=item.unit,
            sent_at=sent_at,
            precision=precision,
            zone="UTC",
            kind=MessageKind.SYSTEM,
            sender=None,
            text=text,
            event=event,
        )

    def _event(self, record: Record, app: str) -> tuple[SystemEvent, str, str]:
        """What happened, in words, and the element that says when."""
        person = self._person(login_of(record), app)
        name = person.shown if person else SOMEBODY
        if record.tag == ENTERED:
            return SystemEvent.JOINED, IN_CONVERSATION[SystemEvent.JOINED].format(name=name), "DateTimeUTC"
        if record.tag == LEFT:
            return SystemEvent.LEFT, IN_CONVERSATION[SystemEvent.LEFT].format(name=name), "DateTimeUTC"
        if record.first("Invitee") is not None:
            return SystemEvent.OTHER, self._invitation(record, app), "DateTimeUTC"
        if record.tag == "Message":  # FileDeleted
            path = text_of(record).removeprefix(DELETED_PREFIX)
            return SystemEvent.OTHER, f"{name} heeft een bestand verwijderd: {_name(path)}", "UpdatedDateTimeUTC"
        raise NotReadable(f"een gebeurtenis van een onbekende soort («{storable(record.tag[:40])}»)")

    def _invitation(self, record: Record, app: str) -> str:
        names = [
            person.shown if user is not None and (person := self._person(login_of(user), app)) else "iemand"
            for user in (record.first("Inviter") or record.first("User") or record, record.first("Invitee"))
        ]
        said = storable(record.word("Content"))
        sentence = f"{names[0]} heeft {names[1]} uitgenodigd voor het gesprek"
        sentence = sentence[:1].upper() + sentence[1:] if names[0] == "iemand" else sentence
        return f"{sentence}\n{said}" if said else sentence

    def _person(self, login: str, app: str) -> ParsedHandle | None:
        return self._people.handle(login, app=app) if login else None

    def _attachments(self, records: Iterable[Record]) -> tuple[ParsedAttachment, ...]:
        """The files that records tell of: that one is sent and that it has been sent are two records."""
        found: dict[str, ParsedAttachment] = {}
        for record in records:
            path = _path(record)
            given = record.word("UserFileName") or record.word("FileName") or path
            member = next(filter(None, (self._files.get(name.lower()) for name in _paths(record))), None)
            found.setdefault(path, ParsedAttachment(storable(_name(given)) or "bestand zonder naam", member))
        return tuple(found.values())


def _warnings(group: Sequence[Numbered], *, is_known: bool, is_earlier: bool, is_later: bool) -> list[str]:
    said = [
        (sender_not_in(EXPORT), not is_known),
        (LATER_EDITED, is_earlier and not is_later),
        (LATER_CHANGED, is_later),
        (FAILED, any(item.record.word("Status").lower() == "failed" for item in group)),
    ]
    return [warning for warning, holds in said if holds]


def _paths(record: Record) -> list[str]:
    """Where the file of a record can be in the export."""
    names = (record.word("FileID"), record.word("FileName"))
    return [name.replace("\\", "/").removeprefix("./") for name in names if name]


def _path(record: Record) -> str:
    return next(iter(_paths(record)), "")


def _name(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name

"""What became of messages: an export writes a message again for each edit, deletion or other change.

An edit writes two records: the earlier text under an id of its own (`EditedOriginalMsg`, which names the message in
`EditedNewMsgId`), and the message with the new text (`EditedNewMsg`). Times of edits are in `UpdatedDateTimeUTC`. A record
of a deletion (`Deleted`) holds the text with "delete " before it. One message comes out: its last state, with the
earlier texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.importers.actiance_xml.dumps import Numbered, Record
from archive.importing import ParsedVersion
from archive.storable import storable

DELETED_PREFIX = "delete "
EARLIER = "EditedOriginalMsg"
_Key = tuple[str, str]
_STATES = frozenset({"EditedNewMsg", "UpdatedNoMsgChange", "Deleted"})


@dataclass(frozen=True, slots=True)
class _State:
    """The last state of a message: since when, in which record, and its text."""

    since: datetime
    unit: int
    text: str


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An earlier text: when the message was first written, and until when it read so."""

    text: str
    sent_at: datetime
    until: datetime


class Updates:
    """The changes of all messages of an export; memory grows with these, not with the messages.

    A message is known by its room and its id.
    """

    def __init__(self) -> None:
        self._last: dict[_Key, _State] = {}
        self._earlier: dict[_Key, list[_Earlier]] = {}

    def note(self, item: Numbered, *, sent_at: datetime, updated_at: datetime) -> None:
        """Keep what a readable message of an `UpdatedType` says."""
        update, text, key = update_of(item.record), text_of(item.record), _key(item)
        if not key[1]:
            return
        if update == EARLIER:
            earlier = self._earlier.setdefault(key, [])
            if all((text, updated_at) != (other.text, other.until) for other in earlier):
                earlier.append(_Earlier(text, sent_at, updated_at))
        elif update in _STATES:
            last = self._last.get(key)
            if last is None or (updated_at, item.unit) > (last.since, last.unit):
                self._last[key] = _State(updated_at, item.unit, text)

    def versions(self, item: Numbered) -> tuple[ParsedVersion, ...]:
        """The earlier texts of a message, each with the moment it was written: that of the edit before it."""
        found = sorted(self._earlier.get(_key(item), ()), key=lambda earlier: earlier.until)
        written = [found[0].sent_at, *(earlier.until for earlier in found)] if found else []
        return tuple(ParsedVersion(earlier.text, at) for earlier, at in zip(found, written, strict=False))

    def is_superseded(self, item: Numbered) -> bool:
        """Whether another record has a later state of a message."""
        last = self._last.get(_key(item))
        return last is not None and last.unit != item.unit

    def is_told_elsewhere(self, item: Numbered) -> bool:
        """Whether all that a message says is in the one that has its last state: as the text, or an earlier one."""
        if item.record.tag != "Message" or not self.is_superseded(item):
            return False
        key, text = _key(item), text_of(item.record)
        is_earlier = any(text == old.text for old in self._earlier.get(key, ()))
        return is_earlier or (update_of(item.record) != EARLIER and text == self._last[key].text)


def _key(item: Numbered) -> _Key:
    """The message a record is about: for an earlier text the one that has the new."""
    own_id = item.record.word("EditedNewMsgId") if update_of(item.record) == EARLIER else message_id(item.record)
    return item.room_id, own_id


def update_of(record: Record) -> str:
    """What kind of change a message records; "" for none."""
    return record.word("UpdatedType")


def message_id(record: Record) -> str:
    """The id of a message; "" when it has none."""
    return record.word("MessageId")


def text_of(record: Record) -> str:
    """What a message says, without what a deletion puts before it."""
    content = record.first("Content")
    text = storable(content.text) if content is not None else ""
    return text.removeprefix(DELETED_PREFIX) if update_of(record) == "Deleted" else text

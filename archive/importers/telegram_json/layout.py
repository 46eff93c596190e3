"""Where the messages stand in a Telegram export: the files, the chats in each, and how many records every chat has.

A full export holds {"chats": {"list": [chat, …]}} and "left_chats" likewise, a chat exported on its own is the whole document;
a chat is {"name", "type", "id", "messages"} (JsonWriter in Telegram Desktop's export_output_json.cpp).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from archive.importers.telegram_json.clock import ComputerClock
from archive.importers.telegram_json.escapes import ValidEscapes
from archive.importers.telegram_json.people import bare
from archive.reading.charsets import json_as_utf8
from archive.reading.containers import Container
from archive.reading.json_records import beginning, signs
from archive.reading.moments import from_seconds, plausible

GROUPS = frozenset(
    {"private_group", "private_supergroup", "public_supergroup", "private_channel", "public_channel"},
)
NUMBERED = GROUPS - {"private_group"}
"""Kinds of chats that number their messages themselves, one after the other; the others share the account's numbers."""
KINDS = GROUPS | {"saved_messages", "replies", "verify_codes", "personal_chat", "bot_chat"}
CHATS = ("", "chats.list.item", "left_chats.list.item")
"""Where chats stand, in the notation of ijson; "" is the document itself."""
TELEGRAM_BEGAN = datetime(2013, 8, 1, tzinfo=UTC)
RECORD_TYPES = frozenset({"message", "service", "unsupported"})


@dataclass(slots=True)
class Chat:
    """A chat as its head describes it, and what a first reading saw of its messages.

    `old_ids` is true for exports of before 2021, which number persons otherwise. `least` and `most` are message ids.
    """

    name: str = ""
    kind: str = ""
    id: int | None = None
    listed: bool = False
    records: int = 0
    old_ids: bool = False
    senders: set[str] = field(default_factory=set)
    least: int = 0
    most: int = 0
    numbered: int = 0

    @property
    def number(self) -> int | None:
        """The id of the chat as newer exports write it."""
        return bare(self.id) if self.old_ids and self.id is not None else self.id

    @property
    def is_group(self) -> bool:
        """Whether more than two can be in it; of a chat that does not say, its senders tell."""
        return self.kind in GROUPS if self.kind in KINDS else len(self.senders) > 2

    @property
    def missing(self) -> int:
        """How many numbers are missing between the first and the last message."""
        return self.most - self.least + 1 - self.numbered if self.numbered and self.kind in NUMBERED else 0

    def note(self, key: str, event: str, value: Any) -> None:
        """Learn from one sign of the chat, at `key` below its head."""
        match key:
            case "name" | "type" if isinstance(value, str):
                setattr(self, "kind" if key == "type" else key, value)
            case "id" if isinstance(value, int):
                self.id = value
            case "messages":
                self.listed = True
            case "messages.item":
                self.records += event not in _CLOSING
            case "messages.item.from_id" | "messages.item.actor_id":
                self.old_ids |= event == "number"
            case "messages.item.from" if isinstance(value, str) and len(self.senders) < 3:
                self.senders.add(value)
            case "messages.item.id" if isinstance(value, int) and value > 0:
                self.least = min(self.least or value, value)
                self.most = max(self.most, value)
                self.numbered += 1


_TIMES = ("messages.item.date", "messages.item.date_unixtime")
_CLOSING = ("map_key", "end_map", "end_array")
_NOTED = (
    *("name", "type", "id", "messages", "messages.item"),
    *("messages.item.from_id", "messages.item.actor_id", "messages.item.from", "messages.item.id"),
    *_TIMES,
)
_PLACES = {f"{chats}.{key}".lstrip("."): (chats, key) for chats in CHATS for key in _NOTED}


@dataclass(slots=True)
class Outline:
    """What a first reading learns of one file: its chats by where they stand, its owner, the clock of the computer it was made
    on, and what else it lists.
    """

    chats: dict[str, list[Chat]] = field(default_factory=lambda: {path: [] for path in CHATS})
    owner: dict[str, Any] = field(default_factory=dict)
    clock: ComputerClock = field(default_factory=ComputerClock)
    others: Counter[str] = field(default_factory=Counter)
    _times: dict[str, object] = field(default_factory=dict)

    def note(self, path: str, event: str, value: Any) -> None:
        """Learn from one sign of the document."""
        if path in self.chats:
            if event == "start_map":
                self.chats[path].append(Chat())
        elif place := _PLACES.get(path):
            chats, key = place
            self.chats[chats][-1].note(key, event, value)
            self._note_time(key, event, value)
        elif path.startswith("personal_information."):
            self.owner[path.partition(".")[2]] = value
        else:
            section, _, rest = path.partition(".")
            if rest in ("item", "list.item") and event not in _CLOSING:
                self.others[section] += 1

    def _note_time(self, key: str, event: str, value: object) -> None:
        """Learn the clock from a message that has ended and said its moment in both ways."""
        if key in _TIMES:
            self._times[key] = value
        elif key == "messages.item" and event == "end_map":
            local = local_time(self._times.get(_TIMES[0]))
            # Without an instant, or with one that cannot be right, the message tells nothing.
            with suppress(ValueError):
                if local is not None:
                    self.clock.learn(local, plausible(from_seconds(self._times.get(_TIMES[1])), since=TELEGRAM_BEGAN))
            self._times.clear()


def local_time(date: object) -> datetime | None:
    """A local time as Telegram writes it, or None when it is none."""
    try:
        local = datetime.fromisoformat(str(date))
    except ValueError:
        return None
    return None if local.tzinfo else local


def records_path(chats: str) -> str:
    """Where the messages of the chats at a path stand."""
    return f"{chats}.messages.item".lstrip(".")


@contextmanager
def open_export(container: Container, member: str) -> Iterator[ValidEscapes]:
    """The document of an export as a stream of JSON."""
    with container.open(member) as stream:
        yield ValidEscapes(json_as_utf8(stream))


def survey(container: Container, member: str) -> Outline:
    """Read a file once for its outline. Raises `ImportRefused` when it is damaged."""
    outline = Outline()
    with open_export(container, member) as stream:
        for path, event, value in signs(stream, name=member):
            outline.note(path, event, value)
    return outline


def count_messages(container: Container, member: str) -> int:
    """How many records of messages a file holds, apart from its outline. Raises `ImportRefused` when it is damaged."""
    paths = frozenset(map(records_path, CHATS))
    with open_export(container, member) as stream:
        return sum(path in paths and event not in _CLOSING for path, event, _ in signs(stream, name=member))


def exports(container: Container) -> list[str]:
    """The members that are exports. One that was sent in a chat lies in a folder below another's, and is a file of it."""
    json = [member for member in container.members if member.lower().endswith(".json")]
    found = [
        member
        for member in (container.members if len(container.members) == 1 else json)
        if _begins_as_export(container, member)
    ]
    folders = {PurePosixPath(member).parent for member in found}
    return [member for member in found if not folders & set(PurePosixPath(member).parent.parents)]


def _begins_as_export(container: Container, member: str) -> bool:
    """Whether the head of the document, or the first message in it, is Telegram's."""
    head: dict[str, Any] = {}
    record: dict[str, Any] = {}
    places = {records_path(chats) for chats in CHATS}
    with open_export(container, member) as stream:
        for path, event, value in beginning(stream):
            place, _, key = path.rpartition(".")
            if path == "personal_information.user_id":
                return event == "number"
            if not path and event == "start_array":
                return False
            if not place:
                head[key] = value
            if path == "messages" and event == "start_array" and head.get("type") in KINDS and "id" in head:
                return True
            if place in places:
                record[key] = value
            if path in places and event == "end_map":
                return record.get("type") in RECORD_TYPES and bool({"date", "date_unixtime"} & record.keys())
    return False

"""The importer contract: what a format plug-in is given, and what it yields.

Pure: no Django, no database, no settings. An importer turns one container into a stream of items, in file order;
`archive.ingest` decides what is stored. Every unit of the file (a line of text, a frame, a record) belongs to exactly one
item, so that the report of an import can account for all of them. Moments are aware: in UTC where the source keeps instants,
else with the zone its local times were read with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from archive.reading.containers import Container
from archive.reading.containers import ImportRefused as ImportRefused
from archive.registry import Registry
from archive.zones import DEFAULT_ZONE


class MessageKind(StrEnum):
    """What a message is, in the field's terms. A `SYSTEM` line was written by the app, not by a person."""

    TEXT = "text"
    MEDIA = "media"
    SYSTEM = "system"
    DELETED = "deleted"
    CALL = "call"
    POLL = "poll"
    LOCATION = "location"
    CONTACT = "contact"
    STICKER = "sticker"
    VIEW_ONCE = "view_once"
    EXPIRED = "expired"
    """A message with a lifetime that had ended: that it was there is all that is left."""
    UNSUPPORTED = "unsupported"


class SystemEvent(StrEnum):
    """What a `SYSTEM` line tells of, where the source or its wording says so. `OTHER` is any change without a name here."""

    CREATED = "created"
    JOINED = "joined"
    ADDED = "added"
    LEFT = "left"
    REMOVED = "removed"
    RENAMED = "renamed"
    """The title of the conversation changed."""
    TIMER = "timer"
    """Disappearing messages were switched on or off."""
    PINNED = "pinned"
    NUMBER_CHANGED = "number_changed"
    OTHER = "other"


class HandleKind(StrEnum):
    """How a source names a person. `CONTACT_NAME` and `PUSH_NAME` mean something on one phone only; the others anywhere."""

    CONTACT_NAME = "contact_name"
    PUSH_NAME = "push_name"
    PHONE = "phone"
    EMAIL = "email"
    ACCOUNT = "account"


class DateOrder(StrEnum):
    """The order of day, month and year in a text export."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


@dataclass(frozen=True, slots=True)
class ParsedHandle:
    """A person as the source names them. `value` is normalised: E.164 for a phone ("+31612345678"), else as written.

    `shown` is the name exactly as the app showed it, without the app's invisible marks.
    """

    kind: HandleKind
    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class ParsedAttachment:
    """A file a message names. `member` is its path inside the container, None when the container lacks it. It may lead into a
    member, as in "bericht.eml!/2": see `archive.reading.nested_containers`.

    Where the export left the file out without naming it, `file_name` is the app's own placeholder: "<Media weggelaten>".
    """

    file_name: str
    member: str | None


@dataclass(frozen=True, slots=True)
class ParsedReaction:
    """An emoji somebody set on a message; `reacted_at` is None where the format does not keep it."""

    emoji: str
    by: ParsedHandle
    reacted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParsedQuote:
    """The message a reply quotes, as far as the source says: its author, its text and the source's id of it."""

    text: str
    author: ParsedHandle | None
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class ParsedVersion:
    """An earlier text of an edited message and the moment it was written."""

    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class ParsedConversation:
    """A chat. Yielded before its messages. `key` is unique inside the source; `source_id` is the app's own id, if any: with
    `has_local_id` one that another file, phone or server may have for another chat.
    """

    key: str
    app: str
    title: str
    is_group: bool
    source_id: str = ""
    participants: tuple[ParsedHandle, ...] = ()
    has_local_id: bool = False


class ParsedMessage(NamedTuple):
    """One message. `first_unit..last_unit` are the 1-based lines or records it takes, both included.

    `sent_at` is aware. `precision` is the size in seconds of the source's clock tick: 60, 1 or 0.001. `zone` is the
    name of the zone local times were read with, "UTC" where the source keeps instants. `warnings` are Dutch phrases for
    the reader, such as "mogelijk vervalst".

    `sender` is who wrote it; None for a `SYSTEM` line, whose actor stands in its text, and where the source names nobody.
    `event` is for `SYSTEM` lines only. A `DELETED` message has a text only where the source retained it. `forwarded_from` is
    the author of the original as the source shows it, "" when it does not say. `source_id` is the app's own id of the message;
    a reply's `quote.source_id` is another message's. Where ids are unique in a part of the source only, `part` is its number.

    There are as many of these as messages, and a frozen dataclass of so many fields takes three times as long to make.
    """

    conversation: str
    first_unit: int
    last_unit: int
    sent_at: datetime
    precision: float
    zone: str
    kind: MessageKind
    sender: ParsedHandle | None
    text: str
    source_id: str = ""
    edited: bool = False
    quote: ParsedQuote | None = None
    attachments: tuple[ParsedAttachment, ...] = ()
    reactions: tuple[ParsedReaction, ...] = ()
    versions: tuple[ParsedVersion, ...] = ()
    warnings: tuple[str, ...] = ()
    event: SystemEvent | None = None
    forwarded: bool = False
    forwarded_from: str = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Units that could not be read: kept verbatim and shown in the report, with the reason in Dutch."""

    first_unit: int
    last_unit: int
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """Units that carry no message: blank lines before the first header, a list of contacts, a version frame."""

    first_unit: int
    last_unit: int
    what: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A Dutch sentence about the whole file for the report, such as a suspected cap; takes no units."""

    text: str


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """Of so many messages the source gives a local time and no zone: `ImportOptions.zone` decided when they were sent. Takes no
    units; an importer yields it once, after its messages, or not at all where there are none.
    """

    count: int


Item = ParsedConversation | ParsedMessage | Unreadable | Bookkeeping | Notice | LocalTimes


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person has answered about a file: the order of dates and the zone of local times (an IANA name)."""

    date_order: DateOrder | None = None
    zone: str = DEFAULT_ZONE


class QuestionForPerson(Exception):
    """The import has to wait for an answer: `field` of `ImportOptions`, with example lines from the file."""

    def __init__(self, field: str, examples: tuple[str, ...]) -> None:
        super().__init__(field)
        self.field = field
        self.examples = examples


class NotReadable(ValueError):
    """A record that is in order but of which an importer can make no message; the message is the reason, in Dutch."""


WRONG_FORM = (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError, RecursionError)
"""What Python raises for a record with other types in it than its format has. Importers that do not hold records against a schema
read on until it does, and keep the whole record as unreadable. `NotReadable` is among these: it is to be caught first.
"""


class Importer(Protocol):
    """A format plug-in: one file in `archive.importers`, found by the registry."""

    name: str
    """Stable key, stored with each source: "whatsapp_txt"."""
    label: str
    """Dutch name for people: "WhatsApp-tekstexport"."""
    unit: str
    """Dutch plural of what is counted: "regels", "records"."""
    never_contains: tuple[str, ...]
    """Dutch sentences: what an export in this format leaves out, always."""

    keeps_files_below: bool
    """Whether an export keeps files of its own in folders below it: what lies there is part of it, whatever it is."""

    def exports(self, container: Container) -> list[str]:
        """The members by which the container is of this format, judged by content, cheaply; none when it is not.

        Raises nothing but the `ImportRefused` of a container that turns out to be damaged.
        """
        ...

    def count_units(self, container: Container) -> int:
        """How many lines or records the container holds, counted independently of `parse`."""
        ...

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield the items in file order.

        Raises `ImportRefused` when nothing can be made of the file, and `QuestionForPerson` before the first item when a
        person must decide something first.
        """
        ...


importers: Registry[Importer] = Registry("archive.importers")
"""All format plug-ins; `importers.register` decorates the class of each."""

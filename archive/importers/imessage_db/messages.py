"""One row of `message` as an item: a message, a line about the group, or a reaction that belongs to another row.

What the columns mean is not documented by Apple; as far as here, readers of such databases agree on it
(https://docs.rs/imessage-database).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from archive.importers.imessage_db.bodies import Summary, body_of, summary_of
from archive.importers.imessage_db.chats import People
from archive.importing import (
    Bookkeeping,
    Item,
    MessageKind,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    SystemEvent,
    Unreadable,
)
from archive.reading.event_sentences import SOMEBODY
from archive.reading.moments import from_cocoa_nanoseconds, from_cocoa_seconds, plausible
from archive.reading.phrases import (
    DATABASE,
    NOT_SENT,
    content_not_in,
    deleted_at,
    reactions_of_nobody,
    sender_not_told,
    unnamed_file,
)
from archive.reading.sqlite_members import Row, number, shown, text

COLUMNS = (
    *("ROWID", "guid", "text", "attributedBody", "handle_id", "date", "date_edited", "date_retracted", "is_from_me"),
    *("associated_message_guid", "associated_message_type", "associated_message_emoji", "item_type", "group_title"),
    *("group_action_type", "other_handle", "message_summary_info", "thread_originator_guid", "balloon_bundle_id"),
    *("share_status", "error", "is_sent", "destination_caller_id"),
)
FIRST_IPHONE = datetime(2007, 1, 1, tzinfo=UTC)
IN_SECONDS = 10**11
"""Until iOS 10 the database kept seconds; below this a number is that."""
ADDED, REMOVED = range(2000, 3000), range(3000, 4000)
"""Values of `associated_message_type` for a reaction, set and taken back; the last digits say which."""
_STICKER = 1000
_STANDARD = {0: "❤️", 1: "👍", 2: "👎", 3: "😂", 4: "‼️", 5: "❓", 7: "(sticker)"}
_LINK = "com.apple.messages.URLBalloonProvider"
PARTLY_UNSENT = "een deel van dit bericht is ingetrokken; wat er stond, is niet bewaard"
FROM_APP = "bericht van een app in Berichten ({app}); de inhoud daarvan is niet overgenomen"
RECENTLY_DELETED = "stond op het toestel in «Recent verwijderd»"
NO_TIME = "zonder tijd, of met een tijd die niet kan kloppen (vóór de eerste iPhone of in de toekomst)"
HISTORY_DAMAGED = (
    "de geschiedenis van dit bericht is beschadigd; of het bewerkt is en wat er eerder stond, is niet te lezen"
)
NOT_READABLE = "de opgemaakte tekst van het bericht is beschadigd"


class File(NamedTuple):
    """A file of a message: where it is, its media type, and whether it is a sticker."""

    attachment: ParsedAttachment
    media_type: str
    is_sticker: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What other rows say about the messages at hand: files by ROWID, reactions and answered messages by guid.

    `attached` are the rows of reactions whose message is in the same conversation, so that it shows them.
    """

    files: Mapping[int, tuple[File, ...]]
    reactions: Mapping[str, Sequence[Row]]
    answered: Mapping[str, Row]
    attached: Set[int]


class Messages:
    """Turns rows into items. `partner` is the other person of a chat of two, None in a group."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._actions: Mapping[tuple[int, int], Callable[[Row, str], tuple[SystemEvent, str]]] = {
            (1, 0): self._added,
            (1, 1): lambda row, who: (SystemEvent.REMOVED, f"{who} heeft {self._other(row)} verwijderd"),
            (2, 0): lambda row, who: (
                SystemEvent.RENAMED,
                f"{who} heeft de groepsnaam gewijzigd in «{text(row['group_title'])}»",
            ),
            (3, 0): lambda row, who: (SystemEvent.LEFT, f"{who} heeft de groep verlaten"),
            (3, 1): lambda row, who: (SystemEvent.OTHER, f"{who} heeft de groepsafbeelding gewijzigd"),
            (3, 2): lambda row, who: (SystemEvent.OTHER, f"{who} heeft de groepsafbeelding verwijderd"),
            (5, 0): lambda row, who: (SystemEvent.OTHER, f"{who} heeft een audiobericht bewaard"),
        }

    def item(self, row: Row, unit: int, key: str, around: Around, partner: ParsedHandle | None) -> Item:
        """The item of a row; it takes one unit."""
        if row["ROWID"] in around.attached:
            added = number(row["associated_message_type"]) in ADDED
            what = "reactie, bij het bericht vermeld" if added else "reactie die is ingetrokken"
            return Bookkeeping(unit, unit, what)
        try:
            sent_at, tick = moment_of(row["date"])
        except ValueError:
            return Unreadable(unit, unit, shown(row), NO_TIME)
        try:
            return self._message(row, unit, key, around, partner, sent_at, tick)
        except ValueError:
            return Unreadable(unit, unit, shown(row), NOT_READABLE)

    def _message(
        self,
        row: Row,
        unit: int,
        key: str,
        around: Around,
        partner: ParsedHandle | None,
        sent_at: datetime,
        tick: float,
    ) -> ParsedMessage:
        sender = self._sender(row, partner)
        event, line = self._system(row, sender.shown if sender else SOMEBODY)
        summary, (body, places) = _summary(row), (line, 0) if event else body_of(row)
        files = _with_missing(around.files.get(row["ROWID"], ()), places, row)
        kind = MessageKind.SYSTEM if event else _kind(row, body, summary, files)
        reactions, of_nobody = self._reactions(around.reactions.get(text(row["guid"]), ()), partner)
        warnings = (*_warnings(row, kind, body, summary), *of_nobody)
        if sender is None and not event:
            warnings = (*warnings, sender_not_told(DATABASE))
        return ParsedMessage(
            conversation=key,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=tick,
            zone="UTC",
            kind=kind,
            sender=None if event else sender,
            text=body,
            source_id=text(row["guid"]),
            edited=summary.edited,
            quote=self._quote(row, around),
            attachments=tuple(file.attachment for file in files),
            reactions=reactions,
            versions=summary.versions,
            warnings=warnings,
            event=event,
        )

    def _sender(self, row: Row, partner: ParsedHandle | None) -> ParsedHandle | None:
        if number(row["is_from_me"]) == 1:
            return self._people.owner
        return self._people.handle(number(row["handle_id"])) or partner

    def _system(self, row: Row, who: str) -> tuple[SystemEvent | None, str]:
        """What a line about the chat tells, or (None, "") for what a person wrote."""
        item, action = number(row["item_type"]), number(row["group_action_type"])
        if is_reaction(row):
            added = number(row["associated_message_type"]) in ADDED
            done = f"reageerde met {_emoji(row)} op" if added else f"trok de reactie {_emoji(row)} in op"
            return SystemEvent.OTHER, f"{who} {done} een bericht dat niet in dit gesprek staat"
        if item == 0:
            return None, ""
        if item == 4:
            shared = "deelt de locatie niet meer" if number(row["share_status"]) else "deelt de locatie"
            return SystemEvent.OTHER, f"{who} {shared}"
        if known := self._actions.get((item, action)):
            return known(row, who)
        return SystemEvent.OTHER, f"Gebeurtenis in Berichten (code {item}, {action})"

    def _added(self, row: Row, who: str) -> tuple[SystemEvent, str]:
        if number(row["other_handle"]) and number(row["other_handle"]) == number(row["handle_id"]):
            return SystemEvent.NUMBER_CHANGED, f"{who} heeft een nieuw telefoonnummer"
        return SystemEvent.ADDED, f"{who} heeft {self._other(row)} toegevoegd"

    def _other(self, row: Row) -> str:
        return self._people.name(number(row["other_handle"]))

    def _quote(self, row: Row, around: Around) -> ParsedQuote | None:
        guid = target_of(row) if is_reaction(row) else text(row["thread_originator_guid"])
        if not guid:
            return None
        original = around.answered.get(guid)
        if original is None:
            return ParsedQuote("", None, guid)
        try:
            words = body_of(original)[0]
        except ValueError:
            words = ""
        return ParsedQuote(words, self._sender(original, None), guid)

    def _reactions(
        self, rows: Sequence[Row], partner: ParsedHandle | None
    ) -> tuple[tuple[ParsedReaction, ...], tuple[str, ...]]:
        """The reactions that stand, in the order of time: one that was taken back since is none. And a warning for those
        of which the database does not say whose they are.
        """
        standing: dict[tuple[object, ...], tuple[ParsedHandle | None, str, datetime | None]] = {}
        for row in sorted(rows, key=lambda row: (number(row["date"]), number(row["ROWID"]))):
            who, emoji = self._sender(row, partner), _emoji(row)
            if number(row["associated_message_type"]) in REMOVED:
                standing.pop((who, emoji), None)
            else:
                standing[who, emoji] = who, emoji, known_moment(row["date"])
        known = tuple(ParsedReaction(emoji, who, when) for who, emoji, when in standing.values() if who)
        return known, reactions_of_nobody(emoji for who, emoji, _ in standing.values() if not who)


def moment_of(value: object) -> tuple[datetime, float]:
    """The moment of a date column and the size of its tick in seconds. Raises `ValueError`."""
    if not isinstance(value, int):
        raise ValueError(value)
    seconds = abs(value) < IN_SECONDS
    moment = from_cocoa_seconds(value) if seconds else from_cocoa_nanoseconds(value)
    return plausible(moment, since=FIRST_IPHONE), 1 if seconds else 0.001


def known_moment(value: object) -> datetime | None:
    """The moment of a date column, None where there is none."""
    try:
        return moment_of(value)[0]
    except ValueError:
        return None


def is_reaction(row: Row) -> bool:
    """Whether a row is a reaction to another, set or taken back."""
    return number(row["associated_message_type"]) in range(ADDED.start, REMOVED.stop)


def target_of(row: Row) -> str:
    """The guid of the message a reaction is to: behind "p:0/", which counts the part, or "bp:" for a whole bubble."""
    return text(row["associated_message_guid"]).rpartition("/")[2].removeprefix("bp:")


def _summary(row: Row) -> Summary:
    try:
        return summary_of(row)
    except ValueError:
        return Summary(damaged=True)


def _emoji(row: Row) -> str:
    return text(row["associated_message_emoji"]) or _STANDARD.get(
        number(row["associated_message_type"]) % 1000, "(reactie)"
    )


def _with_missing(files: tuple[File, ...], places: int, row: Row) -> tuple[File, ...]:
    """The files of a message, with one for each place in its text that the database knows no file of."""
    if text(row["balloon_bundle_id"]):
        return files
    missing = File(ParsedAttachment(unnamed_file(""), None), "", False)
    return files + (missing,) * (places - len(files))


def _kind(row: Row, body: str, summary: Summary, files: tuple[File, ...]) -> MessageKind:
    if _is_unsent(row, body, summary, files):
        return MessageKind.DELETED
    if files:
        if number(row["associated_message_type"]) == _STICKER or all(file.is_sticker for file in files):
            return MessageKind.STICKER
        kinds = {file.media_type for file in files}
        if kinds <= {"text/vcard", "text/x-vcard"}:
            return MessageKind.CONTACT
        return MessageKind.LOCATION if kinds == {"text/x-vlocation"} else MessageKind.MEDIA
    return MessageKind.TEXT if body else MessageKind.UNSUPPORTED


def _is_unsent(row: Row, body: str, summary: Summary, files: tuple[File, ...]) -> bool:
    """Whether the sender took the message back: nothing is left of it, and it was changed or its parts are listed so."""
    gone = not body and not files
    return gone and bool(number(row["date_retracted"]) or number(row["date_edited"]) or summary.unsent)


def _warnings(row: Row, kind: MessageKind, body: str, summary: Summary) -> tuple[str, ...]:
    warnings = []
    if kind is MessageKind.DELETED:
        when = known_moment(row["date_retracted"]) or known_moment(row["date_edited"])
        warnings += [deleted_at(when)] if when else []
    elif summary.unsent:
        warnings.append(PARTLY_UNSENT)
    if summary.damaged:
        warnings.append(HISTORY_DAMAGED)
    app = text(row["balloon_bundle_id"])
    if app and app != _LINK:
        warnings.append(FROM_APP.format(app=app.rpartition(":")[2].rpartition(".")[2]))
    elif kind is MessageKind.UNSUPPORTED:
        warnings.append(content_not_in(DATABASE))
    if number(row["is_from_me"]) == 1 and number(row["error"]) and not number(row["is_sent"]):
        warnings.append(NOT_SENT)
    if row.get("recoverable") is not None:
        warnings.append(RECENTLY_DELETED)
    return tuple(warnings)

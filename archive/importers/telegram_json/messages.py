"""One record of a Telegram chat as a message.

Reads records as SerializeMessage in Telegram Desktop's export_output_json.cpp writes them (2019 to 2026). A value of an
unexpected type raises what Python raises for it; the plug-in then keeps the record as unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from archive.importers.telegram_json.actions import sentence
from archive.importers.telegram_json.clock import ComputerClock
from archive.importers.telegram_json.layout import TELEGRAM_BEGAN, Chat, local_time
from archive.importers.telegram_json.people import NAMELESS, handle, peer
from archive.importers.telegram_json.texts import (
    message_text,
    other_text,
    person_text,
    place_text,
    poll_text,
    todo_text,
)
from archive.importing import (
    MessageKind,
    NotReadable,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
)
from archive.reading.json_records import Json
from archive.reading.local_time import LocalClock
from archive.reading.message_content import Content
from archive.reading.moments import from_seconds, is_plausible
from archive.reading.phrases import NO_SENDER, unknown_record, unnamed_reactions

_LEFT_OUT = re.compile(r"(.*?) ?(\((?:File|Photo) (?:not included|unavailable|exceeds).*\))", re.DOTALL)
_FILES = ("photo", "file", "contact_vcard")
IMPLAUSIBLE = "zonder tijdstip, of met een dat niet kan kloppen: vóór Telegram bestond of in de toekomst"
CUSTOM_EMOJI = "[eigen emoji]"


class Messages:
    """Turns the records of one chat into messages, with what is known of the chat and of the files beside the export."""

    def __init__(
        self,
        conversation: str,
        poster: ParsedHandle | None,
        *,
        files: AbstractSet[str],
        folder: str,
        zone: str,
        computer: ComputerClock,
    ) -> None:
        """`poster` is the channel, when the chat is one; `folder` is where the export lies, `computer` what it was made on."""
        self._conversation, self._poster, self._folder = conversation, poster, folder
        self._files = files
        self._zone = ZoneInfo(zone)
        self._now = datetime.now(UTC)
        self._clock = LocalClock(zone, self._now, since=TELEGRAM_BEGAN)
        self.named: set[str] = set()
        self._computer = computer
        self.reactions_without_moment = 0

    def message(self, record: Json, unit: int) -> ParsedMessage:
        """The message of a record. Raises `NotReadable` for one without a moment or of a kind that is not known."""
        if record.get("type") == "unsupported":
            raise NotReadable("soort bericht dat Telegram niet exporteert: afzender, tijdstip en inhoud ontbreken")
        if record.get("type") not in ("message", "service"):
            raise NotReadable(unknown_record(record.get("type")))
        sent_at, zone, clock_warnings = self._moment(record)
        content = self._content(record)
        return ParsedMessage(
            conversation=self._conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=1,
            zone=zone,
            kind=content.kind,
            sender=None if content.kind is MessageKind.SYSTEM else self._sender(record),
            text=content.text,
            source_id=str(record["id"]) if "id" in record else "",
            edited=_is_edited(record),
            quote=_quote(record),
            attachments=self._attachments(record),
            reactions=tuple(self._reactions(record, sent_at)),
            warnings=(*clock_warnings, *_warnings(record)),
            event=content.event,
            forwarded="forwarded_from" in record or "saved_from" in record,
            forwarded_from=str(record.get("forwarded_from") or record.get("saved_from") or ""),
        )

    def _moment(self, record: Json) -> tuple[datetime, str, tuple[str, ...]]:
        """When it was sent: the instant where the export has it (2021 on), else the local time of the computer."""
        if "date_unixtime" in record:
            moment = from_seconds(record["date_unixtime"])
            if not is_plausible(moment, now=self._now, since=TELEGRAM_BEGAN):
                raise NotReadable(IMPLAUSIBLE)
            return moment, "UTC", ()
        local = local_time(record.get("date"))
        if local is None or self._clock.is_unlikely(local):
            raise NotReadable(IMPLAUSIBLE)
        sent_at, warnings = self._clock.moment(local)
        return sent_at, self._zone.key, warnings

    def _sender(self, record: Json) -> ParsedHandle:
        """Who wrote it; what a channel posts has no other writer than the channel, and maybe a signature."""
        key = "actor" if record["type"] == "service" else "from"
        found = handle(record.get(key), record.get(f"{key}_id")) or self._poster
        if found is None:
            raise NotReadable(NO_SENDER)
        if author := record.get("author"):
            return ParsedHandle(found.kind, found.value, f"{found.shown} ({author})")
        return found

    def _content(self, record: Json) -> Content:
        if record["type"] == "service":
            kind, event, text = sentence(record)
            return Content(kind, text, event=event)
        text = message_text(record)
        kind, said = _kind_and_words(record)
        if kind is MessageKind.TEXT and not (text or said):
            return Content(MessageKind.UNSUPPORTED)
        return Content(kind, "\n".join(filter(None, (text, said))))

    def _attachments(self, record: Json) -> tuple[ParsedAttachment, ...]:
        if thumbnail := record.get("thumbnail"):
            self._member(str(thumbnail))
        return tuple(self._attachment(str(record[key]), record) for key in _FILES if record.get(key))

    def _attachment(self, path: str, record: Json) -> ParsedAttachment:
        """A file by its own name, and where it lies; where the export left it out, Telegram's words for that."""
        named = str(record.get("file_name") or "")
        if left_out := _LEFT_OUT.fullmatch(path):
            return ParsedAttachment(named or left_out[1] or left_out[2], None)
        return ParsedAttachment(named or PurePosixPath(path).name, self._member(path))

    def _member(self, path: str) -> str | None:
        member = str(PurePosixPath(self._folder) / path.replace("\\", "/"))
        if member not in self._files:
            return None
        self.named.add(member)
        return member

    def _reactions(self, record: Json, sent_at: datetime) -> Iterable[ParsedReaction]:
        for reaction in record.get("reactions") or []:
            for recent in reaction.get("recent") or []:
                by = handle(recent.get("from"), recent.get("from_id"))
                if by is not None:
                    yield ParsedReaction(_emoji(reaction), by, self._reacted_at(recent.get("date"), sent_at))

    def _reacted_at(self, date: object, sent_at: datetime) -> datetime | None:
        """When somebody reacted to what was sent then: Telegram has only what the clock of the computer showed."""
        local = local_time(date)
        if local is None:
            return None
        likely = not self._clock.is_unlikely(local)
        found = self._computer.moment(local, zone=self._zone.key, since=sent_at) if likely else None
        self.reactions_without_moment += found is None
        return found


def poster(chat: Chat) -> ParsedHandle | None:
    """A channel as the writer of what is posted in it; None for a chat of another kind."""
    if not chat.kind.endswith("_channel"):
        return None
    return handle(chat.name or NAMELESS, f"channel{chat.number}")


def _kind_and_words(record: Json) -> tuple[MessageKind, str]:
    """What a message is, and what it holds besides its text, in words."""
    if poll := record.get("poll"):
        return MessageKind.POLL, poll_text(poll)
    if todo := record.get("todo_list"):
        return MessageKind.TEXT, todo_text(todo)
    if "location_information" in record or "place_name" in record:
        return MessageKind.LOCATION, place_text(record)
    if contact := record.get("contact_information"):
        return MessageKind.CONTACT, person_text(contact)
    if record.get("media_type") == "sticker":
        return MessageKind.STICKER, str(record.get("sticker_emoji") or "")
    if (other := other_text(record)) is not None:
        return MessageKind.UNSUPPORTED, other
    if record.get("self_destruct_period_seconds"):
        return MessageKind.VIEW_ONCE, ""
    return (MessageKind.MEDIA if record.get("photo") or record.get("file") else MessageKind.TEXT), ""


def _is_edited(record: Json) -> bool:
    """Exports of before 2021 wrote the beginning of 1970 for a message that was never edited."""
    if "edited_unixtime" in record:
        return int(record["edited_unixtime"]) > 0
    return "edited" in record and datetime.fromisoformat(str(record["edited"])).year > 1970


def _quote(record: Json) -> ParsedQuote | None:
    """The message that is answered; one in another chat has that chat's id before its own."""
    number = record.get("reply_to_message_id")
    if number is None:
        return None
    elsewhere = peer(record.get("reply_to_peer_id"))
    return ParsedQuote("", None, f"{elsewhere}/{number}" if elsewhere else str(number))


def _warnings(record: Json) -> Iterable[str]:
    if bot := record.get("via_bot"):
        yield f"gestuurd via {bot}"
    if "rich_message" in record:
        yield "opgemaakt bericht: alleen de tekst is overgenomen"
    nameless = []
    for reaction in record.get("reactions") or []:
        count = int(reaction.get("count") or 0) - len(reaction.get("recent") or [])
        nameless += [f"{_emoji(reaction)} {count}"] * (count > 0)
    yield from unnamed_reactions(nameless)


def _emoji(reaction: Json) -> str:
    return str(reaction.get("emoji") or ("⭐" if reaction.get("type") == "paid" else CUSTOM_EMOJI))

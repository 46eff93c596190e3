"""A line of data.json as a message.

A value of an unexpected type raises what Python raises for it; the plug-in then keeps the whole line as unreadable.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from archive.importers.signal_export_json.chats import UNKNOWN, Chat
from archive.importing import (
    MessageKind,
    ParsedAttachment,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    ParsedVersion,
    SystemEvent,
)
from archive.reading.json_records import Json
from archive.reading.local_time import LocalClock
from archive.reading.member_paths import MemberPaths
from archive.reading.phrases import CONTENT_NOT_SHOWN, EXPORT, sender_not_told

MARKDOWN_BREAK = "  "
"""Two spaces that the tool sets behind every text, for Markdown."""
_CALL = re.compile(r"(?:Incoming|Outgoing|Missed)(?: (?:voice|video|group|adhoc))? call(?: \([^()\n]*\))?")
"""The tool's own words for a call (its function `_format_call`); older versions have no field that says it is one."""
EVENT = "Gebeurtenis in Signal, die de export niet weergeeft"


class NoTime(ValueError):
    """A message without a time, which the tool writes as 1970, or with one that cannot be right."""


class Messages:
    """Turns the lines of one chat into messages, in order: the clock needs it."""

    def __init__(self, chat: Chat, files: MemberPaths, clock: LocalClock, zone: str) -> None:
        self._chat, self._files, self._clock, self._zone = chat, files, clock, zone

    def message(self, record: Json, unit: int) -> ParsedMessage:
        """The message of a line. Raises `NoTime`."""
        edits = record.get("edits") or []
        sent_at, zone, clock_warnings = self._moment(edits[0]["date"] if edits else record["date"])
        versions = tuple(ParsedVersion(_body(edit), self._moment(edit["date"])[0]) for edit in edits)
        body = _body(record)
        attachments = tuple(self._attachment(part) for part in record["attachments"])
        kind, text = self._content(record, body, attachments)
        sender = None if record["sender"] == UNKNOWN else self._chat.person(str(record["sender"]))
        warnings = list(clock_warnings)
        if kind is MessageKind.UNSUPPORTED:
            warnings.append(CONTENT_NOT_SHOWN)
        if sender is None and kind is not MessageKind.SYSTEM:
            warnings.append(sender_not_told(EXPORT))
        return ParsedMessage(
            conversation=self._chat.member,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=0.001,
            zone=zone,
            kind=kind,
            sender=None if kind is MessageKind.SYSTEM else sender,
            text=text,
            edited=bool(edits),
            quote=_quote(record["quote"]),
            attachments=attachments,
            reactions=self._reactions(record["reactions"]),
            versions=versions,
            warnings=tuple(warnings),
            event=SystemEvent.OTHER if kind is MessageKind.SYSTEM else None,
        )

    def _content(self, record: Json, body: str, attachments: tuple[ParsedAttachment, ...]) -> tuple[MessageKind, str]:
        if record.get("deleted"):
            return MessageKind.DELETED, body
        if record.get("call") or ("call" not in record and _CALL.fullmatch(body)):
            return MessageKind.CALL, body
        if sticker := record["sticker"]:
            return MessageKind.STICKER, body or str(
                sticker.get("emoji") or "" if isinstance(sticker, dict) else sticker
            )
        if attachments:
            return MessageKind.MEDIA, body
        if body or record["quote"]:
            return MessageKind.TEXT, body
        if record["sender"] == UNKNOWN:
            return MessageKind.SYSTEM, EVENT
        return MessageKind.UNSUPPORTED, ""

    def _moment(self, date: object) -> tuple[datetime, str, tuple[str, ...]]:
        """The moment of a date of the tool, the zone it was read with, and what a reader should know about it."""
        local = datetime.fromisoformat(str(date))
        if local.tzinfo is not None:
            local, zone = local.astimezone(UTC), "UTC"
            if self._clock.is_unlikely(local.replace(tzinfo=None)):
                raise NoTime(date)
            return local, zone, ()
        if self._clock.is_unlikely(local):
            raise NoTime(date)
        moment, warnings = self._clock.moment(local)
        return moment, self._zone, warnings

    def _attachment(self, part: Json) -> ParsedAttachment:
        """A file of the chat's folder; white space in its path is written as in a link."""
        path = str(self._chat.folder / str(part["path"]))
        found = self._files.exact(path) or self._files.exact(path.replace("%20", " "))
        return ParsedAttachment(str(part["name"]), found)

    def _reactions(self, listed: list[Any]) -> tuple[ParsedReaction, ...]:
        return tuple(ParsedReaction(str(emoji), self._chat.person(str(name))) for name, emoji in listed)


def _body(record: Json) -> str:
    return str(record["body"] or "").removesuffix(MARKDOWN_BREAK)


def _quote(quoted: object) -> ParsedQuote | None:
    """A quotation as Markdown has it: every line behind ">"."""
    lines = [line.removeprefix("> ").removeprefix(">") for line in str(quoted or "").strip("\n").split("\n")]
    text = "\n".join(lines)
    return ParsedQuote(text, None) if text else None

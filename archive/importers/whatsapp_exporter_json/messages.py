"""A message of WhatsApp-Chat-Exporter: facts from the database, and where the tool has none, its English words.

A value of an unexpected type raises what Python raises for it; the plug-in then keeps the whole record as unreadable.
"""

from __future__ import annotations

import html
import re

from archive.importers.whatsapp_exporter_json.chats import Chat
from archive.importing import (
    MessageKind,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    SystemEvent,
)
from archive.reading.event_sentences import place_text, poll_text
from archive.reading.json_records import Json
from archive.reading.member_paths import MemberPaths
from archive.reading.moments import WHATSAPP_BEGAN, from_seconds, plausible
from archive.reading.phone_owner import owner_handle
from archive.reading.phrases import EXPORT, sender_not_told, unnamed_file

SYSTEM = 7
_DELETED, _POLL, _VIEW_ONCE, _LOCATION = {15, 64}, {66, 106}, {42, 43, 82}, {5, 16}
MISSING = "The media is missing"
NOT_TOLD = "het hulpprogramma kende deze soort bericht niet en gaf de inhoud niet weer"
_BREAK = re.compile(r" ?<br ?/?>")
_TAG = re.compile(r"<[^<>]+>")
_CARD = re.compile(r"(?:^|<br>)(?P<name>[^<>]*?) \| <a href=\"(?P<path>[^\"]*)\"")
_CALL = re.compile(r"A (?:group )?(?:video|voice) call\b")
_PLACE = re.compile(r"Location shared: \((?P<latitude>-?[\d.]+), (?P<longitude>-?[\d.]+)\)")
_EVENTS: tuple[tuple[SystemEvent, re.Pattern[str]], ...] = (
    (SystemEvent.RENAMED, re.compile(r"changed the group name to")),
    (SystemEvent.CREATED, re.compile(r"created a (?:group|broadcast)")),
    (SystemEvent.JOINED, re.compile(r"joined this group")),
    (SystemEvent.ADDED, re.compile(r"added (?:into|to|someone)")),
    (SystemEvent.LEFT, re.compile(r" left the group")),
    (SystemEvent.REMOVED, re.compile(r"removed someone|You were removed")),
    (SystemEvent.NUMBER_CHANGED, re.compile(r"changed their number")),
    (SystemEvent.TIMER, re.compile(r"Mess(?:ag|ga)e timer")),
)
"""The tool's own wording (its function `determine_metadata`), with its misspelling."""


class Messages:
    """Turns records into messages, with the files that lie beside the JSON."""

    def __init__(self, files: MemberPaths) -> None:
        self._files = files
        self._owner = owner_handle()

    def message(self, chat: Chat, record: Json, unit: int) -> ParsedMessage:
        """The message of a record."""
        code = record.get("message_type")
        words = _plain(record)
        kind = _kind(record, code, words)
        sender = self._sender(chat, record)
        attachments = self._attachments(record, kind)
        text = _text(record, kind, words, attachments)
        warnings = (NOT_TOLD,) if kind is MessageKind.UNSUPPORTED and not text else ()
        if sender is None and kind not in (MessageKind.SYSTEM, MessageKind.CALL):
            warnings = (*warnings, sender_not_told(EXPORT))
        whole = float(record["timestamp"]).is_integer()
        return ParsedMessage(
            conversation=chat.key,
            first_unit=unit,
            last_unit=unit,
            sent_at=plausible(from_seconds(record["timestamp"]), since=WHATSAPP_BEGAN),
            precision=1 if whole else 0.001,
            zone="UTC",
            kind=kind,
            sender=None if kind is MessageKind.SYSTEM else sender,
            text=text,
            source_id=str(record.get("key_id") or ""),
            quote=_quote(record),
            attachments=attachments,
            reactions=self._reactions(chat, record),
            warnings=warnings,
            event=_event(text) if kind is MessageKind.SYSTEM else None,
        )

    def _sender(self, chat: Chat, record: Json) -> ParsedHandle | None:
        if record["from_me"]:
            return self._owner
        name = record.get("sender")
        return chat.person(str(name)) if name else chat.partner

    def _attachments(self, record: Json, kind: MessageKind) -> tuple[ParsedAttachment, ...]:
        """The file of a message: the tool gives its path, or the words that it is missing."""
        if not record.get("media"):
            return ()
        path = str(record.get("data") or "")
        if kind is MessageKind.CONTACT and (cards := list(_CARD.finditer(path))):
            return tuple(self._attachment(html.unescape(card["path"])) for card in cards)
        if path == MISSING or not path or kind is MessageKind.CONTACT:
            return (ParsedAttachment(unnamed_file(record.get("mime")), None),)
        return (self._attachment(path),)

    def _attachment(self, path: str) -> ParsedAttachment:
        return ParsedAttachment(path.replace("\\", "/").rpartition("/")[2], self._files.find(path))

    def _reactions(self, chat: Chat, record: Json) -> tuple[ParsedReaction, ...]:
        return tuple(
            ParsedReaction(str(emoji), self._owner if name == "You" else chat.person(str(name)))
            for name, emoji in dict(record.get("reactions") or {}).items()
        )


def _plain(record: Json) -> str:
    """The words of a record, without the markup the tool wrote in them."""
    words = _BREAK.sub("\n", str(record.get("data") or ""))
    return html.unescape(_TAG.sub("", words)) if record.get("safe") else words


def _kind(record: Json, code: object, words: str) -> MessageKind:
    meta = bool(record.get("meta"))
    if code in _DELETED or (meta and words == "Message deleted"):
        return MessageKind.DELETED
    if code in _LOCATION or (meta and _PLACE.fullmatch(words)):
        return MessageKind.LOCATION
    if meta and _CALL.match(words):
        return MessageKind.CALL
    if record.get("sticker"):
        return MessageKind.STICKER
    if code in _VIEW_ONCE:
        return MessageKind.VIEW_ONCE
    if code in _POLL:
        return MessageKind.POLL
    if record.get("mime") == "text/x-vcard":
        return MessageKind.CONTACT
    if record.get("media"):
        return MessageKind.MEDIA
    if code == SYSTEM or (meta and code is None and words):
        return MessageKind.SYSTEM
    return MessageKind.TEXT if words and not meta else MessageKind.UNSUPPORTED


def _text(record: Json, kind: MessageKind, words: str, attachments: tuple[ParsedAttachment, ...]) -> str:
    caption = str(record.get("caption") or "")
    if kind is MessageKind.DELETED:
        return ""
    if kind is MessageKind.LOCATION and (match := _PLACE.fullmatch(words)):
        return place_text(float(match["latitude"]), float(match["longitude"]))
    if kind is MessageKind.SYSTEM:
        return words or "Gebeurtenis in WhatsApp"
    if kind is MessageKind.POLL:
        return poll_text(words, ())
    if kind is MessageKind.CONTACT and (cards := _CARD.findall(str(record.get("data") or ""))):
        return "\n".join(html.unescape(name) for name, _ in cards)
    return caption if attachments and kind is not MessageKind.CONTACT else words or caption


def _quote(record: Json) -> ParsedQuote | None:
    quoted = record.get("reply")
    return ParsedQuote(_BREAK.sub("\n", str(record.get("quoted_data") or "")), None, str(quoted)) if quoted else None


def _event(text: str) -> SystemEvent:
    return next((event for event, pattern in _EVENTS if pattern.search(text)), SystemEvent.OTHER)

"""What a message is, as bytes, and the SHA-256 of it.

The canonical form is JSON with sorted keys and no white space, UTF-8, of everything that was stored of the message itself:
a change of any of it in the database changes the hash. Which files belong to it, each capture says: another phone may bring
a file that this one only named. Equal messages of one conversation ("ok" twice in one second) are
told apart by their occurrence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from archive.importing import ParsedHandle, ParsedMessage

if TYPE_CHECKING:
    from archive.models import Message, Reaction, Version

_ENCODE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def canonical(message: ParsedMessage) -> dict[str, Any]:
    """The canonical form of a message as it will be stored (see `archive.staging.as_stored`); moments in UTC."""
    quote = message.quote
    return {
        "edited": message.edited,
        "event": message.event.value if message.event else "",
        "forwarded": [message.forwarded, message.forwarded_from],
        "id": message.source_id,
        "kind": message.kind.value,
        "precision": float(message.precision),
        "quote": [quote.author.shown if quote.author else "", quote.text] if quote else ["", ""],
        "reactions": sorted([[item.by.shown, item.emoji, _moment(item.reacted_at)] for item in message.reactions]),
        "sender": handle_key(message.sender),
        "sent_at": _moment(message.sent_at),
        "text": message.text,
        "versions": [[version.text, _moment(version.sent_at)] for version in message.versions],
        "warnings": list(message.warnings),
        "zone": message.zone,
    }


def handle_key(handle: ParsedHandle | None) -> list[str]:
    """Who wrote it: the kind and value of the handle and the name as shown; empty for nobody."""
    return [handle.kind.value, handle.value, handle.shown] if handle else []


def form_of(message: Message, reactions: Iterable[Reaction], versions: Iterable[Version]) -> dict[str, Any]:
    """The canonical form of a message in the archive, from what is stored of it now and what hangs on it, in order."""
    sender = message.sender
    return {
        "edited": message.edited,
        "event": message.event,
        "forwarded": [message.forwarded, message.forwarded_from],
        "id": message.source_id,
        "kind": message.kind,
        "precision": message.precision,
        "quote": [message.quote_author, message.quote_text],
        "reactions": sorted([item.shown, item.emoji, _moment(item.reacted_at)] for item in reactions),
        "sender": [sender.kind, sender.value, message.sender_shown] if sender else [],
        "sent_at": _moment(message.sent_at),
        "text": message.text,
        "versions": [[version.text, _moment(version.sent_at)] for version in versions],
        "warnings": message.warnings,
        "zone": message.zone,
    }


def digest_of(form: dict[str, Any]) -> bytes:
    """The SHA-256 of a canonical form: the content hash of the first message of its conversation that is so."""
    return hashlib.sha256(_ENCODE(form).encode("utf-8", "surrogatepass")).digest()


def repeated(first: bytes, occurrence: int) -> bytes:
    """The content hash of an equal message further on: of the first one's hash and its place among the equal ones, from 1."""
    return hashlib.sha256(first + occurrence.to_bytes(4, "big")).digest()


def is_digest_of(found: bytes, form: dict[str, Any], *, at_most: int) -> bool:
    """Whether a content hash is that of this form, as the first or one of the `at_most` equal ones after it."""
    first = digest_of(form)
    return found == first or any(found == repeated(first, occurrence) for occurrence in range(1, at_most + 1))


def told_hash(salt: UUID | None, content_hash: bytes) -> bytes:
    """What is told of a message that was destroyed, with the salt of its destruction; the hash itself where there is no salt."""
    return content_hash if salt is None else hashlib.sha256(f"{salt}".encode() + content_hash).digest()


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""

"""Who is who in a Telegram export: accounts, channels and groups that write, by their ids.

An id is "user123", "chat123" or "channel123"; before 2021 it was a number, for a while with 2 to the power of 32 added for a
person and twice that for a group or channel (kUserPeerIdShift and kChatPeerIdShift in Telegram Desktop's
export_data_types.cpp).
"""

from __future__ import annotations

import re

from archive.importing import HandleKind, ParsedHandle
from archive.reading.event_sentences import enumeration

DELETED_ACCOUNT = "Verwijderd account"
NAMELESS = "Zonder naam"
_ID = re.compile(r"(?:user|chat|channel)\d+")
_SHIFT = 1 << 32


def peer(number: object) -> str | None:
    """An id as newer exports write it, or None when it is none."""
    if isinstance(number, str):
        return number if _ID.fullmatch(number) else None
    if not isinstance(number, int) or number <= 0:
        return None
    return f"{'user' if number < 2 * _SHIFT else 'channel'}{bare(number)}"


def bare(number: int) -> int:
    """An old id without what was added to it. Ids of today are larger than that, so this is for old ones only."""
    return number % _SHIFT


def handle(name: object, number: object) -> ParsedHandle | None:
    """Whom a name and an id are of; None when the record has neither. A deleted account has no name any more."""
    shown = name if isinstance(name, str) else ""
    if found := peer(number):
        absent = DELETED_ACCOUNT if found.startswith("user") else NAMELESS
        return ParsedHandle(HandleKind.ACCOUNT, f"telegram:{found}", shown or absent)
    return ParsedHandle(HandleKind.CONTACT_NAME, shown, shown) if shown else None


def name_of(value: object) -> str:
    """A name in a sentence; of a deleted account nothing is left."""
    return value if isinstance(value, str) and value else DELETED_ACCOUNT


def names(values: object) -> str:
    """Names in a sentence: "Eva, Tom en Jan"."""
    return enumeration(map(name_of, values if isinstance(values, list) else ())) or "iemand"

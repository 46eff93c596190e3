"""What is printed beside the words of a message: its time, the sender's function, and what became of it."""

from __future__ import annotations

import re
from datetime import datetime
from sys import intern

from archive.importing import MessageKind
from archive.models import Message
from woo_portal.presentation import dutch

_OWN_EMOJI = "(eigen emoji)"
_SIGN_WITH_A_LETTER = re.compile(r":?[+-]1:?|[0-9]\ufe0f?\u20e3|ℹ\ufe0f?")
"""Thumbs as two apps write them, the keycaps, and the one emoji that is a letter to Unicode."""


def clock(moment: datetime) -> str:
    """The Dutch time of a moment: "14.03 uur", or "02.05 uur (wintertijd)" in the hour that a night has twice."""
    # Interned: a large set has each minute of the day a hundred times.
    return intern(dutch.clock(moment).replace(dutch.NO_BREAK_SPACE, " "))


def emoji_in_print(emoji: str) -> str:
    """A reaction. One of an organisation's own making is told as such: its name is what somebody typed (":bedankt_jan:", ":j:"),
    be it one letter.
    """
    is_named = any(map(str.isalnum, emoji)) or (emoji.startswith(":") and emoji.endswith(":"))
    return _OWN_EMOJI if is_named and not _SIGN_WITH_A_LETTER.fullmatch(emoji) else emoji


def remarks_on(message: Message) -> tuple[str, ...]:
    """That it was changed or taken away by who sent it, in Dutch words."""
    remarks = ["bewerkt"] if message.edited else []
    if message.kind == MessageKind.DELETED:
        remarks.append("verwijderd door de afzender")
    return tuple(remarks)

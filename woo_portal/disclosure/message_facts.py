"""What is printed beside the words of a message: its time, the sender's function, and what became of it."""

from __future__ import annotations

from datetime import datetime
from sys import intern

from archive.days import LOCAL_ZONE, local_day
from archive.importing import MessageKind
from archive.models import Message

_OWN_EMOJI = "(eigen emoji)"
_SHORTEST_NAME = 2
"""Letters and digits of what is a name and no sign: of emoji only "ℹ" and the keycaps have one."""


def clock(moment: datetime) -> str:
    """The Dutch time of a moment: "14.03 uur"."""
    # Interned: a large set has each minute of the day a hundred times.
    return intern(f"{moment.astimezone(LOCAL_ZONE):%H.%M} uur")


def emoji_in_print(emoji: str) -> str:
    """A reaction. One of an organisation's own making is told as such: its name is what somebody typed (":bedankt_jan:")."""
    return emoji if sum(map(str.isalnum, emoji)) < _SHORTEST_NAME else _OWN_EMOJI


def function_of(message: Message) -> str:
    """The function its sender held on its Dutch day; "" for none."""
    if message.sender is None:
        return ""
    function = message.sender.person.function_at(local_day(message.sent_at))
    return function.title if function else ""


def remarks_on(message: Message) -> tuple[str, ...]:
    """That it was changed or taken away by who sent it, in Dutch words."""
    remarks = ["bewerkt"] if message.edited else []
    if message.kind == MessageKind.DELETED:
        remarks.append("verwijderd door de afzender")
    return tuple(remarks)

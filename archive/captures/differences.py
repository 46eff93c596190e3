"""What one phone shows of a message and another does not. Pure.

An export of a phone is evidence of what was on it: a message that is missing though the export reaches from before it to after
it, one that was deleted there and kept elsewhere, another text, another moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive.importing import MessageKind

GONE = frozenset({MessageKind.DELETED, MessageKind.EXPIRED})
"""Kinds of which only the place is left."""
SKEW = 2
"""Seconds that two clocks may differ beyond their ticks: without a word being said of it, and for one message to be one."""

MENTION = "@\u2068[^\u2069]*\u2069"
"""How WhatsApp writes whom a message mentions: by the name that each phone has for them, between two marks."""


class DifferenceKind(StrEnum):
    """How a phone differs from what the archive keeps of a message."""

    ABSENT = "absent"
    GONE = "gone"
    """Deleted or expired there, and still to be read on another."""
    TEXT = "text"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Reach:
    """The first and the last moment that a source holds of a chat."""

    source: int
    first: datetime
    last: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether the source reaches from before a moment to after it."""
        return self.first < moment < self.last


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as one source shows it, or as the archive keeps it. `kind` is a `MessageKind`, `sent_at` aware.

    `tick` is the size in seconds of the clock's tick; `edited` is whether it says that it was edited.
    """

    kind: str
    text: str
    sent_at: datetime
    tick: float
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What one source shows otherwise. `text` is its text where that is another one, else None.

    `seconds` is how far its clock is ahead of the archive's moment, negative when behind; 0 for the other kinds. `kind_there`
    is the kind of what is left of a message that is gone.
    """

    kind: DifferenceKind
    source: int
    text: str | None = None
    edited: bool = False
    seconds: float = 0.0
    kind_there: str = ""


def differences(kept: Shown, shown: Mapping[int, Shown], reaches: Iterable[Reach]) -> tuple[Difference, ...]:
    """How sources differ from what is kept of a message: `shown` by source (id), `reaches` of the sources of its chat.

    Of what an app wrote nothing is said: that differs from phone to phone ("Je hebt …", "Kofi heeft …"); nor of what each
    calls whom a message mentions.
    """
    if kept.kind == MessageKind.SYSTEM:
        return ()
    return (
        *(
            Difference(DifferenceKind.ABSENT, reach.source)
            for reach in reaches
            if reach.source not in shown and reach.covers(kept.sent_at)
        ),
        *_of_content(kept, shown),
        *_of_clocks(kept, shown),
    )


def _of_content(kept: Shown, shown: Mapping[int, Shown]) -> Iterator[Difference]:
    is_readable = kept.kind not in GONE or any(there.kind not in GONE for there in shown.values())
    for source, there in shown.items():
        if there.kind in GONE:
            if is_readable:
                yield Difference(DifferenceKind.GONE, source, kind_there=there.kind)
        elif without_mentions(there.text) != without_mentions(kept.text):
            yield Difference(DifferenceKind.TEXT, source, text=there.text, edited=there.edited)


def without_mentions(text: str) -> str:
    """A text without the names in its mentions."""
    return re.sub(MENTION, "@", text) if "@\u2068" in text else text


def _of_clocks(kept: Shown, shown: Mapping[int, Shown]) -> Iterator[Difference]:
    for source, there in shown.items():
        seconds = (there.sent_at - kept.sent_at).total_seconds()
        if abs(seconds) > max(kept.tick, there.tick) + SKEW:
            yield Difference(DifferenceKind.CLOCK, source, seconds=seconds)


def tick(moment: datetime) -> float:
    """The tick in seconds of the coarsest clock that can have shown a moment, where nothing else tells it: 60, 1 or 0.

    A clock of seconds that stands at :00 is taken for one of minutes. That keeps silent about a difference it might have
    told, once in sixty times; it never tells of one that is none.
    """
    if moment.microsecond:
        return 0.0
    return 60.0 if moment.second == 0 else 1.0

"""Where one is in the queue, and which way is on and back from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from archive.models import Conversation, Message
from woo_portal.dossiers import queue
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.queue import Entry, Filter, Group, Source
from woo_portal.review.addresses import LAST, Addresses, Wanted

Row = TypeVar("Row")
GROUPS_BEFORE, GROUPS_AFTER = 4, 12
ENTRIES_BEFORE, ENTRIES_AFTER = 20, 40
"""How much of a long queue is on the page; the rest is one link away."""


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Row]):
    """A part of a long list: what is shown, how many stand before and after it, and the nearest of those."""

    shown: Sequence[Row]
    before: int
    after: int
    last_before: Row | None
    first_after: Row | None


def stretch(rows: Sequence[Row], at: int, before: int, after: int) -> Stretch[Row]:
    """The rows around an index."""
    first, last = max(0, at - before), min(len(rows), at + after)
    return Stretch(
        rows[first:last],
        first,
        len(rows) - last,
        rows[first - 1] if first else None,
        rows[last] if last < len(rows) else None,
    )


@dataclass(frozen=True, slots=True)
class Position:
    """The group of the queue one is at, and the entry in it: `place` is its index, or where it would come if it is not queued."""

    groups: Sequence[Group]
    at: int
    entries: Sequence[Entry]
    place: int
    is_queued: bool

    @property
    def group(self) -> Group | None:
        """The conversation-day whose messages are listed."""
        return self.groups[self.at] if self.groups else None

    @property
    def entry(self) -> Entry | None:
        """What is decided on, if it is in the queue as it is narrowed."""
        return self.entries[self.place] if self.is_queued else None

    @property
    def near_groups(self) -> Stretch[Group]:
        """The conversation-days to list."""
        return stretch(self.groups, self.at, GROUPS_BEFORE, GROUPS_AFTER)

    @property
    def near_entries(self) -> Stretch[Entry]:
        """The messages of the day to list."""
        return stretch(self.entries, self.place, ENTRIES_BEFORE, ENTRIES_AFTER)

    def on(self, addresses: Addresses) -> str:
        """The address of the next entry, also over the end of a day; empty at the end."""
        later = self.entries[self.place + 1 if self.is_queued else self.place :]
        if later:
            return addresses.entry(later[0])
        return addresses.group(self.groups[self.at + 1]) if self.at + 1 < len(self.groups) else ""

    def back(self, addresses: Addresses, *, to_last_passage: bool = False) -> str:
        """The address of the entry before, at its first passage or its last; empty at the beginning."""
        passage = LAST if to_last_passage else None
        if self.place > 0:
            return addresses.entry(self.entries[self.place - 1], passage=passage)
        return addresses.group(self.groups[self.at - 1], at_end=True, passage=passage) if self.at > 0 else ""


def position_of(
    dossier: Dossier, narrowed: Filter, groups: Sequence[Group], wanted: Wanted, current: Message | Conversation | None
) -> Position:
    """The position of a message or title in the queue; without one, the beginning or end of the group that is wanted."""
    if not groups:
        return Position((), 0, (), 0, False)
    message = current if isinstance(current, Message) else None
    at = queue.group_at(groups, message) if current is not None else _group_wanted(groups, wanted)
    is_past_all, at = at == len(groups), min(at, len(groups) - 1)
    entries = queue.entries_of(dossier, narrowed, groups[at])
    if current is None:
        return Position(groups, at, entries, len(entries) - 1 if wanted.at_end else 0, bool(entries))
    source = Source(message=current.pk) if message else Source(conversation=current.pk)
    for place, entry in enumerate(entries):
        if entry.source == source:
            return Position(groups, at, entries, place, True)
    if message is not None and queue.is_in(groups[at], message):
        key = (message.sent_at, message.position)
        place = sum(1 for entry in entries if entry.sent_at and (entry.sent_at, entry.position) < key)
        return Position(groups, at, entries, place, False)
    return Position(groups, at, entries, len(entries) if is_past_all else 0, False)


def _group_wanted(groups: Sequence[Group], wanted: Wanted) -> int:
    keys = [(group.conversation, group.day) for group in groups]
    return keys.index(wanted.group) if wanted.group in keys else 0

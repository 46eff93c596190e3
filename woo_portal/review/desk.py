"""What lies on the reviewer's desk: the queue, the conversation, and the passage to decide on, with the ways from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import Http404

from archive.models import Conversation, Message
from archive.querysets import local_day
from redaction.choices import Status
from redaction.grounds import age_motivation_needed, motivation_needed
from woo_portal.dossiers import queue, reading
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.queue import Counts, Entry, Filter, Group, Source
from woo_portal.review.addresses import LAST, Addresses, Wanted

GROUPS_BEFORE, GROUPS_AFTER = 4, 12
ENTRIES_BEFORE, ENTRIES_AFTER = 20, 40
"""How much of a long queue is on the page; the rest is one link away."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a long list: what is shown, how many stand before and after it, and the nearest of those."""

    shown: Sequence[Any]
    before: int
    after: int
    last_before: Any
    first_after: Any


def stretch(rows: Sequence[Any], at: int, before: int, after: int) -> Stretch:
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
class Ways:
    """The addresses of the keys J, K, N and P; empty where there is nothing further."""

    next_entry: str = ""
    previous_entry: str = ""
    next_passage: str = ""
    previous_passage: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The passage that is decided on, with what is known of it."""

    redaction: Any
    words: str
    number: int
    of: int
    person: reading.Person | None
    history: Sequence[Any]
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the page but the forms. Without `window` there is nothing in the queue."""

    counts: Counts
    groups: Stretch
    group: Group | None
    entries: Stretch
    entry: Entry | None
    queued: int
    waiting: int
    source: Source | None = None
    window: reading.Window | None = None
    opened: Opened | None = None
    ways: Ways = field(default_factory=Ways)


_NOTHING = Stretch((), 0, 0, None, None)


def desk_of(dossier: Dossier, wanted_filter: Filter, wanted: Wanted) -> Desk:
    """The desk for an address. Raises `Http404` for a message or title that is not in the dossier."""
    counts = queue.counts_of(dossier)
    groups = queue.groups_of(dossier, wanted_filter, titles=counts.titles)
    current = _current(dossier, wanted.source)
    at = _group_index(groups, wanted, current)
    entries = queue.entries_of(dossier, wanted_filter, groups[at]) if groups else []
    if current is None and entries:
        current = _current(dossier, entries[-1 if wanted.at_end else 0].source)
    totals = sum(group.entries for group in groups), sum(group.waiting for group in groups)
    if current is None:
        return Desk(counts, _NOTHING, None, _NOTHING, None, *totals)
    source = _source_of(current)
    place, is_queued = _entry_index(entries, current)
    window = reading.window(dossier, current)
    opened = _opened(dossier, wanted_filter, window, wanted.passage, _day_of(current))
    return Desk(
        counts,
        stretch(groups, at, GROUPS_BEFORE, GROUPS_AFTER),
        groups[at] if groups else None,
        stretch(entries, place, ENTRIES_BEFORE, ENTRIES_AFTER),
        entries[place] if is_queued else None,
        *totals,
        source=source,
        window=window,
        opened=opened,
        ways=_ways(Addresses(dossier.number, wanted_filter), groups, at, entries, place, is_queued, window, opened),
    )


def _current(dossier: Dossier, source: Source | None) -> Message | Conversation | None:
    if source is None:
        return None
    found: Message | Conversation | None = None
    if source.message is not None:
        found = reading.current_message(dossier, source.message)
    elif source.conversation is not None:
        found = reading.current_title(dossier, source.conversation)
    if found is None:
        raise Http404
    return found


def _source_of(current: Message | Conversation) -> Source:
    return Source(message=current.pk) if isinstance(current, Message) else Source(conversation=current.pk)


def _day_of(current: Message | Conversation) -> date:
    """The Dutch day that decides which function counts: that of the message, for a title that of the last one."""
    moment = current.sent_at if isinstance(current, Message) else current.last_at
    return local_day(moment) if moment else date.min


def _group_index(groups: Sequence[Group], wanted: Wanted, current: Message | Conversation | None) -> int:
    if isinstance(current, Message):
        return min(queue.group_at(groups, current), max(0, len(groups) - 1))
    if wanted.group is not None:
        keys = [(group.conversation, group.day) for group in groups]
        return keys.index(wanted.group) if wanted.group in keys else 0
    return 0


def _entry_index(entries: Sequence[Entry], current: Message | Conversation) -> tuple[int, bool]:
    """The index of what is decided on in its group, or where it would come; and whether it is there."""
    source = _source_of(current)
    for index, entry in enumerate(entries):
        if entry.source == source:
            return index, True
    if isinstance(current, Message):
        key = (current.sent_at, current.position)
        return sum(1 for entry in entries if entry.sent_at and (entry.sent_at, entry.position) < key), False
    return 0, False


def _opened(
    dossier: Dossier, wanted: Filter, window: reading.Window, asked: int | str | None, day: date
) -> Opened | None:
    """The passage that was asked for; else the first one of the filter, or the last."""
    passages = window.passages
    matching = [row for row in passages if wanted.covers(row)]
    chosen = next((row for row in passages if row.pk == asked), None)
    if chosen is None and matching:
        chosen = matching[-1 if asked == LAST else 0]
    if chosen is None:
        return None
    needed = motivation_needed(chosen.ground)
    aged = age_motivation_needed(chosen.ground, written_on=day, requested_on=dossier.received_on)
    return Opened(
        redaction=chosen,
        words=reading.words_of(chosen, window.texts),
        number=passages.index(chosen) + 1,
        of=len(passages),
        person=reading.person_of(chosen, day),
        history=list(reading.history_of(chosen)) if chosen.version else (),
        hints=tuple(hint for hint in (needed, aged) if hint),
    )


def _ways(
    addresses: Addresses,
    groups: Sequence[Group],
    at: int,
    entries: Sequence[Entry],
    place: int,
    is_queued: bool,
    window: reading.Window,
    opened: Opened | None,
) -> Ways:
    """J and K go along the queue, from one conversation-day to the next; N and P along the passages, and then the queue."""
    later, earlier = entries[place + 1 if is_queued else place :], entries[:place]
    next_entry = addresses.entry(later[0]) if later else ""
    if not later and at + 1 < len(groups):
        next_entry = addresses.group(groups[at + 1])
    previous_entry = addresses.entry(earlier[-1]) if earlier else ""
    previous_passage = addresses.entry(earlier[-1], passage=LAST) if earlier else ""
    if not earlier and at > 0:
        previous_entry = addresses.group(groups[at - 1], at_end=True)
        previous_passage = addresses.group(groups[at - 1], at_end=True, passage=LAST)
    next_passage = next_entry
    matching = [row for row in window.passages if addresses.filter.covers(row)]
    if opened is not None:
        order = {row.pk: index for index, row in enumerate(window.passages)}
        here = order[opened.redaction.pk]
        source = Source(opened.redaction.message_id, opened.redaction.conversation_id)
        if further := [row for row in matching if order[row.pk] > here]:
            next_passage = addresses.source(source, further[0].pk)
        if before := [row for row in matching if order[row.pk] < here]:
            previous_passage = addresses.source(source, before[-1].pk)
    return Ways(next_entry, previous_entry, next_passage, previous_passage)


def is_decided(desk: Desk) -> bool:
    """Whether every passage of the dossier is decided."""
    return desk.counts.total > 0 and desk.counts.decided == desk.counts.total


def stands(redaction: Any) -> str:
    """How a passage stands, in words: "gelakt op 5.1.2e door Fatima El Amrani"."""
    if redaction.status == Status.PROPOSED:
        return "nog niet beslist"
    what = f"gelakt op {redaction.ground}" if redaction.status == Status.ACCEPTED else "openbaar"
    return f"{what}, door {redaction.decided_by}"

"""What lies on the reviewer's desk: the queue, the conversation, and the passage to decide on, with the ways from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from archive.models import Conversation, Message
from redaction.choices import Status
from redaction.grounds import age_motivation_needed, motivation_needed
from redaction.held import day_of
from woo_portal.dossiers import meaning, queue, reading
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.queue import Counts, Filter, Source
from woo_portal.presentation.dutch import enumeration
from woo_portal.review.addresses import LAST, Addresses, Wanted
from woo_portal.review.position import Position, position_of
from woo_portal.review.rows import PassageRow


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses of the keys J, K, N and P; empty where there is nothing further."""

    next_entry: str = ""
    previous_entry: str = ""
    next_passage: str = ""
    previous_passage: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The passage that is decided on: the `number`th of its message, with what is known of it."""

    redaction: PassageRow
    words: str
    number: int
    of: int
    person: reading.Person | None
    history: Sequence[Any]
    hints: tuple[str, ...]
    question: meaning.Question | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the page but the forms. Without `window` there is nothing to read here."""

    counts: Counts
    position: Position
    source: Source | None
    window: reading.Window | None
    opened: Opened | None
    ways: Ways

    @property
    def queued(self) -> int:
        """How many messages and titles are in the queue as it is narrowed."""
        return sum(group.entries for group in self.position.groups)

    @property
    def waiting(self) -> int:
        """How many proposals they hold."""
        return sum(group.waiting for group in self.position.groups)

    @property
    def is_decided(self) -> bool:
        """Whether every passage of the dossier is decided."""
        return self.counts.total > 0 and self.counts.decided == self.counts.total


def desk_of(dossier: Dossier, narrowed: Filter, wanted: Wanted) -> Desk:
    """The desk for an address. Raises `Http404` for a message or title that is not in the dossier."""
    counts = queue.counts_of(dossier)
    current = _current(dossier, wanted.source)
    groups = queue.groups_of(dossier, narrowed, titles=counts.titles)
    position = position_of(dossier, narrowed, groups, wanted, current)
    if current is None and position.entry is not None:
        current = _current(dossier, position.entry.source)
    if current is None:
        return Desk(counts, position, None, None, None, Ways())
    window = reading.window(dossier, current)
    opened = _opened(dossier, narrowed, window, wanted.passage, day_of(current))
    source = Source(message=current.pk) if isinstance(current, Message) else Source(conversation=current.pk)
    ways = _ways(Addresses(dossier.number, narrowed), position, source, window, opened)
    return Desk(counts, position, source, window, opened, ways)


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


def _opened(
    dossier: Dossier, narrowed: Filter, window: reading.Window, asked: int | str | None, day: date
) -> Opened | None:
    """The passage that was asked for; else the first one of the filter, or the last."""
    passages = window.passages
    matching = [row for row in passages if narrowed.covers(row)]
    chosen = next((row for row in passages if row.pk == asked), None)
    if chosen is None and matching:
        chosen = matching[-1 if asked == LAST else 0]
    if chosen is None:
        return None
    needed = [motivation_needed(code) for code in chosen.grounds]
    aged = [age_motivation_needed(code, written_on=day, requested_on=dossier.received_on) for code in chosen.grounds]
    words = reading.words_of(chosen, window.texts)
    return Opened(
        redaction=chosen,
        words=words,
        number=passages.index(chosen) + 1,
        of=len(passages),
        person=reading.person_of(chosen, day),
        history=list(reading.history_of(chosen)) if chosen.version else (),
        hints=tuple(hint for hint in (*needed, *aged) if hint),
        question=meaning.question_about(dossier, chosen, words, day),
    )


def _ways(
    addresses: Addresses, position: Position, source: Source, window: reading.Window, opened: Opened | None
) -> Ways:
    """J and K go along the queue, from one conversation-day to the next; N and P along the passages, and then the queue."""
    next_passage, previous_passage = position.on(addresses), position.back(addresses, to_last_passage=True)
    if opened is not None:
        later, earlier = window.passages[opened.number :], window.passages[: opened.number - 1]
        further = [row for row in later if addresses.filter.covers(row)]
        before = [row for row in earlier if addresses.filter.covers(row)]
        next_passage = addresses.source(source, further[0].pk) if further else next_passage
        previous_passage = addresses.source(source, before[-1].pk) if before else previous_passage
    return Ways(position.on(addresses), position.back(addresses), next_passage, previous_passage)


def stands(redaction: PassageRow) -> str:
    """How a passage stands, in words: "gelakt op 5.1.2e, door Fatima El Amrani"."""
    if redaction.status == Status.PROPOSED:
        return "nog niet beslist"
    what = f"gelakt op {enumeration(list(redaction.grounds))}" if redaction.status == Status.ACCEPTED else "openbaar"
    return f"{what}, door {redaction.decided_by}"

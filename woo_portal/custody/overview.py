"""What may be destroyed, conversation by conversation, with what stays all the same; and the terms of one conversation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from archive.days import local_day
from archive.functions import FunctionClass
from archive.models import Conversation, Message, RetentionRule
from archive.retention import holds
from archive.retention.due import DueDays, RetentionTerms, due_days, persons_in, sent_on
from archive.retention.periods import Keeping, Retention
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.keeping import in_dossiers

PAGE = 50


@dataclass(frozen=True, slots=True)
class DueRow:
    """A conversation of which messages are due: how many, from when to when, on account of whom, and how many stay."""

    conversation: Conversation
    first: date
    last: date
    because: tuple[str, ...]
    due: int
    in_dossier: int
    held: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A page of conversations with due messages, those with the oldest first; `following` starts the next page, or is 0."""

    rows: tuple[DueRow, ...]
    conversations: int
    following: int


def overview(today: date, *, reader: User, since: int = 0) -> Overview:
    """What is due today; `since` is the conversation (id) the page starts at. Private ones are for who guards the archive.

    A conversation in which nothing was written on the days that are due is on no page, though it counts.
    """
    chats = Conversation.objects.all() if reader.may(Capability.GUARD_PRIVACY) else Conversation.objects.visible()
    days: dict[int, list[DueDays]] = defaultdict(list)
    for due in due_days(today, chats):
        days[due.conversation].append(due)
    order = list(days)
    start = order.index(since) if since in days else 0
    page, following = order[start : start + PAGE], order[start + PAGE : start + PAGE + 1]
    return Overview(tuple(_rows({pk: days[pk] for pk in page})), len(order), following[0] if following else 0)


def _rows(days: dict[int, list[DueDays]]) -> list[DueRow]:
    chats = Conversation.objects.in_bulk(list(days))
    condition = Q(pk=None)
    for pk, due in days.items():
        condition |= Q(conversation=pk) & sent_on((item.first, item.last) for item in due)
    messages = Message.objects.filter(condition).order_by()
    facts = messages.values("conversation").annotate(
        first=Min("sent_at"),
        last=Max("sent_at"),
        due=Count("pk"),
        in_dossier=Count("pk", filter=Q(pk__in=in_dossiers())),
        held=Count("pk", filter=Q(pk__in=holds.held(messages).values("pk"))),
    )
    counted = {row["conversation"]: row for row in facts}
    return [
        DueRow(
            conversation=chats[pk],
            first=local_day(row["first"]),
            last=local_day(row["last"]),
            because=tuple(dict.fromkeys(_in_words(item.retention) for item in days[pk])),
            due=row["due"],
            in_dossier=row["in_dossier"],
            held=row["held"],
        )
        for pk in days
        if (row := counted.get(pk))
    ]


def _in_words(retention: Retention) -> str:
    return f"{retention.because.label}, {retention.years} jaar"


def is_without_default() -> bool:
    """Whether no term is set for who held no function, so that their conversations are kept."""
    return not RetentionRule.objects.filter(function_class=FunctionClass.UNKNOWN).exists()


@dataclass(frozen=True, slots=True)
class TermRow:
    """Messages of a conversation under one term: their days, how many, and between which days they come due, or why never."""

    first: date
    last: date
    count: int
    keeping: str
    because: str
    basis: str
    due_first: date | None
    due_last: date | None
    never: str


_KEEPING = {Keeping.FOR_EVER: "blijvend bewaren", Keeping.UNDECIDED: "bewaren: er is geen termijn ingesteld"}


def terms_of(conversation: Conversation) -> list[TermRow]:
    """How long the messages of a conversation are kept, by period, the oldest first; private ones count."""
    persons = persons_in([conversation.pk]).get(conversation.pk, set())
    rows = []
    for period in RetentionTerms().periods_of(persons):
        chat = Message.objects.filter(conversation=conversation).between(period.first, period.last).order_by()
        facts = chat.aggregate(first=Min("sent_at"), last=Max("sent_at"), count=Count("pk"))
        if facts["count"]:
            rows.append(
                _term_row(period.retention, local_day(facts["first"]), local_day(facts["last"]), facts["count"])
            )
    return rows


def _term_row(retention: Retention, first: date, last: date, count: int) -> TermRow:
    return TermRow(
        first=first,
        last=last,
        count=count,
        keeping=_KEEPING.get(retention.keeping, f"{retention.years} jaar"),
        because=retention.because.label,
        basis=retention.basis,
        due_first=retention.due_from(first),
        due_last=retention.due_from(last),
        never="nooit" if retention.keeping is Keeping.FOR_EVER else "nog niet te zeggen",
    )


def titles_hidden_from(reader: User, conversations: Sequence[int]) -> frozenset[int]:
    """Of which of these conversations (ids) the reader may not know the title."""
    if reader.may(Capability.GUARD_PRIVACY):
        return frozenset()
    private = Conversation.objects.private().filter(pk__in=conversations)
    return frozenset(private.values_list("pk", flat=True))

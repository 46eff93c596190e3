"""What of the archive may be destroyed, by conversation and day: the rules of `archive.retention.periods` on what is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Q, QuerySet

from archive.days import end_of_day, local_day, start_of_day
from archive.functions import FunctionClass
from archive.models import Conversation, Function, Participant, RetentionRule
from archive.retention.periods import Period, Retention, Rule, Tenure, periods


@dataclass(frozen=True, slots=True)
class DueDays:
    """Dutch days of a conversation whose messages may be destroyed, both included; an open first day is None."""

    conversation: int
    first: date | None
    last: date
    retention: Retention


class RetentionTerms:
    """The rules and everybody's functions, read once, and the periods of conversations by who is in them."""

    def __init__(self) -> None:
        self._rules = [
            Rule(FunctionClass(row.function_class), row.years, row.basis, row.valid_from, row.valid_until)
            for row in RetentionRule.objects.all()
        ]
        self._tenures: dict[int, list[Tenure]] = defaultdict(list)
        for row in Function.objects.order_by("id"):
            tenure = Tenure(FunctionClass(row.function_class), row.valid_from, row.valid_until)
            self._tenures[row.person_id].append(tenure)
        self._periods_of = cache(self._computed)

    def _computed(self, careers: frozenset[tuple[Tenure, ...]]) -> tuple[Period, ...]:
        return tuple(periods(careers, self._rules))

    def periods_of(self, persons: Iterable[int]) -> tuple[Period, ...]:
        """The periods of a conversation of these persons (ids). Who has the same career as another adds nothing."""
        return self._periods_of(frozenset(tuple(self._tenures.get(person, ())) for person in persons))


def persons_in(conversations: Iterable[int]) -> Mapping[int, set[int]]:
    """By conversation the persons (ids) who wrote in it or are listed in it."""
    rows = Participant.objects.filter(conversation__in=list(conversations))
    persons: dict[int, set[int]] = defaultdict(set)
    for conversation, person in rows.values_list("conversation", "handle__person"):
        persons[conversation].add(person)
    return persons


def due_days(today: date, conversations: QuerySet[Conversation]) -> list[DueDays]:
    """What may be destroyed today of these conversations, those with the oldest messages first.

    Goes by the conversation's first and last day: on the days in between there may be no message.
    """
    bounds = {
        pk: (local_day(first), local_day(last))
        for pk, first, last in conversations.order_by("first_at", "pk").values_list("pk", "first_at", "last_at")
        if first is not None and last is not None
    }
    terms, persons = RetentionTerms(), persons_in(bounds)
    found = []
    for pk, (first_message, last_message) in bounds.items():
        for period in terms.periods_of(persons.get(pk, ())):
            due = period.due_on(today)
            if due and first_message <= due[1] and (due[0] is None or due[0] <= last_message):
                found.append(DueDays(pk, *due, period.retention))
    return found


def sent_on(days: Iterable[tuple[date | None, date]]) -> Q:
    """Condition: a message was sent on any of these stretches of Dutch days; never when there is no stretch."""
    condition = Q(pk=None)
    for first, last in days:
        since = Q(sent_at__gte=start_of_day(first)) if first is not None else Q()
        condition |= since & Q(sent_at__lt=end_of_day(last))
    return condition

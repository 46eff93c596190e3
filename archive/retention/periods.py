"""How long messages are kept, computed from the functions people held. Pure: knows rules and days, no database.

A message is kept as long as the longest term of everybody involved in its conversation, by the function each held on the
day it was sent; a person without a function has the term of the class "onbekend". Everybody involved is the same for the
whole conversation, so the term of a message follows from its conversation and its day. Days are Dutch days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise

from archive.days import is_within
from archive.functions import FunctionClass

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """How long messages sent on these days (both included, None is open) are kept on account of a class of function.

    `years` is None for ever; `basis` is the category of the selection list it comes from.
    """

    function_class: FunctionClass
    years: int | None
    basis: str
    valid_from: date | None = None
    valid_until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it holds for messages of that day."""
        return is_within(day, self.valid_from, self.valid_until)


@dataclass(frozen=True, slots=True)
class Tenure:
    """A function of this class was held on these days; both bounds included, None is open."""

    function_class: FunctionClass
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it was held on that day."""
        return is_within(day, self.first, self.last)


class Keeping(Enum):
    """What becomes of a message in the end."""

    FOR_EVER = "for_ever"
    UNDECIDED = "undecided"
    """Somebody involved has no term: until one is set, it is kept."""
    FOR_A_TERM = "for_a_term"


@dataclass(frozen=True, slots=True)
class Retention:
    """What becomes of a message, on account of which class of function; `years` and `basis` when there is a rule."""

    keeping: Keeping
    because: FunctionClass
    years: int | None = None
    basis: str = ""

    def due_from(self, day: date) -> date | None:
        """The first day on which a message of `day` may be destroyed; None when it may not."""
        return None if self.years is None else add_years(day, self.years)


@dataclass(frozen=True, slots=True)
class Period:
    """Days (both included, None is open) of which every message of a conversation has the same retention."""

    first: date | None
    last: date | None
    retention: Retention

    def due_on(self, today: date) -> tuple[date | None, date] | None:
        """Of the period the days whose messages may be destroyed today; None when there are none."""
        if self.retention.years is None:
            return None
        latest = _years_before(today, self.retention.years)
        last = latest if self.last is None else min(latest, self.last)
        return None if self.first is not None and last < self.first else (self.first, last)


def add_years(day: date, years: int) -> date:
    """The same day so many years later; the first of March for a 29 February that the year lacks."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _years_before(day: date, years: int) -> date:
    """The last day that lies at least so many years before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def retention_on(day: date, persons: Iterable[Sequence[Tenure]], rules: Sequence[Rule]) -> Retention:
    """The retention of a message of that day, of a conversation of these persons, each given by what they ever were."""
    classes = {kind for tenures in persons for kind in _classes_on(day, tenures)} or {FunctionClass.UNKNOWN}
    return max((_retention_of(kind, day, rules) for kind in sorted(classes)), key=_length)


def _classes_on(day: date, tenures: Sequence[Tenure]) -> set[FunctionClass]:
    return {tenure.function_class for tenure in tenures if tenure.covers(day)} or {FunctionClass.UNKNOWN}


def _retention_of(kind: FunctionClass, day: date, rules: Sequence[Rule]) -> Retention:
    """The longest of the rules for a class on a day; of overlapping rules none is forgotten. Else that for "onbekend"."""
    own = [rule for rule in rules if rule.function_class == kind and rule.covers(day)]
    found = own or [rule for rule in rules if rule.function_class == FunctionClass.UNKNOWN and rule.covers(day)]
    if not found:
        return Retention(Keeping.UNDECIDED, kind)
    return max((_retention(kind, rule) for rule in found), key=_length)


def _retention(kind: FunctionClass, rule: Rule) -> Retention:
    keeping = Keeping.FOR_EVER if rule.years is None else Keeping.FOR_A_TERM
    return Retention(keeping, kind, rule.years, rule.basis)


def _length(retention: Retention) -> tuple[int, int]:
    order = (Keeping.FOR_A_TERM, Keeping.UNDECIDED, Keeping.FOR_EVER)
    return order.index(retention.keeping), retention.years or 0


def periods(persons: Iterable[Sequence[Tenure]], rules: Sequence[Rule]) -> list[Period]:
    """All of time in periods of one retention each, for a conversation of these persons; neighbours differ."""
    known = [tuple(tenures) for tenures in persons]
    found: list[Period] = []
    for first, last in _stretches(known, rules):
        retention = retention_on(first or last or date.min, known, rules)
        if found and found[-1].retention == retention:
            first = found.pop().first
        found.append(Period(first, last, retention))
    return found


def _stretches(persons: Iterable[Sequence[Tenure]], rules: Iterable[Rule]) -> Iterator[tuple[date | None, date | None]]:
    """The stretches of time within which nobody's function and no rule begins or ends."""
    starts: set[date | None] = {rule.valid_from for rule in rules} | {_after(rule.valid_until) for rule in rules}
    for tenures in persons:
        starts |= {tenure.first for tenure in tenures} | {_after(tenure.last) for tenure in tenures}
    bounds: list[date | None] = [None, *sorted(start for start in starts if start is not None), None]
    for first, following in pairwise(bounds):
        yield first, following - _DAY if following is not None else None


def _after(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + _DAY

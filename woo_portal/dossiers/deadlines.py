"""The last day to decide. Pure: terms, suspensions and holidays are given.

Woo art. 4.4: four weeks from the day after receipt, once two weeks more with a reasoned notice; it does not run while the views
of third parties are asked (lid 3), nor in the cases of Awb art. 4:15. Kamervragen: three weeks from the day they were sent in,
and three more after a notice of delay. Algemene termijnenwet art. 1: a term that ends on a Saturday, a Sunday or a holiday runs
to the next day that is none of these.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Term:
    """A term in days, counted from the day after receipt, its one extension, and what the law says of its end.

    `moved_by_law`: the Termijnenwet moves the last day; it governs terms set by law, and the Kamer's term stands in its own
    rules of order. `extended_in_time`: the notice of extension must be sent before the first term ends.
    """

    days: int
    extension: int
    moved_by_law: bool
    extended_in_time: bool


WOO = Term(28, 14, moved_by_law=True, extended_in_time=True)


def parliamentary(weeks: int, extension: int) -> Term:
    """The term for parliamentary questions, in weeks, as the Kamer's rules of order have it."""
    return Term(7 * weeks, 7 * extension, moved_by_law=False, extended_in_time=False)


@dataclass(frozen=True, slots=True, order=True)
class Pause:
    """Days on which a term does not run: from `first_day` until `resumes_on`, which counts again."""

    first_day: date
    resumes_on: date


def counted_to(
    term: Term,
    received_on: date,
    *,
    extended: bool,
    pauses: Iterable[Pause] = (),
    holidays: Container[date] = frozenset(),
) -> date:
    """The day the term is counted to, before the Termijnenwet moves it. A day in two pauses is one day; a pause that begins after
    the term has ended changes nothing. One that begins on a day over which the term was moved pauses what the law added.
    """
    last = received_on + timedelta(days=term.days + (term.extension if extended else 0))
    running_from = received_on + timedelta(days=1)
    for pause in sorted(pauses):
        first_day = max(pause.first_day, running_from)
        if pause.resumes_on <= first_day or first_day > (moved := _moved(term, last, holidays)):
            continue
        last = (last if first_day <= last else moved) + (pause.resumes_on - first_day)
        running_from = pause.resumes_on
    return last


def deadline(
    term: Term, received_on: date, *, extended: bool, holidays: Container[date], pauses: Iterable[Pause] = ()
) -> date:
    """The last day of the term of a dossier received on a day."""
    counted = counted_to(term, received_on, extended=extended, pauses=pauses, holidays=holidays)
    return _moved(term, counted, holidays)


def _moved(term: Term, last: date, holidays: Container[date]) -> date:
    while term.moved_by_law and (last.weekday() >= SATURDAY or last in holidays):
        last += timedelta(days=1)
    return last

"""The last day to decide. Pure: terms and holidays are given.

Woo art. 4.4: four weeks from the day after receipt, once two weeks more with a reasoned notice. Kamervragen: three weeks
from the day they were sent in, and three more after a notice of delay. Algemene termijnenwet art. 1: a term that ends on
a Saturday, a Sunday or a holiday runs to the next day that is none of these.
"""

from __future__ import annotations

from collections.abc import Container
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


def counted_to(term: Term, received_on: date, *, extended: bool) -> date:
    """The day the term is counted to, before the Termijnenwet moves it."""
    return received_on + timedelta(days=term.days + (term.extension if extended else 0))


def deadline(term: Term, received_on: date, *, extended: bool, holidays: Container[date]) -> date:
    """The last day of the term of a dossier received on a day."""
    last = counted_to(term, received_on, extended=extended)
    while term.moved_by_law and (last.weekday() >= SATURDAY or last in holidays):
        last += timedelta(days=1)
    return last


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm of Nature, 1876)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays_of(year: int) -> list[tuple[date, str]]:
    """The holidays of art. 3 that follow from the calendar; days equated by royal decree are added by hand."""
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == 6:
        kings_day = date(year, 4, 26)
    return [
        (date(year, 1, 1), "Nieuwjaarsdag"),
        (sunday - timedelta(days=2), "Goede Vrijdag"),
        (sunday + timedelta(days=1), "Tweede paasdag"),
        (kings_day, "Koningsdag"),
        (date(year, 5, 5), "Bevrijdingsdag"),
        (sunday + timedelta(days=39), "Hemelvaartsdag"),
        (sunday + timedelta(days=50), "Tweede pinksterdag"),
        (date(year, 12, 25), "Eerste kerstdag"),
        (date(year, 12, 26), "Tweede kerstdag"),
    ]

"""Days and periods as a person types them: "2025-11..2026-02", "14-11-2025", "november 2025". Pure; knows no today."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from archive.search.expressions import InPeriod, QueryProblem

EARLIEST, LATEST = 1900, 2100
"""The years that can be asked for."""
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_MARCH = "mrt"
_BETWEEN = re.compile(r"\.{2,}|…|(?<=\s)(?:t/m|tot en met)(?=\s)", re.IGNORECASE)
_SIGN = r"(?: ?[-/.] ?| )"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        r"(?P<year>\d{4})",
        rf"(?P<year>\d{{4}}){_SIGN}(?P<month>\d{{1,2}})(?:{_SIGN}(?P<day>\d{{1,2}}))?",
        rf"(?:(?P<day>\d{{1,2}}){_SIGN})?(?P<month>\d{{1,2}}|[a-z]+\.?){_SIGN}(?P<year>\d{{4}})",
    )
)
_HOW = "Schrijf bijvoorbeeld 14-11-2025, 2025-11 of 2025, en een periode als 2025-11..2026-02."


def read_period(typed: str, start: int = 0) -> InPeriod:
    """The Dutch days a text means: a day, a month or a year, or from one of these to another; one side may be left out.

    `start` is where the text begins in the search, so that the `QueryProblem` of an unreadable date, or of a period that
    ends before it starts, says where in it that is.
    """
    sides = list(_BETWEEN.finditer(typed))
    if not sides:
        return InPeriod(*_days(typed, start, start + len(typed)))
    end = start + len(typed)
    if len(sides) > 1:
        raise QueryProblem(f"Een periode heeft één begin en één eind. {_HOW}", start, end)
    until, since = sides[0].span()
    if not typed[:until].strip() and not typed[since:].strip():
        raise QueryProblem(f"Deze periode heeft geen begin en geen eind. {_HOW}", start, end)
    first = _days(typed[:until], start, start + until)[0] if typed[:until].strip() else None
    last = _days(typed[since:], start + since, end)[1] if typed[since:].strip() else None
    if first and last and last < first:
        raise QueryProblem("De periode eindigt voordat zij begint. Verwissel de datums.", start, end)
    return InPeriod(first, last)


def _days(typed: str, start: int, end: int) -> tuple[date, date]:
    """The first and the last day of a day, a month or a year."""
    written = " ".join(typed.split())
    found = next(filter(None, (form.fullmatch(written) for form in _FORMS)), None)
    if found is None:
        raise QueryProblem(f"‘{written}’ is geen datum. {_HOW}", start, end)
    known = {"month": None, "day": None} | found.groupdict()
    year = int(known["year"] or 0)
    if not EARLIEST <= year <= LATEST:
        raise QueryProblem(f"Het jaar {year} kan niet. Kies een jaar van {EARLIEST} tot en met {LATEST}.", start, end)
    if known["month"] is None:
        return date(year, 1, 1), date(year, 12, 31)
    try:
        month = _month(known["month"])
        first = date(year, month, int(known["day"] or 1))
    except ValueError:
        raise QueryProblem(f"‘{written}’ staat niet op de kalender. {_HOW}", start, end) from None
    return first, first if known["day"] else date(year, month, monthrange(year, month)[1])


def _month(typed: str) -> int:
    """The number of a month, by its number or its name, which may be cut off; raises ValueError."""
    name = typed.casefold().rstrip(".")
    if name.isdecimal():
        return int(name)
    if name == _MARCH:
        return 3
    return next((number for number, month in enumerate(_MONTHS, 1) if len(name) >= 3 and month.startswith(name)), 0)

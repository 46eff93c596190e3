"""The first line of a message: `[18-02-2026, 14:03:22] …` on iOS, `18-02-2026 14:03 - …` on Android.

Knows the shapes, not which of them a file uses nor whether a line that has the shape is really a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from archive.importing import DateOrder

INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Direction and joining marks an app sets around names and lines."""
_MARKS = f"[{INVISIBLE}]*"
_SPACE = "[ \u00a0\u202f\u2009]"
_AFTER_BRACKET = rf"\](?:{_SPACE}|$)"

HEADER = re.compile(
    rf"{_MARKS}(?P<bracket>\[)?"
    rf"(?P<date>\d{{1,4}}(?P<separator>/|-|\.{_SPACE}?)\d{{1,2}}(?P=separator)\d{{1,4}})\.?"
    rf"(?P<comma>,|\u060c)?(?:{_SPACE}klo)?{_SPACE}{{1,2}}"
    rf"(?P<minute>\d{{1,2}}[:.]\d{{2}})(?:[:.](?P<second>\d{{2}}))?"
    rf"(?:{_SPACE}?(?P<half>[AaPp])\.?{_SPACE}?[Mm]\.?)?"
    rf"(?(bracket){_AFTER_BRACKET}|(?P<close>{_SPACE}[-\u2013]{_SPACE}|:{_SPACE}))"
)
"""`minute` is the hour with it, `half` an a or p."""
_NUMBER = re.compile(r"\d+")
_YEAR_DIGITS, _DAY_DIGITS = (2, 4), (1, 2)
_FIRST = frozenset("0123456789[" + INVISIBLE)
"""What a header can begin with, beside the digits of other scripts; looking here first spares most other lines the pattern."""
_REMEMBERED = 4096
"""So many dates and times of day are remembered as they were read: a chat has many messages a day."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """How a header is written, one object for each shape. `family` is `[` (iOS), `-` (Android) or `:` (iOS before 2015)."""

    family: str
    separator: str
    comma: bool
    seconds: bool
    twelve_hours: bool
    year_first: bool
    year_digits: int


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """A date as it is written: its numbers, and the day they are in each order, None where there is no such day.

    One object for each text, as far as is remembered.
    """

    parts: tuple[int, int, int]
    dmy: date | None
    mdy: date | None
    ymd: date | None


@dataclass(slots=True)
class Header:
    """A line that has the shape of a header. `rest` is what follows it."""

    shape: Shape
    day: Day
    clock: time
    rest: str

    def moment(self, order: DateOrder) -> datetime | None:
        """The local time without a zone, or None when no such day exists in this order."""
        day = self.day.dmy
        if order is not DateOrder.DMY:
            day = self.day.mdy if order is DateOrder.MDY else self.day.ymd
        return None if day is None else datetime.combine(day, self.clock)


def read_header(line: str) -> Header | None:
    """The header a line begins with, or None. The line is without its line end."""
    match = HEADER.match(line)
    return _header(match) if match else None


def read_headers(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, Header | None]]:
    """The lines of one file, which come with their ends, each with the header it begins with: see `read_header`.

    What is written as the header before it is tried first, in a pattern that is twice as fast.
    """
    shape: Shape | None = None
    narrow = HEADER
    for line, end in lines:
        if shape and (match := narrow.match(line)):
            date_text, minute, second, half, rest = match.groups()
            clock = _clock(minute, second, half) if second or half else _minute(minute)
            if clock is not None:
                yield line, end, Header(shape, _day(date_text), clock, rest)
                continue
        header = None
        if line and (line[0] in _FIRST or line[0].isdecimal()) and (match := HEADER.match(line)):
            header = _header(match)
            if header and header.shape is not shape:
                shape, narrow = header.shape, _narrowed(match, header.shape)
        yield line, end, header


def _header(match: re.Match[str]) -> Header | None:
    bracket, date_text, separator, comma, minute, second, half, close = match.groups()
    first, _, third = date_text.split(separator)
    year_first = len(first) == 4
    clock = _clock(minute, second, half)
    if clock is None or len(first) == 3 or len(third) not in (_DAY_DIGITS if year_first else _YEAR_DIGITS):
        return None
    shape = _shape(
        bracket or (":" if close[0] == ":" else "-"),
        separator[0],
        comma is not None,
        second is not None,
        half is not None,
        year_first,
        4 if year_first else len(third),
    )
    return Header(shape, _day(date_text), clock, match.string[match.end() :])


def _narrowed(match: re.Match[str], shape: Shape) -> re.Pattern[str]:
    """`HEADER` for what is written exactly as the header of this match, with other numbers, and for what follows it.

    Groups: date, minute, second, half, rest; those that the shape lacks are empty.
    """
    numbers = [r"\d{1,2}", r"\d{1,2}", rf"\d{{{shape.year_digits}}}"]
    patterns = {
        "date": re.escape(match["separator"]).join(reversed(numbers) if shape.year_first else numbers),
        "minute": rf"\d{{1,2}}{re.escape(match['minute'][-3])}\d{{2}}",
        "second": r"\d{2}",
        "half": "[AaPp]",
    }
    whole, place = _MARKS + re.escape(match["bracket"] or ""), match.start("date")
    for group, pattern in patterns.items():
        if match[group] is None:
            whole += "()"
        else:
            whole += f"{re.escape(match.string[place : match.start(group)])}({pattern})"
            place = match.end(group)
    closing = match.string[place : match.end()]
    whole += (
        re.escape(closing.rstrip("]\u00a0\u202f\u2009 ")) + _AFTER_BRACKET if match["bracket"] else re.escape(closing)
    )
    return re.compile(f"{whole}(.*)", re.DOTALL)


_shape = lru_cache(maxsize=None)(Shape)
"""There are few shapes; one object for each is compared and looked up in no time."""


@lru_cache(maxsize=_REMEMBERED)
def _day(text: str) -> Day:
    first, second, third = map(int, _NUMBER.findall(text))
    return Day(
        (first, second, third), _date(third, second, first), _date(third, first, second), _date(first, second, third)
    )


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year if year >= 100 else 2000 + year, month, day)
    except ValueError:
        return None


def _clock(minute: str, second: str | None, half: str | None) -> time | None:
    """The time of day; None when the numbers are none."""
    clock, seconds = _minute(minute), int(second or 0)
    if clock is None or seconds > 59:
        return None
    hour = clock.hour % 12 + (12 if half in "Pp" else 0) if half and clock.hour <= 12 else clock.hour
    return time(hour, clock.minute, seconds)


@lru_cache(maxsize=_REMEMBERED)
def _minute(text: str) -> time | None:
    hour, minute = map(int, _NUMBER.findall(text))
    return time(hour, minute) if hour < 24 and minute < 60 else None

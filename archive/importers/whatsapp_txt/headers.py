"""The first line of a message: `[18-02-2026, 14:03:22] …` on iOS, `18-02-2026 14:03 - …` on Android.

Knows the shapes, not which of them a file uses nor whether a line that has the shape is really a header.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from archive.importing import DateOrder

INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Direction and joining marks an app sets around names and lines."""
_SPACE = "[ \u00a0\u202f\u2009]"

HEADER = re.compile(
    rf"[{INVISIBLE}]*(\[)?"
    rf"(\d{{1,4}})(/|-|\.{_SPACE}?)(\d{{1,2}})\3(\d{{1,4}})\.?"
    rf"(,|\u060c)?(?:{_SPACE}klo)?{_SPACE}{{1,2}}"
    rf"(\d{{1,2}})[:.](\d{{2}})(?:[:.](\d{{2}}))?"
    rf"(?:{_SPACE}?([AaPp])\.?{_SPACE}?[Mm]\.?)?"
    rf"(?(1)\](?:{_SPACE}|$)|({_SPACE}[-\u2013]{_SPACE}|:{_SPACE}))"
)
"""Groups: bracket, three parts of the date around the separator, comma, hour, minute, second, a or p, what closes it."""

_YEAR_DIGITS, _DAY_DIGITS = (2, 4), (1, 2)
FIRST = frozenset("0123456789[" + INVISIBLE)
"""What a header can begin with; looking here first spares most other lines the pattern."""


class Shape(NamedTuple):
    """How a header is written. `family` is `[` (iOS), `-` (Android) or `:` (iOS before 2015)."""

    family: str
    separator: str
    comma: bool
    seconds: bool
    twelve_hours: bool
    year_first: bool
    year_digits: int


class Header(NamedTuple):
    """A line that has the shape of a header. `parts` are the numbers of its date as they stand; `time` is h, m, s."""

    shape: Shape
    parts: tuple[int, int, int]
    time: tuple[int, int, int]
    rest: str

    def moment(self, order: DateOrder) -> datetime | None:
        """The local time without a zone, or None when no such day exists in this order."""
        if order is DateOrder.DMY:
            day, month, year = self.parts
        elif order is DateOrder.MDY:
            month, day, year = self.parts
        else:
            year, month, day = self.parts
        try:
            return datetime(year if year >= 100 else 2000 + year, month, day, *self.time)
        except ValueError:
            return None


def read_header(line: str) -> Header | None:
    """The header a line begins with, or None. The line is without its line end."""
    if not line or line[0] not in FIRST:
        return None
    match = HEADER.match(line)
    if match is None:
        return None
    bracket, first, separator, second, third, comma, hour, minute, second_of_minute, half, close = match.groups()
    year_first = len(first) == 4
    if len(first) == 3 or len(third) not in (_DAY_DIGITS if year_first else _YEAR_DIGITS):
        return None
    hours, minutes, seconds = int(hour), int(minute), int(second_of_minute or 0)
    if half and hours <= 12:
        hours = hours % 12 + (12 if half in "Pp" else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    shape = Shape(
        bracket or (":" if close[0] == ":" else "-"),
        separator[0],
        comma is not None,
        second_of_minute is not None,
        half is not None,
        year_first,
        4 if year_first else len(third),
    )
    return Header(shape, (int(first), int(second), int(third)), (hours, minutes, seconds), line[match.end() :])


class HeaderReader:
    """Reads the headers of one file. Tries the shape of the last one first, in a narrow pattern, which is twice as fast."""

    def __init__(self) -> None:
        self._shape: Shape | None = None
        self._narrow: re.Pattern[str] | None = None

    def read(self, line: str) -> Header | None:
        """The header a line begins with, or None; the same as `read_header` says."""
        if not line or line[0] not in FIRST:
            return None
        if self._shape and self._narrow and (match := self._narrow.match(line)):
            first, second, third, hour, minute, seconds, *_ = *map(int, match.groups()), 0
            if hour < 24 and minute < 60 and seconds < 60:
                return Header(self._shape, (first, second, third), (hour, minute, seconds), line[match.end() :])
        header = read_header(line)
        if header and header.shape != self._shape:
            self._shape, self._narrow = header.shape, _narrow_pattern(header.shape)
        return header


def _narrow_pattern(shape: Shape) -> re.Pattern[str] | None:
    """The most usual way to write headers of this shape; None where there are too many ways."""
    if shape.twelve_hours:
        return None
    dot = re.escape(shape.separator)
    first, last = (r"(\d{4})", r"(\d{1,2})") if shape.year_first else (r"(\d{1,2})", rf"(\d{{{shape.year_digits}}})")
    opening, closing = {"[": (r"\[", r"\] "), "-": ("", " - "), ":": ("", ": ")}[shape.family]
    time = r"(\d{1,2}):(\d{2}):(\d{2})" if shape.seconds else r"(\d{1,2}):(\d{2})"
    comma = "," if shape.comma else ""
    return re.compile(rf"{opening}{first}{dot}(\d{{1,2}}){dot}{last}{comma} {time}{closing}")

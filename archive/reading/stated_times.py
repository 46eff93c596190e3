"""Dates with a time as people read them in a transcript: "17-11-2025 07:55:04", "11/17/2025 7:55 AM", "17 nov. 2025 om 7.55 uur".

Pure. Which number of 03/04/2026 is the day, only other dates can tell: `DateEvidence` gathers what they say. Written with
dashes or dots, the day comes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.importing import DateOrder

_MONTHS = {
    name: number
    for number, names in enumerate("jan feb mrt,mar,maa apr mei,may jun jul aug sep okt,oct nov dec".split(), start=1)
    for name in names.split(",")
}
"""By the first three letters, Dutch and English."""
_WEEKDAY = r"(?:(?i:ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,7}\.?,?\s+)?"
_DATE = (
    r"(?:(?P<first>\d{1,4})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<third>\d{1,4})"
    r"|(?P<day>\d{1,2})\.?[ -](?P<month>[A-Za-z]{3,9})\.?,?[ -](?P<year>\d{4})"
    r"|(?P<month2>[A-Za-z]{3,9})\.? (?P<day2>\d{1,2}),? (?P<year2>\d{4}))"
)
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second_>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\.?)?(?:\s+uur)?"
)
_ZONE = r"(?:\s*\(?(?:(?P<utc>Z|UTC|GMT)(?:\s?(?P<offset>[+-]\d{2}:?\d{2}))?|(?P<offset2>[+-]\d{2}:?\d{2}))\)?)?"
_STATED = re.compile(rf"\W{{0,3}}{_WEEKDAY}{_DATE}(?:,?\s*T|,?\s+(?:at|om|-)?\s*){_CLOCK}{_ZONE}\W{{0,3}}", re.ASCII)
_LEADING = re.compile(
    rf"[\s*•>(\[-]{{0,6}}(?P<stated>{_WEEKDAY}{_DATE}(?:,?\s*T|,?\s+(?:at|om|-)?\s*){_CLOCK}{_ZONE})[\])]?", re.ASCII
)
_BLANKS = re.compile(r"[\s\u200e\u200f]+")


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A moment as it is written. `local` has no zone; `offset` is the distance to UTC that stands with it, if one does.

    `precision` is 60 or 1, or 0.001 where fractions of a second are written.
    """

    local: datetime
    offset: timedelta | None
    precision: float

    @property
    def instant(self) -> datetime | None:
        """The moment in UTC, None when no offset is written."""
        return (self.local - self.offset).replace(tzinfo=UTC) if self.offset is not None else None


class DateEvidence:
    """What the dates of a transcript say about the order of day and month; `example` is the first that says nothing."""

    def __init__(self) -> None:
        self._day_first = self._month_first = self._open = False
        self.example = ""

    def see(self, text: str) -> None:
        """Take a time as it stands in the transcript into account; what is none is passed over."""
        match = _match(text)
        if match is None or match["mark"] != "/" or len(match["first"]) == 4:
            return
        first, second = int(match["first"]), int(match["second"])
        self._day_first |= first > 12
        self._month_first |= second > 12
        if first <= 12 and second <= 12 and first != second:
            self._open = True
            self.example = self.example or text.strip()

    @property
    def order(self) -> DateOrder | None:
        """The order the dates prove; None when they prove none, or both."""
        if self._day_first == self._month_first:
            return None
        return DateOrder.DMY if self._day_first else DateOrder.MDY

    @property
    def is_open(self) -> bool:
        """Whether a person has to say which of two numbers is the day."""
        return self._open and self.order is None


def read_stated(text: str, order: DateOrder | None = None) -> StatedTime | None:
    """The moment a text states, or None when it is not one date with one time, or its day and month could be exchanged.

    `order` is used for dates with slashes only.
    """
    match = _match(text)
    if match is None:
        return None
    date = _date(match, order)
    hour = _hour(match)
    if date is None or hour is None:
        return None
    second, fraction = int(match["second_"] or 0), (match["fraction"] or "")[:6]
    try:
        local = datetime(*date, hour, int(match["minute"]), second, int(fraction.ljust(6, "0")) if fraction else 0)
        offset = _offset(match)
        if offset is not None:
            local - offset  # Raises where the calendar ends.
    except (ValueError, OverflowError):
        return None
    return StatedTime(local, offset, 0.001 if fraction else 1 if match["second_"] else 60)


def split_leading_time(line: str) -> tuple[str, str] | None:
    """A line that begins with a date and a time, as that and the rest of it; None for any other line."""
    match = _LEADING.match(line[:120])
    if match is None or not states_time(match["stated"]):
        return None
    return match["stated"].strip(), line[match.end() :]


def states_time(text: str) -> bool:
    """Whether a text is one date with one time, whichever of its numbers is the day."""
    return any(read_stated(text, order) is not None for order in (DateOrder.DMY, DateOrder.MDY))


def _match(text: str) -> re.Match[str] | None:
    return _STATED.fullmatch(_BLANKS.sub(" ", text).strip()) if len(text) < 100 else None


def _date(match: re.Match[str], order: DateOrder | None) -> tuple[int, int, int] | None:
    if match["first"] is None:
        month = _MONTHS.get((match["month"] or match["month2"])[:3].lower())
        return (int(match["year"] or match["year2"]), month, int(match["day"] or match["day2"])) if month else None
    first, second, third = int(match["first"]), int(match["second"]), int(match["third"])
    if len(match["first"]) == 4:
        return first, second, third
    if len(match["third"]) not in (2, 4) or len(match["first"]) > 2:
        return None
    year = third + 2000 if len(match["third"]) == 2 else third
    if match["mark"] != "/" or first > 12 or order is DateOrder.DMY:
        return year, second, first
    if second > 12 or order is DateOrder.MDY or first == second:
        return year, first, second
    return None


def _hour(match: re.Match[str]) -> int | None:
    hour = int(match["hour"])
    if not match["half"]:
        return hour if hour < 24 else None
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if match["half"] in "pP" else 0)


def _offset(match: re.Match[str]) -> timedelta | None:
    written = match["offset"] or match["offset2"]
    if not written:
        return timedelta() if match["utc"] else None
    digits = written.replace(":", "")
    distance = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return -distance if digits[0] == "-" else distance

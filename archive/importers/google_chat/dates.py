"""The dates of Google Takeout: a sentence in the language of the account, in UTC.

"Tuesday, March 14, 2021 at 10:41:03 PM UTC" · "Tuesday, 14 March 2021 at 22:41:03 UTC" · "dinsdag 14 maart 2021 om 22:41:03 UTC"
· "Dienstag, 14. März 2021 um 22:41:03 UTC". The parts are told apart by their form, so that a comma or a word more or less
does not matter; what is in no known language raises `ValueError`, and so does what names no zone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

OTHER_WEEKDAY = "de dag van de week in de export past niet bij de datum"

_MONTHS = (
    ("january", "januari", "januar", "jänner", "jan"),
    ("february", "februari", "februar", "feb"),
    ("march", "maart", "märz", "mar", "mrt", "mär"),
    ("april", "apr"),
    ("may", "mei", "mai"),
    ("june", "juni", "jun"),
    ("july", "juli", "jul"),
    ("august", "augustus", "aug"),
    ("september", "sept", "sep"),
    ("october", "oktober", "oct", "okt"),
    ("november", "nov"),
    ("december", "dezember", "dec", "dez"),
)
_WEEKDAYS = (
    ("monday", "maandag", "montag"),
    ("tuesday", "dinsdag", "dienstag"),
    ("wednesday", "woensdag", "mittwoch"),
    ("thursday", "donderdag", "donnerstag"),
    ("friday", "vrijdag", "freitag"),
    ("saturday", "zaterdag", "samstag", "sonnabend"),
    ("sunday", "zondag", "sonntag"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_BETWEEN = frozenset({"at", "om", "um", "uur", "uhr"})
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.(\d{1,6})\d*)?(?: ?([ap])\.? ?m\.?(?![a-z]))?", re.IGNORECASE)
_ZONE = re.compile(r"\b(?:UTC|GMT)(?:([+\-\u2212])(\d{1,2})(?::?(\d{2}))?)?$", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")


def read_date(text: str) -> tuple[datetime, tuple[str, ...]]:
    """The moment in UTC, and what a reader should know of it. Raises `ValueError`."""
    plain = _SPACES.sub(" ", text).strip()
    zone, time = _ZONE.search(plain), _TIME.search(plain)
    if not zone or not time:
        return _iso(plain), ()
    rest = plain[: time.start()] + " " + plain[time.end() : zone.start()]
    words = [word.lower() for word in _WORD.findall(rest)]
    months = [_MONTH[word] for word in words if word in _MONTH]
    weekdays = [_WEEKDAY[word] for word in words if word in _WEEKDAY]
    unknown = [word for word in words if word not in _MONTH and word not in _WEEKDAY and word not in _BETWEEN]
    numbers = [int(number) for number in _NUMBER.findall(rest)]
    if unknown or len(months) != 1 or len(weekdays) > 1 or len(numbers) != 2 or numbers[1] < 1000:
        raise ValueError(text)
    moment = datetime(numbers[1], months[0], numbers[0], *_clock(time), tzinfo=_offset(zone))
    differs = bool(weekdays) and weekdays[0] != moment.weekday()
    return moment.astimezone(UTC), (OTHER_WEEKDAY,) if differs else ()


def _iso(text: str) -> datetime:
    """A date in ISO 8601, as events of a calendar are written."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or ":" not in text:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _clock(found: re.Match[str]) -> tuple[int, int, int, int]:
    """Hour, minute, second and microsecond, from 12 or 24 hours."""
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if half := found[5]:
        if not 1 <= hour <= 12:
            raise ValueError(found[0])
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return hour, minute, second, int((found[4] or "").ljust(6, "0"))


def _offset(found: re.Match[str]) -> timezone:
    """The zone: UTC, or so many hours from it."""
    if not found[1]:
        return UTC
    distance = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(distance if found[1] == "+" else -distance)

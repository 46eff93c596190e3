"""Dates, times, figures and sizes as a Dutch reader writes them. Pure: no settings, no request.

Moments are shown in the time of Amsterdam. The spelling follows the house rules of the Dutch government: "21.03 uur",
"14 november 2025", "1.234", "3,4 MB".
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from archive.days import LOCAL_ZONE
from archive.figures import dotted

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
NO_BREAK_SPACE = "\u00a0"
_SIZES = (("GB", 10**9, 999_500_000), ("MB", 10**6, 999_500), ("kB", 10**3, 0))


def local(moment: datetime) -> datetime:
    """The moment in Amsterdam's time; raises `ValueError` for a moment without a zone, which could be any time."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(LOCAL_ZONE)


def _day_of(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """ "14 november 2025"."""
    on = _day_of(value)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def weekday(value: date | datetime) -> str:
    """ "vrijdag 14 november 2025"."""
    return f"{WEEKDAYS[_day_of(value).weekday()]} {day(value)}"


def short_day(value: date | datetime) -> str:
    """ "14 nov 2025", for tables."""
    on = _day_of(value)
    return f"{on.day} {SHORT_MONTHS[on.month - 1]} {on.year}"


def month(value: date | datetime) -> str:
    """ "nov 2025", for the axis of a graph."""
    on = _day_of(value)
    return f"{SHORT_MONTHS[on.month - 1]} {on.year}"


def period(first: date | datetime, last: date | datetime) -> str:
    """ "van 12 november 2025 tot en met 13 november 2025", or "op 12 november 2025" where both are that day."""
    if _day_of(first) == _day_of(last):
        return f"op {day(first)}"
    return f"van {day(first)} tot en met {day(last)}"


def short_period(first: date | datetime, last: date | datetime) -> str:
    """ "12 nov 2025 – 13 nov 2025" or "12 nov 2025", for tables; it breaks after the dash only."""
    days = dict.fromkeys(short_day(value).replace(" ", NO_BREAK_SPACE) for value in (first, last))
    return f"{NO_BREAK_SPACE}– ".join(days)


def clock(moment: datetime) -> str:
    """ "21.03 uur"; in the hour that a night has twice, "02.05 uur (wintertijd)": without it 02.05 stands under 02.50."""
    there = local(moment)
    other = there.replace(fold=1 - there.fold)
    which = ""
    if there.utcoffset() != other.utcoffset():
        which = f"{NO_BREAK_SPACE}({'wintertijd' if there.fold else 'zomertijd'})"
    return f"{there:%H.%M}{NO_BREAK_SPACE}uur{which}"


def moment(value: datetime) -> str:
    """ "14 nov 2025, 21.03 uur"."""
    return f"{short_day(value)}, {clock(value)}"


def source_clock(value: datetime, zone: str) -> str:
    """The time in the source's own zone, "20.03 uur (Europe/London)"; empty where the clock showed the same.

    `zone` is an IANA name. "UTC" means that the source kept an instant, not that a clock showed UTC.
    """
    if zone == "UTC":
        return ""
    there = value.astimezone(ZoneInfo(zone))
    if there.utcoffset() == local(value).utcoffset():
        return ""
    return f"{there:%H.%M}{NO_BREAK_SPACE}uur ({zone})"


def number(value: int) -> str:
    """ "1.234": a point for the thousands."""
    return dotted(value)


def decimal(value: float, places: int = 1) -> str:
    """ "1.234,5": a comma before the decimals."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def counted(value: int, one: str, many: str) -> str:
    """ "1 bericht", "1.234 berichten", "geen berichten"."""
    if value == 0:
        return f"geen{NO_BREAK_SPACE}{many}"
    return f"{number(value)}{NO_BREAK_SPACE}{one if value == 1 else many}"


def percentage(part: int, whole: int) -> str:
    """ "87%", rounded down: 100% is said only when nothing is left. Empty when there is nothing to take a share of."""
    return f"{100 * part // whole}%" if whole else ""


def size(count: int) -> str:
    """A number of bytes as "812 bytes", "12 kB" or "3,4 MB"; decimal units, as file managers show them."""
    if count < 1000:
        return f"{count}{NO_BREAK_SPACE}{'byte' if count == 1 else 'bytes'}"
    # The unit is chosen by the figure as it will be printed: 999.95 kB is "1,0 MB", not "1.000 kB".
    unit, amount = next((unit, count / scale) for unit, scale, least in _SIZES if count >= least)
    places = 0 if unit == "kB" or amount >= 99.95 else 1
    return f"{decimal(amount, places)}{NO_BREAK_SPACE}{unit}"


def duration(length: timedelta) -> str:
    """The two largest units of a length of time: "2 dagen en 3 uur", "5 minuten en 12 seconden", "0 seconden"."""
    seconds = round(length.total_seconds())
    units = (("dag", "dagen", 86400), ("uur", "uur", 3600), ("minuut", "minuten", 60), ("seconde", "seconden", 1))
    parts = []
    for one, many, unit_seconds in units:
        amount, seconds = divmod(seconds, unit_seconds)
        if amount:
            parts.append(counted(amount, one, many))
    return " en ".join(parts[:2]) or f"0{NO_BREAK_SPACE}seconden"


def days_left(days: int) -> str:
    """How far a deadline is: "nog 3 dagen", "vandaag", "2 dagen te laat"."""
    if days == 0:
        return "vandaag"
    if days > 0:
        return f"nog {counted(days, 'dag', 'dagen')}"
    return f"{counted(-days, 'dag', 'dagen')} te laat"


def enumeration(words: list[str]) -> str:
    """ "a, b en c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} en {words[-1]}"

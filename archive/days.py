"""Days as the Netherlands count them: from a day to the instants it begins and ends, and back. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Europe/Amsterdam")
_FIRST_DAY, _LAST_DAY = date(1, 1, 2), date(9999, 12, 31)


def start_of_day(day: date) -> datetime:
    """The first instant of a Dutch day, aware; at an end of the calendar that of the nearest day there is in UTC too."""
    return datetime.combine(min(max(day, _FIRST_DAY), _LAST_DAY), time.min, tzinfo=LOCAL_ZONE)


def end_of_day(day: date) -> datetime:
    """The first instant after a Dutch day, aware; at the end of the calendar as `start_of_day`."""
    return start_of_day(day + timedelta(days=1) if day < _LAST_DAY else _LAST_DAY)


def is_within(day: date, first: date | None, last: date | None) -> bool:
    """Whether a day lies between two others, both included; None is an open end."""
    return (first is None or first <= day) and (last is None or day <= last)


def local_day(moment: datetime) -> date:
    """The Dutch day an aware moment falls on."""
    return moment.astimezone(LOCAL_ZONE).date()

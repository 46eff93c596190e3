"""The filters of `woo_portal.presentation.dutch` for templates, and `sentence`: {% load dutch %}.

An absent value shows as nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django import template

from woo_portal.presentation import dutch

register = template.Library()
Value = TypeVar("Value")


def _absent_is_empty(show: Callable[[Value], str]) -> Callable[[Value | None], str]:
    def filter_(value: Value | None) -> str:
        return "" if value is None or value == "" else show(value)

    filter_.__doc__ = show.__doc__
    return filter_


for show in (
    dutch.day,
    dutch.weekday,
    dutch.short_day,
    dutch.month,
    dutch.clock,
    dutch.moment,
    dutch.number,
    dutch.size,
    dutch.days_left,
):
    register.filter(show.__name__, _absent_is_empty(show))


@register.filter
def counted(value: int, words: str) -> str:
    """{{ total|counted:"bericht,berichten" }} is "1.234 berichten"."""
    one, many = words.split(",")
    return dutch.counted(value, one, many)


@register.filter
def period(first: date | datetime, last: date | datetime) -> str:
    """{{ first|period:last }} is "van 12 november 2025 tot en met 13 november 2025", of one day "op 12 november 2025"."""
    return dutch.period(first, last)


@register.filter
def short_period(first: date | datetime, last: date | datetime) -> str:
    """{{ first|short_period:last }} is "12 nov 2025 – 13 nov 2025", of one day "12 nov 2025"."""
    return dutch.short_period(first, last)


@register.simple_block_tag
def sentence(content: str) -> str:
    """{% sentence as title %}Dossier {{ number }}{% endsentence %} keeps what it says, escaped, to be handed to a part."""
    return content


@register.filter
def enumerated(words: Iterable[str]) -> str:
    """{{ names|enumerated }} is "a, b en c"."""
    return dutch.enumeration(list(words))


@register.filter
def percentage_of(part: int, whole: int) -> str:
    """{{ decided|percentage_of:total }} is "87%"."""
    return dutch.percentage(part, whole)


@register.filter
def duration(value: timedelta | float | None) -> str:
    """A length of time, or a number of seconds, as "5 minuten en 12 seconden"."""
    if value is None:
        return ""
    return dutch.duration(value if isinstance(value, timedelta) else timedelta(seconds=value))


@register.filter
def machine(value: date | datetime) -> str:
    """For <time datetime="…">: ISO 8601 in the time of Amsterdam, to the minute."""
    return dutch.local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


@register.filter
def source_clock(value: datetime, zone: str) -> str:
    """{{ message.sent_at|source_clock:message.zone }}: the time of the source's zone where it differs, else nothing."""
    return dutch.source_clock(value, zone)

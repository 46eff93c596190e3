"""The hits over time, as bars that each lead to the hits of their period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from archive.querysets import MessageQuerySet
from archive.search.query import Query, per_day, per_month
from woo_portal.presentation.dutch import month, short_day
from woo_portal.presentation.histogram import Count, Histogram, histogram

MOST_BARS = 120
"""More bars than this are too thin to tell apart: ten years in months."""
DAYS_IN_BARS = 62
"""A period of at most so many days shows a bar a day."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """How wide a bar is: how it is named, and the first day of the next one."""

    title: str
    label: Callable[[date], str]
    following: Callable[[date], date]


_DAYS = _Scale("Treffers per dag", short_day, lambda start: start + timedelta(days=1))
_MONTHS = _Scale("Treffers per maand", month, lambda start: (start + timedelta(days=31)).replace(day=1))
_YEARS = _Scale("Treffers per jaar", lambda start: str(start.year), lambda start: start.replace(year=start.year + 1))


def over_time(found: MessageQuerySet, query: Query, parameters: Mapping[str, str]) -> Histogram | None:
    """The hits by day, month or year, empty periods included; None without hits. `parameters` are those of the address."""
    if query.first_day and query.last_day and (query.last_day - query.first_day).days <= DAYS_IN_BARS:
        scale, hits = _DAYS, dict(per_day(found))
    else:
        scale, hits = _MONTHS, dict(per_month(found))
    if not hits:
        return None
    first, last = min(hits), max(hits)
    if scale is _MONTHS and (last.year - first.year) * 12 + last.month - first.month >= MOST_BARS:
        scale, hits = _YEARS, _by_year(hits)
        first, last = min(hits), max(hits)
    bars = []
    while first <= last:
        until = scale.following(first) - timedelta(days=1)
        address = {
            **parameters,
            "van": max(first, query.first_day or first),
            "tot": min(until, query.last_day or until),
        }
        bars.append(Count(scale.label(first), hits.get(first, 0), f"?{urlencode(address)}"))
        first = scale.following(first)
    return histogram(bars, title=scale.title, one="treffer", many="treffers")


def _by_year(months: Mapping[date, int]) -> dict[date, int]:
    years: Counter[date] = Counter()
    for start, count in months.items():
        years[start.replace(month=1)] += count
    return dict(years)

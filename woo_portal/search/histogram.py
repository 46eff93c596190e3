"""The hits over time, as bars that each lead to the hits of their period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from archive.search.facets import Facets
from archive.search.query import Query
from woo_portal.presentation.dutch import month, short_day
from woo_portal.presentation.histogram import Count, Histogram, histogram

MOST_BARS = 120
"""More bars than this are too thin to tell apart: ten years in months."""
DAYS_IN_BARS = 62
"""A period of at most so many days shows a bar a day."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """How wide a bar is: how it is named, and the first day of the next one."""

    per: str
    label: Callable[[date], str]
    following: Callable[[date], date]


_DAYS = _Scale("per dag", short_day, lambda start: start + timedelta(days=1))
_MONTHS = _Scale("per maand", month, lambda start: (start + timedelta(days=31)).replace(day=1))
_YEARS = _Scale("per jaar", lambda start: str(start.year), lambda start: start.replace(year=start.year + 1))


def over_time(facets: Facets, query: Query, parameters: Mapping[str, str], *, page: str) -> Histogram | None:
    """The hits by day, month or year, empty periods included; None without hits. A bar leads to the hits of its period on
    `page`, asked for with the `parameters`.
    """
    period = query.first_day, query.last_day
    if facets.days:
        return _drawn(facets.days, _DAYS, parameters, period=period, page=page)
    return by_month(facets.months, parameters, period=period, page=page)


def in_days(query: Query) -> bool:
    """Whether the period is so short that its days are told apart."""
    first, last = query.first_day, query.last_day
    return first is not None and last is not None and (last - first).days <= DAYS_IN_BARS


def by_month(
    hits: Mapping[date, int],
    parameters: Mapping[str, str],
    *,
    period: tuple[date | None, date | None] = (None, None),
    page: str | None = "",
    counted: tuple[str, str] = ("treffer", "treffers"),
) -> Histogram | None:
    """Hits by month, or by year if there would be too many bars; None without hits.

    `hits` are by the first day of a month; `period` is what was asked for. A bar leads to the hits of its period on `page`
    (empty: the page it stands on), asked for with the `parameters`; to nothing when that is None. `counted` names what is
    counted, one and many.
    """
    if hits and _months_between(min(hits), max(hits)) >= MOST_BARS:
        return _drawn(_by_year(hits), _YEARS, parameters, period=period, page=page, counted=counted)
    return _drawn(hits, _MONTHS, parameters, period=period, page=page, counted=counted)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _drawn(
    hits: Mapping[date, int],
    scale: _Scale,
    parameters: Mapping[str, str],
    *,
    period: tuple[date | None, date | None],
    page: str | None = "",
    counted: tuple[str, str] = ("treffer", "treffers"),
) -> Histogram | None:
    if not hits:
        return None
    first, last = min(hits), max(hits)
    bars = []
    while first <= last:
        until = scale.following(first) - timedelta(days=1)
        address = {**parameters, "van": max(first, period[0] or first), "tot": min(until, period[1] or until)}
        url = f"{page}?{urlencode(address)}" if page is not None else ""
        bars.append(Count(scale.label(first), hits.get(first, 0), url))
        first = scale.following(first)
    one, many = counted
    return histogram(bars, title=f"{many.capitalize()} {scale.per}", one=one, many=many)


def _by_year(months: Mapping[date, int]) -> dict[date, int]:
    years: Counter[date] = Counter()
    for start, count in months.items():
        years[start.replace(month=1)] += count
    return dict(years)

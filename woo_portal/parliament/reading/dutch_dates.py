"""A day as it is written in a Dutch text: "6 maart 2024", "6 mrt. 2024", "6-3-2024". Pure."""

from __future__ import annotations

import re
from datetime import date

from woo_portal.presentation.dutch import MONTHS, SHORT_MONTHS

_MONTHS = {name: place for names in (MONTHS, SHORT_MONTHS) for place, name in enumerate(names, start=1)}
_MONTHS |= {"sept": 9, "maa": 3}
DAY = rf"(?:\d{{1,2}}\s+(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?\s+\d{{4}}|\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{4}})"
"""A pattern for a day in a text; match it with re.IGNORECASE."""
_PARTS = re.compile(r"(\d{1,2})(?:\s+([a-z]+)\.?\s+|[-/](\d{1,2})[-/])(\d{4})", re.IGNORECASE)


def day_in(text: str) -> date | None:
    """The first day named in a text; None when there is none, or when it does not exist ("31 februari 2024")."""
    for found in _PARTS.finditer(text):
        number, name, figure, year = found.groups()
        month = _MONTHS.get(name.lower()) if name else int(figure)
        if month is None:
            continue
        try:
            return date(int(year), month, int(number))
        except ValueError:
            return None
    return None


def iso_day(text: str | None) -> date | None:
    """The day of an ISO 8601 date or moment, as it is written there; None when it is no such thing."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None

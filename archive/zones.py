"""The zones local times are read with: which there are, and what the Netherlands calls those a ministry meets. Pure.

An export that gives local times seldom says of which zone. Only who brings it in can know where the telephone, or the computer
that made the export, was.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

DEFAULT_ZONE = "Europe/Amsterdam"
KINGDOM = {
    DEFAULT_ZONE: "Nederland",
    "America/Aruba": "Aruba",
    "America/Curacao": "Curaçao",
    "America/Lower_Princes": "Sint Maarten",
    "America/Kralendijk": "Bonaire, Sint Eustatius en Saba",
}
ELSEWHERE = {
    "UTC": "wereldtijd (UTC)",
    "Europe/London": "Londen",
    "Europe/Brussels": "Brussel",
    "Europe/Kyiv": "Kyiv",
    "Europe/Istanbul": "Istanbul",
    "Europe/Moscow": "Moskou",
    "America/New_York": "New York en Washington",
    "America/Los_Angeles": "Los Angeles",
    "America/Paramaribo": "Paramaribo",
    "America/Sao_Paulo": "São Paulo",
    "Africa/Johannesburg": "Johannesburg",
    "Asia/Jerusalem": "Jeruzalem",
    "Asia/Dubai": "Dubai",
    "Asia/Kolkata": "New Delhi",
    "Asia/Jakarta": "Jakarta",
    "Asia/Singapore": "Singapore",
    "Asia/Shanghai": "Peking",
    "Asia/Tokyo": "Tokio",
    "Australia/Sydney": "Sydney",
}
"""Dutch names by the name of the zone in the database of time zones (IANA)."""
_NO_PLACE = frozenset({"Factory", "localtime"})
_LONGEST = 40
"""Characters of a name: as many as an import keeps."""


def is_zone(name: str) -> bool:
    """Whether this is the name of a zone: one of the IANA database, written as it is there."""
    return len(name) <= _LONGEST and name in _names()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones()) - _NO_PLACE


def called(name: str) -> str:
    """A zone in Dutch: "Curaçao (America/Curacao)"; of one that has no Dutch name here its own name."""
    dutch = (KINGDOM | ELSEWHERE).get(name, "")
    return f"{dutch} ({name})" if dutch and name not in dutch else dutch or name

"""The report of an import as its page tells it: every line of the file is in exactly one row. Pure.

Reads the JSON that `archive.reporting.ImportReport` wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from archive.importing import DateOrder
from woo_portal.intake.wording import KINDS, ORDERS, readings

# Key in the report, what it is called, and what it is.
_PARTS = (
    ("parsed", "Berichten", ""),
    ("continued", "Vervolg van een bericht", "een bericht van meer regels"),
    ("system", "Systeemregels", "geschreven door de app, niet door een persoon"),
    ("bookkeeping", "Zonder bericht", "zoals lege regels en lijsten van contacten"),
    ("unreadable", "Niet gelezen", "staan hieronder, letterlijk"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A row of the account: what was counted, an explanation, how many lines or records."""

    label: str
    explanation: str
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the page shows beside what it takes from the stored report as it is (`raw`).

    `missing` is how many lines or records are in no row; negative when some are in two.
    """

    raw: Mapping[str, Any]
    parts: tuple[Part, ...]
    missing: int
    kinds: tuple[tuple[str, int], ...]
    first_at: datetime | None
    last_at: datetime | None


def read_report(stored: Mapping[str, Any]) -> Report:
    """The report of an import that is done."""
    parts = tuple(Part(label, explanation, stored[key]) for key, label, explanation in _PARTS)
    kinds = sorted(stored["kinds"].items(), key=lambda item: -item[1])
    return Report(
        raw=stored,
        parts=parts,
        missing=stored["units"] - sum(part.count for part in parts),
        kinds=tuple((KINDS.get(kind, kind), count) for kind, count in kinds),
        first_at=_moment(stored["first_at"]),
        last_at=_moment(stored["last_at"]),
    )


def _moment(stored: str) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


@dataclass(frozen=True, slots=True)
class Example:
    """A line of the file whose date can be read in two ways; `days` are the ways, in the order of `ORDERS`, and the days."""

    line: str
    written: str
    days: tuple[tuple[str, date | None], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What an import asks: lines of the file and what their date is in each order."""

    orders: tuple[tuple[DateOrder, str], ...]
    examples: tuple[Example, ...]


def read_question(stored: Mapping[str, Any]) -> Question:
    """The question of an import that waits for an answer."""
    examples = []
    for line in stored["examples"]:
        written, days = readings(line)
        examples.append(Example(line, written, tuple((way, days.get(order)) for order, way in ORDERS.items())))
    return Question(tuple(ORDERS.items()), tuple(examples))

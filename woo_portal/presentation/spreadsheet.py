"""Tables for a spreadsheet, as lines of CSV in which no cell can become a formula. Pure.

Semicolons, quoted cells and a byte order mark: so a Dutch Excel and LibreOffice open it as a table of text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

STARTS_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""A cell that begins with one of these may be run by a spreadsheet, whatever quotation marks are around it."""
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """What `csv.writer` writes to: keeps the line."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        """Keep a line."""
        self.text = text


def as_csv(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Each row as a line."""
    line = _Line()
    writer = csv.writer(line, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    before = BYTE_ORDER_MARK
    for row in rows:
        writer.writerow([as_text(str(cell)) for cell in row])
        yield before + line.text
        before = ""


def as_text(cell: str) -> str:
    """The cell as a spreadsheet shows it as text: with an apostrophe before what it would take for a formula."""
    first = cell.lstrip(" \u00a0\ufeff\u200b\u200e\u200f\u202a\u202c\u2066\u2069")[:1]
    return f"'{cell}" if first in STARTS_FORMULA and first else cell

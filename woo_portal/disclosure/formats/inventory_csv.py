"""The inventory as comma-separated values (RFC 4180): the open form that machines read, and that Dutch spreadsheets open.

Semicolons part the cells, and the file begins with the mark by which a spreadsheet knows it for UTF-8: a Dutch one opens it
with a double click. Days are ISO 8601.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from woo_portal.disclosure import inventory
from woo_portal.disclosure.characters import printable
from woo_portal.disclosure.publishing import DisclosureSet, File, Transcript, formats

_NAME = "inventarislijst.csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins with one of these for a formula; an apostrophe before it makes it text."""


@formats.register
class InventoryCsv:
    """The file "inventarislijst.csv"."""

    name = "inventory_csv"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file."""
        yield File(_NAME, "".join(_lines(disclosure)).encode("utf-8-sig"))

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One; each line is a block."""
        return {_NAME: lambda: Transcript(blocks=tuple(_lines(disclosure)))}


def _lines(disclosure: DisclosureSet) -> Iterator[str]:
    for cells in (inventory.COLUMNS, *inventory.lines(disclosure)):
        line = io.StringIO()
        csv.writer(line, delimiter=";").writerow(map(_cell, cells))
        yield line.getvalue()


def _cell(value: str | int | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    text = " ".join(printable(str(value)).split())
    return f"'{text}" if text.startswith(_FORMULA) else text

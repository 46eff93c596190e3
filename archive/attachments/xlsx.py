"""Spreadsheets (Office Open XML): the cells as their values, sheet by sheet, row by row."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.extraction import media_types
from archive.extraction.contract import Extracted, extractors, joined
from archive.extraction.office_packages import opened


@extractors.register
class Xlsx:
    """Reads .xlsx and its variants with macros. Of a formula the value that was saved with it."""

    name = "xlsx"
    media_types = frozenset({media_types.XLSX})

    def extract(self, path: Path) -> Extracted:
        """All sheets, hidden ones included: they are in the file."""
        import openpyxl

        # Opened as a package first: that refuses what grows out of proportion, to which openpyxl itself pays no heed.
        with opened(path), path.open("rb") as stream:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            try:
                return joined(_lines(book))
            finally:
                book.close()


def _lines(book: Any) -> Iterator[str]:
    """The name of each sheet and its rows that hold something."""
    for sheet in book.worksheets:
        yield str(sheet.title)
        for row in sheet.iter_rows(values_only=True):
            cells = [_shown(value) for value in row if value is not None]
            if cells:
                yield "\t".join(cells)
        yield ""


def _shown(value: object) -> str:
    """A cell as a reader would type it: 14-11-2025, 12,5, waar."""
    if isinstance(value, bool):
        return "waar" if value else "onwaar"
    if isinstance(value, datetime.datetime):
        return f"{value:%d-%m-%Y %H:%M}" if value.time() != datetime.time() else f"{value:%d-%m-%Y}"
    if isinstance(value, datetime.date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return str(value)

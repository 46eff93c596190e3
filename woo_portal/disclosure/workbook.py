"""Writes a workbook of plain cells, and tells what it may say. Pure: it knows lines and columns, not what they are about."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from woo_portal.disclosure.characters import printable
from woo_portal.disclosure.publishing import DisclosureSet, Transcript

Line = Sequence[str | int | date]
_LONGEST_CELL = 32_767
"""The most characters a cell can hold (ECMA-376, Excel's limits)."""
_DAY_ZERO = date(1899, 12, 30)
# Text stays text, whatever it begins with: no cell of ours is ever a formula or a link. In memory, for a file on disk would
# lend its permissions to the archive, and these differ between machines.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the title and the width, in characters, of each column, and its lines."""

    name: str
    columns: Sequence[tuple[str, int]]
    lines: Sequence[Line]


def content(disclosure: DisclosureSet, title: str, sheets: Sequence[Sheet]) -> bytes:
    """The workbook. The same sheets of the same set give the same bytes: the set's is the only time it tells."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        created = disclosure.made_at.replace(tzinfo=None)
        workbook.set_properties({"title": _text(title), "author": _text(disclosure.authority), "created": created})
        for sheet in sheets:
            _write_sheet(workbook, sheet)
    return file.getvalue()


def transcript(disclosure: DisclosureSet, title: str, sheets: Sequence[Sheet]) -> Transcript:
    """What that workbook may say: its cells, days and numbers as text, and its properties."""
    return Transcript(values=frozenset(_values(disclosure, title, sheets)))


def _values(disclosure: DisclosureSet, title: str, sheets: Sequence[Sheet]) -> Iterator[str]:
    yield from (_text(title), _text(disclosure.authority), f"{disclosure.made_at:%Y-%m-%dT%H:%M:%SZ}")
    for sheet in sheets:
        yield sheet.name
        yield from (heading for heading, _ in sheet.columns)
        yield from (_as_read(value) for line in sheet.lines for value in line)


def _as_read(value: str | int | date) -> str:
    """The value as it stands in the file, where a day is its number in the workbook's calendar."""
    if isinstance(value, date):
        return str((value - _DAY_ZERO).days)
    return _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    return printable(value)[:_LONGEST_CELL]


def _write_sheet(workbook: Any, told: Sheet) -> None:
    sheet = workbook.add_worksheet(told.name)
    heading = workbook.add_format({"bold": True, "bottom": 1})
    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "dd-mm-yyyy", "valign": "top", "align": "left"})
    for column, (title, width) in enumerate(told.columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, heading)
    count = 0
    for count, line in enumerate(told.lines, start=1):
        for column, value in enumerate(line):
            if isinstance(value, date):
                sheet.write_datetime(count, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(count, column, value, text)
            else:
                sheet.write_string(count, column, _text(value), text)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, count, len(told.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)

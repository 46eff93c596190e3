"""The inventory as a workbook, for those who sort and filter.

The columns are those of the inventory of the Ministry of Health's publication platform, as far as they have an answer
before publication (no link, no suspension, no related document), with the date, the app and the number of messages.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from woo_portal.disclosure import inventory
from woo_portal.disclosure.characters import printable
from woo_portal.disclosure.publishing import DisclosureSet, File, Transcript, formats

_COLUMNS = (
    ("Document ID", 13),
    ("Documentnummer", 20),
    ("Bestandsnaam", 24),
    ("Datum", 12),
    ("Gesprek", 40),
    ("App", 14),
    ("Berichten", 10),
    ("Beoordeling", 16),
    ("Beoordelingsgrond", 24),
    ("Toelichting", 50),
    ("Besluitnaam", 40),
)
_LONGEST_CELL = 32_767
"""The most characters a cell can hold (ECMA-376, Excel's limits)."""


_DAY_ZERO = date(1899, 12, 30)
_GROUND_COLUMNS = (("Grond", 12), ("Omschrijving", 50), ("Wettekst", 100))
_NAME = "inventarislijst.xlsx"
_Line = Sequence[str | int | date]


@formats.register
class InventoryWorkbook:
    """The file "inventarislijst.xlsx": the sheets "Inventarislijst" and "Gronden"."""

    name = "inventory_xlsx"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file."""
        content = io.BytesIO()
        # Text stays text, whatever it begins with: no cell of ours is ever a formula or a link. In memory, for a file
        # on disk would lend its permissions to the archive, and these differ between machines.
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(content, options) as workbook:
            created = disclosure.made_at.replace(tzinfo=None)
            workbook.set_properties(
                {"title": _title(disclosure), "author": _text(disclosure.authority), "created": created}
            )
            _write_sheet(workbook, "Inventarislijst", _COLUMNS, _inventory(disclosure))
            _write_sheet(workbook, "Gronden", _GROUND_COLUMNS, _grounds(disclosure))
        yield File(_NAME, content.getvalue())

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One; its values are the cells, days and numbers as text, and the properties."""
        return {_NAME: lambda: Transcript(values=frozenset(_values(disclosure)))}


def _values(disclosure: DisclosureSet) -> Iterator[str]:
    created = f"{disclosure.made_at:%Y-%m-%dT%H:%M:%SZ}"
    yield from (_title(disclosure), _text(disclosure.authority), created, "Inventarislijst", "Gronden")
    yield from (title for title, _ in (*_COLUMNS, *_GROUND_COLUMNS))
    for line in (*_inventory(disclosure), *_grounds(disclosure)):
        yield from map(_as_read, line)


def _as_read(value: str | int | date) -> str:
    """The value as it stands in the file, where a day is its number in the workbook's calendar."""
    if isinstance(value, date):
        return str((value - _DAY_ZERO).days)
    return _text(value) if isinstance(value, str) else str(value)


def _title(disclosure: DisclosureSet) -> str:
    return _text(f"Inventarislijst {disclosure.regime} {disclosure.number}")


def _text(value: str) -> str:
    return printable(value)[:_LONGEST_CELL]


def _grounds(disclosure: DisclosureSet) -> Iterator[_Line]:
    return ((ground.code, ground.label, ground.law) for ground in disclosure.grounds)


def _inventory(disclosure: DisclosureSet) -> Iterator[_Line]:
    for row in inventory.rows(disclosure):
        yield (
            row.number,
            f"{disclosure.number}-{row.number}",
            f"{row.number}.pdf",
            row.day,
            inventory.in_plain_text(row.title),
            row.app,
            row.messages,
            row.judgement.lower(),
            ";".join(row.grounds),
            row.explanation,
            disclosure.subject,
        )


def _write_sheet(workbook: Any, name: str, columns: Sequence[tuple[str, int]], lines: Iterable[_Line]) -> None:
    sheet = workbook.add_worksheet(name)
    heading = workbook.add_format({"bold": True, "bottom": 1})
    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "dd-mm-yyyy", "valign": "top", "align": "left"})
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, heading)
    count = 0
    for count, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            if isinstance(value, date):
                sheet.write_datetime(count, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(count, column, value, text)
            else:
                sheet.write_string(count, column, _text(value), text)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, count, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)

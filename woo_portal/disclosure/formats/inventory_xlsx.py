"""The inventory as a workbook, for those who sort and filter.

The columns are those of the inventory of the Ministry of Health's publication platform, as far as they have an answer
before publication (no link, no suspension, no related document), with the date, the app and the number of messages.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from woo_portal.disclosure import inventory
from woo_portal.disclosure.characters import printable
from woo_portal.disclosure.publishing import DisclosureSet, File, formats

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


@formats.register
class InventoryWorkbook:
    """The file "inventarislijst.xlsx": the sheets "Inventarislijst" and "Gronden"."""

    name = "inventory_xlsx"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file."""
        content = io.BytesIO()
        # Text stays text, whatever it begins with: no cell of ours is ever a formula or a link. In memory, for a file
        # on disk would lend its permissions to the archive, and these differ between machines.
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(content, options) as workbook:
            workbook.set_properties(
                {
                    "title": f"Inventarislijst {disclosure.regime} {disclosure.number}",
                    "author": printable(disclosure.authority),
                    "created": disclosure.made_at.replace(tzinfo=None),
                }
            )
            _write_sheet(workbook, "Inventarislijst", _COLUMNS, _inventory(disclosure))
            columns = (("Grond", 12), ("Omschrijving", 50), ("Wettekst", 100))
            _write_sheet(workbook, "Gronden", columns, ((g.code, g.label, g.law) for g in disclosure.grounds))
        yield File("inventarislijst.xlsx", content.getvalue())


def _inventory(disclosure: DisclosureSet) -> Iterator[Sequence[str | int | date]]:
    for row, document in zip(inventory.rows(disclosure), disclosure.documents, strict=True):
        yield (
            row.number,
            f"{disclosure.number}-{row.number}",
            document.file_name.rpartition("/")[2],
            row.day,
            inventory.in_plain_text(row.title),
            row.app,
            row.messages,
            row.judgement.lower(),
            ";".join(row.grounds),
            row.explanation,
            disclosure.subject,
        )


def _write_sheet(
    workbook: Any, name: str, columns: Sequence[tuple[str, int]], lines: Iterable[Sequence[str | int | date]]
) -> None:
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
                sheet.write_string(count, column, printable(value)[:_LONGEST_CELL], text)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, count, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)

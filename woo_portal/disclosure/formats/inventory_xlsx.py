"""The inventory as a workbook, for those who sort and filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from woo_portal.disclosure import inventory, workbook
from woo_portal.disclosure.publishing import DisclosureSet, File, Transcript, formats
from woo_portal.disclosure.workbook import Sheet

_WIDTHS = (13, 20, 24, 12, 40, 14, 10, 16, 24, 50, 40)
_GROUND_COLUMNS = (("Grond", 12), ("Omschrijving", 50), ("Wettekst", 100))
_NAME = "inventarislijst.xlsx"


@formats.register
class InventoryWorkbook:
    """The file "inventarislijst.xlsx": the sheets "Inventarislijst" and "Gronden"."""

    name = "inventory_xlsx"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file."""
        yield File(_NAME, workbook.content(disclosure, _title(disclosure), _sheets(disclosure)))

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One; its values are the cells, days and numbers as text, and the properties."""
        return {_NAME: lambda: workbook.transcript(disclosure, _title(disclosure), _sheets(disclosure))}


def _title(disclosure: DisclosureSet) -> str:
    return f"Inventarislijst {disclosure.name}"


def _sheets(disclosure: DisclosureSet) -> tuple[Sheet, ...]:
    grounds = tuple((ground.code, ground.label, ground.law) for ground in disclosure.grounds)
    return (
        Sheet(
            "Inventarislijst", tuple(zip(inventory.COLUMNS, _WIDTHS, strict=True)), tuple(inventory.lines(disclosure))
        ),
        Sheet("Gronden", _GROUND_COLUMNS, grounds),
    )

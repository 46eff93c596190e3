"""The inventory as a PDF: a real table, its header row repeated on every page, and the legend of the grounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from woo_portal.disclosure import inventory, markup, typesetting
from woo_portal.disclosure.inventory_cells import cells
from woo_portal.disclosure.markup import Markup, words
from woo_portal.disclosure.publishing import DisclosureSet, File, Transcript, formats

LARGE = 500
"""Documents from which the table is laid out in a process of its own."""
_NAME = "inventarislijst.pdf"


@formats.register
class InventoryPdf:
    """The file "inventarislijst.pdf"."""

    name = "inventory_pdf"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file. Raises `markup.UnlistedGround`."""
        is_large = len(disclosure.documents) >= LARGE
        typeset = typesetting.typeset_apart if is_large else typesetting.typeset
        yield File(_NAME, typeset(_html(disclosure), stylesheet="inventory.css"))

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One."""
        return {_NAME: lambda: typesetting.transcript(_html(disclosure))}


def _html(disclosure: DisclosureSet) -> str:
    write = Markup(disclosure.grounds)
    return markup.page(
        "inventory.html",
        dossier=words(disclosure.name),
        subject=words(disclosure.subject),
        authority=words(disclosure.authority),
        received=f"{disclosure.received_on:%d-%m-%Y}",
        made=f"{inventory.made_on(disclosure):%d-%m-%Y}",
        summary=inventory.summary(disclosure),
        rows=[cells(write, row) for row in inventory.rows(disclosure)],
        grounds=[(words(ground.code), words(ground.label), words(ground.law)) for ground in disclosure.grounds],
    )

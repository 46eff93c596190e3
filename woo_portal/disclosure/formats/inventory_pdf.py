"""The inventory as a PDF, or several of a large set: a real table, its header row repeated on every page, and the legend of
the grounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from woo_portal.disclosure import inventory, markup, typesetting
from woo_portal.disclosure.inventory import Part
from woo_portal.disclosure.inventory_cells import cells
from woo_portal.disclosure.markup import Markup, words
from woo_portal.disclosure.publishing import DisclosureSet, File, Transcript, formats

LARGE = 500
"""Rows from which the table is laid out in a process of its own."""


@formats.register
class InventoryPdf:
    """The file "inventarislijst.pdf", or "inventarislijst-deel-1.pdf" and so on."""

    name = "inventory_pdf"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """A file for each part. Raises `markup.UnlistedGround`."""
        for part in inventory.parts(disclosure):
            typeset = typesetting.typeset_apart if len(part.rows) >= LARGE else typesetting.typeset
            yield File(part.file, typeset(_html(disclosure, part), stylesheet="inventory.css"))

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One for each part."""
        return {part.file: partial(_transcript, disclosure, part) for part in inventory.parts(disclosure)}


def _transcript(disclosure: DisclosureSet, part: Part) -> Transcript:
    return typesetting.transcript(_html(disclosure, part))


def _html(disclosure: DisclosureSet, part: Part) -> str:
    write = Markup(disclosure.grounds)
    return markup.page(
        "inventory.html",
        title=words(part.title),
        dossier=words(disclosure.name),
        subject=words(disclosure.subject),
        authority=words(disclosure.authority),
        received=f"{disclosure.received_on:%d-%m-%Y}",
        made=f"{inventory.made_on(disclosure):%d-%m-%Y}",
        summary=inventory.summary(disclosure),
        rows=[cells(write, row) for row in part.rows],
        grounds=[(words(ground.code), words(ground.label), words(ground.law)) for ground in disclosure.grounds],
    )

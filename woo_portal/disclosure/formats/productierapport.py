"""The production report: the workbook with which the Ministry of Health's publication platform takes documents in.

Its rules are those of the platform's manual and reader (DOMAIN: production report): one sheet, fourteen columns under fixed
names, text only. The ID of a document is the name of its file without ".pdf". What the platform does not allow in a cell is
written otherwise or left out here, for it refuses the whole report because of one cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from woo_portal.disclosure import inventory, workbook
from woo_portal.disclosure.characters import printable
from woo_portal.disclosure.publishing import DisclosureSet, File, Transcript, formats
from woo_portal.disclosure.workbook import Line, Sheet

_COLUMNS = (
    ("ID", 12),
    ("Matter", 20),
    ("Family", 10),
    ("Email Thread ID", 16),
    ("Document", 50),
    ("File Type", 12),
    ("Datum", 12),
    ("Beoordeling", 16),
    ("Opgeschort", 12),
    ("Beoordelingsgrond", 24),
    ("Toelichting", 50),
    ("Publieke Link", 40),
    ("Gerelateerd ID", 16),
    ("Zaaknummer", 20),
)
_NAME = "productierapport.xlsx"
_TITLE = "Productierapport"
_NOT_IN_MATTER, _NOT_IN_CASE = re.compile(r"[^A-Za-z0-9\-._~]+"), re.compile(r"[^A-Za-z0-9-]+")
_ADDRESS = re.compile(r"https?://[^\s;|]+")
_AFTER_A_LINK = ".,:!?)]}>'\"’”"
_LONGEST_NUMBER, _LONGEST_LINK, _LONGEST_REMARK = 255, 2048, 1000
_LONGEST_TITLE = 500
"""In bytes of UTF-8, where the others are in characters."""


@formats.register
class Productierapport:
    """The file "productierapport.xlsx"; only for what answers a request under the Woo."""

    name = "productierapport"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file, or none."""
        if disclosure.for_platforms:
            yield File(_NAME, workbook.content(disclosure, _TITLE, _sheets(disclosure)))

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One, or none; its values are the cells and the properties."""
        if not disclosure.for_platforms:
            return {}
        return {_NAME: lambda: workbook.transcript(disclosure, _TITLE, _sheets(disclosure))}


def _sheets(disclosure: DisclosureSet) -> tuple[Sheet, ...]:
    return (Sheet(_TITLE, _COLUMNS, tuple(_lines(disclosure))),)


def _lines(disclosure: DisclosureSet) -> Iterator[Line]:
    matter = _NOT_IN_MATTER.sub("-", disclosure.number)[:_LONGEST_NUMBER]
    case = _NOT_IN_CASE.sub("-", disclosure.number)[:_LONGEST_NUMBER]
    for row in inventory.rows(disclosure):
        yield (
            row.number,
            matter,
            str(row.family),
            str(row.thread),
            inventory.titled(row, longest=_LONGEST_TITLE),
            "pdf" if row.is_attachment else "chat",
            row.day.isoformat(),
            row.judgement.lower(),
            "",
            ";".join(row.grounds),
            _shortened(printable(row.explanation), _LONGEST_REMARK),
            "|".join(link for link in _links(row.remark) if len(link) <= _LONGEST_LINK),
            "",
            case,
        )


def _links(remark: str) -> Iterator[str]:
    """The addresses in a remark, without the sentence's own signs behind them; a bracket that the address opened stays."""
    for found in _ADDRESS.findall(remark):
        link = found.rstrip(_AFTER_A_LINK)
        yield f"{link})" if link.count("(") > link.count(")") else link


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"

"""Word documents (Office Open XML): the text, headers, footers, notes, comments and what was struck out while tracking."""

from __future__ import annotations

from pathlib import Path

from archive.extraction import media_types
from archive.extraction.contract import Extracted, extractors, joined
from archive.extraction.office_packages import numbered, opened, text_of_parts
from archive.extraction.xml_text import Markup

_MARKUP = Markup(
    text=frozenset({"t", "delText"}),
    after={"p": "\n", "tc": "\t"},
    instead={"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
    # Of a drawing with a fallback both hold the same text; a paragraph's properties name tabs that are not there.
    skipped=frozenset({"Fallback", "pPr"}),
)


@extractors.register
class Docx:
    """Reads .docx and its variants with macros."""

    name = "docx"
    media_types = frozenset({media_types.DOCX})

    def extract(self, path: Path) -> Extracted:
        """The body first, then what stands around it."""
        with opened(path) as package:
            around = [
                *numbered(package, r"word/header(\d*)\.xml"),
                *numbered(package, r"word/footer(\d*)\.xml"),
                *(f"word/{part}.xml" for part in ("footnotes", "endnotes", "comments")),
            ]
            return joined(text_of_parts(package, ["word/document.xml", *around], _MARKUP), separator="")

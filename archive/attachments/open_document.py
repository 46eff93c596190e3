"""OpenDocument texts, spreadsheets and presentations (ISO/IEC 26300): paragraphs and cells, comments, headers and footers."""

from __future__ import annotations

from pathlib import Path

from archive.extraction import media_types
from archive.extraction.contract import Extracted, extractors, joined
from archive.extraction.office_packages import opened, text_of_parts
from archive.extraction.xml_text import Markup

_MARKUP = Markup(
    text=frozenset({"p", "h"}),
    after={"p": "\n", "h": "\n", "table-cell": "\t"},
    instead={"s": " ", "tab": "\t", "line-break": "\n"},
)


@extractors.register
class OpenDocument:
    """Reads .odt, .ods and .odp. A cell that is repeated a million times is read once: the count is not expanded."""

    name = "open_document"
    media_types = frozenset({media_types.ODT, media_types.ODS, media_types.ODP})

    def extract(self, path: Path) -> Extracted:
        """The content, then the headers and footers of its pages."""
        with opened(path) as package:
            return joined(text_of_parts(package, ["content.xml", "styles.xml"], _MARKUP), separator="")

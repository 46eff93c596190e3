"""Plain text: a file, or what somebody pasted. Lines may be paragraphs, or be wrapped as they were on a page."""

from __future__ import annotations

from pathlib import Path

from archive.extraction import media_types
from archive.extraction.plain_bytes import text_of
from woo_portal.parliament.reading.paragraphs import broken, is_blank, tidy
from woo_portal.parliament.reading.sheets import MAX_LINES, Break, Line, Sheet, forms

_LONGEST_WRAPPED = 200
_FEW = 25
"""A text of which more than one line in so many has more characters was not wrapped: each of its lines is a paragraph."""


@forms.register
class PlainText:
    """Reads .txt, and text with the signs of Markdown."""

    name = "plain_text"
    media_types = frozenset({media_types.PLAIN, media_types.CSV})

    def sheet_of(self, path: Path) -> Sheet:
        """The lines as they stand."""
        return Sheet("tekst", tuple(lines_of(text_of(path))[:MAX_LINES]))


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not empty, and what separates each from the one before."""
    rows = text.replace("\f", "\n\n").splitlines()
    full = [row for row in rows if not is_blank(row)]
    is_wrapped = sum(len(row) > _LONGEST_WRAPPED for row in full) * _FEW <= len(full)
    begins = broken([len(row) for row in full], [tidy(row) for row in full], blank=1.0)
    lines: list[Line] = []
    gap = True
    for row in rows:
        if is_blank(row):
            gap = True
            continue
        goes_on = is_wrapped and not begins[len(lines)]
        lines.append(Line(row.strip(), before=Break.GAP if gap else Break.NONE if goes_on else Break.PARAGRAPH))
        gap = False
    return lines

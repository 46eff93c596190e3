"""Plain texts, tables with separators and calendars: what is written is what is read."""

from __future__ import annotations

from pathlib import Path

from archive.extraction import media_types
from archive.extraction.contract import Extracted, extractors, joined
from archive.extraction.plain_bytes import text_of


@extractors.register
class PlainText:
    """Reads .txt, .csv, .ics and whatever else is text without markup."""

    name = "plain_text"
    media_types = frozenset({media_types.PLAIN, media_types.CSV, media_types.CALENDAR})

    def extract(self, path: Path) -> Extracted:
        """The text as it is."""
        return joined([text_of(path)])

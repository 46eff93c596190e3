"""Photos and screenshots: the text in them, recognised."""

from __future__ import annotations

from pathlib import Path

from archive.extraction import pictures
from archive.extraction.contract import Extracted, How, extractors, joined
from archive.extraction.text_recognition import recognised


@extractors.register
class Picture:
    """Reads every kind of picture that is shown. Of a moving one the first frame."""

    name = "picture"
    media_types = pictures.MEDIA_TYPES

    def extract(self, path: Path) -> Extracted:
        """The words in the picture."""
        return Extracted(joined([recognised(pictures.opened_upright(path))]).text, How.OCR)

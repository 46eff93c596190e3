"""PDF: the text layer by pdfium; a page without one that is a picture, such as a scan, is recognised."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.extraction import media_types, text_recognition
from archive.extraction.contract import Extracted, How, NotReadable, RecognitionMissing, extractors, joined

MAX_PAGES = 5000
MAX_SCANNED_PAGES = 50
SCAN_SECONDS = 120
"""So many scanned pages are recognised, and so long; what is left out is said."""
FEW_CHARACTERS = 16
"""A page with no more text than this, a page number or a stamp, is looked at as a picture."""
_POINTS_AN_INCH = 72
_SCAN_DPI = 200


@extractors.register
class Pdf:
    """Reads .pdf. A form's fields and comments are not in the text layer, and are not read."""

    name = "pdf"
    media_types = frozenset({media_types.PDF})

    def extract(self, path: Path) -> Extracted:
        """The pages in order."""
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise NotReadable(
                "De PDF is met een wachtwoord beveiligd."
                if "assword" in str(error)
                else "De PDF is beschadigd: hij is niet te openen."
            ) from error
        try:
            pages = _Pages(document)
            found = joined(pages.texts())
            if pages.missing and not found.text:
                raise RecognitionMissing
            return Extracted(found.text, How.OCR if pages.scanned else How.LAYER, found.note or pages.note)
        finally:
            document.close()


class _Pages:
    """Reads page after page, and counts what was recognised, skipped and missing."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._until = time.monotonic() + SCAN_SECONDS
        self.scanned = self.skipped = self.missing = self.damaged = 0

    def texts(self) -> Iterator[str]:
        """The text of each page."""
        for number in range(min(len(self._document), MAX_PAGES)):
            try:
                page = self._document[number]
                yield self._text(page)
                page.close()
            except (RuntimeError, ValueError, NotReadable):
                self.damaged += 1

    def _text(self, page: Any) -> str:
        text_page = page.get_textpage()
        layer = str(text_page.get_text_bounded(errors="replace"))
        text_page.close()
        if len(layer.strip()) > FEW_CHARACTERS or not _shows_a_picture(page):
            return layer
        if not text_recognition.is_available():
            self.missing += 1
            return layer
        if self.scanned >= MAX_SCANNED_PAGES or time.monotonic() > self._until:
            self.skipped += 1
            return layer
        self.scanned += 1
        return "\n".join(filter(None, (layer.strip(), text_recognition.recognised(_as_picture(page)))))

    @property
    def note(self) -> str:
        """What was not read, as a Dutch sentence; "" when everything was."""
        pages = len(self._document)
        if pages > MAX_PAGES:
            return f"De PDF heeft {pages} bladzijden; de eerste {MAX_PAGES} zijn gelezen."
        if self.missing:
            return f"Gescande bladzijden zijn niet gelezen: {self.missing}. Tekstherkenning ontbreekt op deze server."
        if self.skipped:
            return f"Van de gescande bladzijden zijn er {self.scanned} gelezen en {self.skipped} niet: het zijn er te veel."
        return f"Beschadigde bladzijden zijn niet gelezen: {self.damaged}." if self.damaged else ""


def _shows_a_picture(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    wanted = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
    return next(iter(page.get_objects(filter=wanted, max_depth=1)), None) is not None


def _as_picture(page: Any) -> Any:
    """The page in greys at 200 dots an inch, or fewer when it is larger than a page is."""
    width, height = page.get_size()
    scale = _SCAN_DPI / _POINTS_AN_INCH
    largest = (text_recognition.MAX_PIXELS / max(1.0, width * height)) ** 0.5
    return page.render(scale=min(scale, largest), grayscale=True).to_pil()

"""A file as the pages one looks at: a picture is one page, a PDF or a TIFF has several. Pure.

To be run in a process of its own (`archive.extraction.apart`), like everything that opens somebody's file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from archive.extraction import media_types, pictures
from archive.extraction.contract import NotReadable

MEDIA_TYPES = pictures.MEDIA_TYPES | {media_types.PDF}
"""What can be shown page by page. An office document looks otherwise in every program: it has no pages of its own."""
MAX_PAGES = 100
MAX_PIXELS = 12_000_000
"""Of a page of a PDF; a sheet of A4 has 3.9 million at `DPI`."""
DPI = 200
_POINTS_AN_INCH = 72
_ORIENTATION = 0x0112
_FROM_RIGHT, _FROM_BOTTOM = frozenset({2, 3, 6, 7}), frozenset({3, 4, 7, 8})
"""Orientations (EXIF 2.3, 4.6.4 A) in which the first coded block lies at the right, or at the bottom, once it is upright."""
_CODED_TOGETHER = {"JPEG": 16, "MPO": 16, "WEBP": 16}
"""Pixels a side that these formats code together: a pixel there depends on all of them."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one sees of a page, in RGB, upright, on white.

    `block` is how many pixels a side were coded together, counted from the left and the top unless it says otherwise: inside
    such a block every pixel tells something of the others.
    """

    picture: Image.Image
    block: int = 1
    from_right: bool = False
    from_bottom: bool = False


def count_pages(path: Path, media_type: str) -> int:
    """How many pages a file of `MEDIA_TYPES` has. Raises `NotReadable` for one that cannot be shown whole."""
    if media_type == media_types.PDF:
        with _document(path) as document:
            count = len(document)
    else:
        count = _count_frames(path)
    if not 0 < count <= MAX_PAGES:
        raise NotReadable(f"Het bestand heeft {count} bladzijden; hoogstens {MAX_PAGES} kunnen worden getoond.")
    return count


def page_of(path: Path, media_type: str, number: int) -> Page:
    """Page `number` of a file, counted from 1. Raises `NotReadable`."""
    if media_type == media_types.PDF:
        with _document(path) as document:
            return Page(_drawn(document, number - 1))
    picture = pictures.opened_upright(path, frame=number - 1)
    with Image.open(path, formats=pictures.FORMATS) as header:
        block = _CODED_TOGETHER.get(header.format or "", 1)
        turned = header.getexif().get(_ORIENTATION, 1)
    return Page(_on_white(picture), block, turned in _FROM_RIGHT, turned in _FROM_BOTTOM)


def _count_frames(path: Path) -> int:
    try:
        with Image.open(path, formats=pictures.FORMATS) as picture:
            frames, kind = int(getattr(picture, "n_frames", 1)), picture.format
    except Exception as error:  # whatever Pillow's parsers run into
        raise NotReadable("De afbeelding is beschadigd: zij is niet te openen.") from error
    if kind == "MPO":
        return 1  # a telephone's photo; what comes after it serves the telephone
    if frames > 1 and kind != "TIFF":
        raise NotReadable("Dit is een bewegend beeld: dat kan niet worden getoond. U kunt de bijlage weigeren.")
    return frames


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands():
        return picture
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture).convert("RGB")


@contextmanager
def _document(path: Path) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        reason = "met een wachtwoord beveiligd" if locked else "beschadigd: hij is niet te openen"
        raise NotReadable(f"De PDF is {reason}.") from error
    try:
        document.init_forms()  # what is filled in is seen as well
        yield document
    finally:
        document.close()


def _drawn(document: Any, index: int) -> Image.Image:
    """A page as a reader sees it, comments and filled-in fields included."""
    import pypdfium2

    try:
        page = document[index]
        width, height = page.get_size()
        largest = (MAX_PIXELS / max(1.0, width * height)) ** 0.5
        return page.render(scale=min(DPI / _POINTS_AN_INCH, largest)).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise NotReadable(f"Bladzijde {index + 1} van de PDF is beschadigd: zij is niet te tonen.") from error

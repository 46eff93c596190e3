"""Burns boxes into the picture of a page, and writes the picture anew from its pixels alone. Pure.

What is under a box is gone before anything else is done with the picture: nothing that is made smaller, recognised or
encoded afterwards has seen it. Pages that differ only under a box give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from archive.extraction.contract import NotReadable
from archive.extraction.pages import BEYOND, Page
from archive.extraction.pictures import pixels_only, within
from archive.extraction.sheets import LONGEST
from redaction.attachments.areas import Area

NO_BOXES = (
    "In dit soort beeld (WebP met verlies) is van wat gelakt wordt ernaast nog iets te zien: er kunnen geen vlakken in worden "
    "gelakt. Weiger de bijlage, of vraag de archivaris om het beeld in een andere vorm."
)
"""Why a smeared page is shown whole or not at all."""
_FEW_COLOURS = 4096
"""A picture of no more colours is a drawing or a screenshot: it is written without loss."""
_QUALITY = 88
_LETTER, _SMALLEST_LETTER = 28, 8
"""The height in pixels of a code in a box: at most, and the least that can be read."""
PNG, JPEG = "image/png", "image/jpeg"


@dataclass(frozen=True, slots=True, order=True)
class BurnedBox:
    """A box to burn, and the code of the ground that is written in it."""

    area: Area
    ground: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture; width and height in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def burned(page: Page, boxes: Iterable[BurnedBox]) -> Image.Image:
    """The picture of a page, black where the boxes are, with their grounds in them; no side longer than `LONGEST`.

    A box covers every pixel it touches, and every pixel that was coded together with one of those. Raises `NotReadable` for
    boxes on a page that is smeared.
    """
    picture = pixels_only(page.picture)
    pen = ImageDraw.Draw(picture)
    placed = [(_covered(page, box.area), box.ground) for box in sorted(boxes)]
    if placed and page.is_smeared:
        raise NotReadable(NO_BOXES)
    for (left, top, right, bottom), _ in placed:
        pen.rectangle((left, top, right - 1, bottom - 1), fill="black")
    for place, ground in placed:
        _write(pen, place, ground)
    return within(LONGEST, picture)


def for_reading(page: Page, boxes: Iterable[BurnedBox]) -> Image.Image:
    """As `burned`, with white paper where the boxes are: beside a black bar Tesseract reads no words.

    Not made smaller here: what is too small to be recognised in what is published may be read in it all the same.
    """
    picture = pixels_only(page.picture)
    for box in boxes:
        picture.paste("white", _covered(page, box.area))
    return picture


def encoded(picture: Image.Image) -> Picture:
    """The picture as a file that holds pixels and nothing else: PNG where that keeps it small, else JPEG."""
    has_few_colours = picture.getcolors(_FEW_COLOURS) is not None
    written = io.BytesIO()
    if has_few_colours:
        pixels_only(picture).save(written, "PNG", optimize=True)
    else:
        pixels_only(picture).save(written, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    return Picture(written.getvalue(), PNG if has_few_colours else JPEG, picture.width, picture.height)


def _covered(page: Page, area: Area) -> tuple[int, int, int, int]:
    """The pixels that turn black: left, top, right and bottom, half-open."""
    width, height = page.picture.size
    left, top, right, bottom = area.pixels(width, height)
    left, right = _whole_blocks(left, right, width, page.block, page.from_right)
    top, bottom = _whole_blocks(top, bottom, height, page.block, page.from_bottom)
    return left, top, right, bottom


def _whole_blocks(start: int, end: int, length: int, block: int, from_end: bool) -> tuple[int, int]:
    """The stretch widened to whole blocks, and to what these still reach; `from_end`: blocks are counted from the end."""
    if block == 1:
        return start, end
    if from_end:
        end, start = (length - place for place in _whole_blocks(length - end, length - start, length, block, False))
        return start, end
    start, end = start // block * block, -(-end // block) * block
    return max(0, start - BEYOND), min(length, end + BEYOND)


def _write(pen: ImageDraw.ImageDraw, place: tuple[int, int, int, int], text: str) -> None:
    """Write a code in the middle of a box, where it fits."""
    left, top, right, bottom = place
    height = min(_LETTER, (bottom - top) * 3 // 5)
    while height >= _SMALLEST_LETTER:
        font = ImageFont.load_default(height)
        if pen.textlength(text, font) <= (right - left) * 0.9:
            pen.text(((left + right) / 2, (top + bottom) / 2), text, fill="white", font=font, anchor="mm")
            return
        height -= 2

"""A file as the pages one looks at: a picture is one page, a PDF or a TIFF has several; what is very tall is cut. Pure.

To be run in a process of its own (`archive.extraction.apart`), like everything that opens somebody's file.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from archive.extraction import media_types, pictures, sheets
from archive.extraction.contract import NotReadable

MEDIA_TYPES = pictures.MEDIA_TYPES | {media_types.PDF}
"""What can be shown page by page. An office document looks otherwise in every program: it has no pages of its own."""
MAX_PAGES = 100
MAX_PIXELS = 12_000_000
"""Of a page of a PDF; a sheet of A4 has 3.9 million at `DPI`."""
DPI = 200
WAY = 2
"""Goes up when a file becomes other pages than it did: what was decided on the pages there were is looked at again."""
BEYOND = 2
"""Pixels past a block that its colours still reach: decoders smooth colour over the edge (libjpeg's upsampling)."""
_POINTS_AN_INCH = 72
_LEGIBLE = 0.45
"""What a page may at least be made smaller by before its words are recognised, of a picture or of `DPI`: less, and letters are
not recognised that one still reads in what is published."""
_ORIENTATION = 0x0112
_FROM_RIGHT, _FROM_BOTTOM = frozenset({2, 3, 6, 7}), frozenset({3, 4, 7, 8})
"""Orientations (EXIF 2.3, 4.6.4 A) in which the first coded block lies at the right, or at the bottom, once it is upright."""
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})
_CODED_TOGETHER = {"JPEG": 16, "MPO": 16}
"""Pixels a side that these formats code together: a pixel there depends on all of them."""
_LOSSY_WEBP = b"VP8 "
_TOO_LARGE = (
    "Een bladzijde is zo groot dat kleine letters erop niet worden herkend, en dus ook niet worden nagekeken. U kunt de bijlage "
    "weigeren, of de archivaris vragen om haar in delen te leveren."
)


@dataclass(frozen=True, slots=True)
class Page:
    """What one sees of a page, in RGB, upright, on white.

    `block` is how many pixels a side were coded together, counted from the left and the top unless it says otherwise: inside
    such a block every pixel tells something of the others. Where a page `is_smeared`, every pixel tells of all others.
    """

    picture: Image.Image
    block: int = 1
    from_right: bool = False
    from_bottom: bool = False
    is_smeared: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page: part `number`, from 0, of so many `sheets` of a frame of a picture or a page of a PDF, also from 0."""

    source: int
    number: int
    sheets: int


def count_pages(path: Path, media_type: str) -> int:
    """How many pages a file of `MEDIA_TYPES` has. Raises `NotReadable` for one that cannot be shown whole."""
    return len(_sheets(path, media_type))


def page_of(path: Path, media_type: str, number: int) -> Page:
    """Page `number` of a file, counted from 1. Raises `NotReadable`."""
    sheets = _sheets(path, media_type)
    if not 0 < number <= len(sheets):
        raise NotReadable("Deze bladzijde heeft het bestand niet.")
    sheet = sheets[number - 1]
    if media_type == media_types.PDF:
        with _document(path) as document:
            return Page(_drawn(document, sheet))
    picture = pictures.opened_upright(path, frame=sheet.source)
    with Image.open(path, formats=pictures.FORMATS) as header:
        block = _CODED_TOGETHER.get(header.format or "", 1)
        turned = header.getexif().get(_ORIENTATION, 1)
    is_smeared = media_type == media_types.WEBP and _has_chunk(path, _LOSSY_WEBP)
    page = Page(_on_white(picture), block, turned in _FROM_RIGHT, turned in _FROM_BOTTOM, is_smeared)
    return page if sheet.sheets == 1 else _cut_out(page, sheet)


def _sheets(path: Path, media_type: str) -> list[_Sheet]:
    if media_type == media_types.PDF:
        with _document(path) as document:
            _check_count(len(document))
            sizes = [_size_at(DPI / _POINTS_AN_INCH, _points_of(document, index)) for index in range(len(document))]
    else:
        sizes = _frame_sizes(path)
    counts = [sheets.count_sheets(*size) for size in sizes]
    _check_count(sum(counts))
    for count, (width, height) in zip(counts, sizes, strict=True):
        if width * height * _LEGIBLE**2 > MAX_PIXELS * count:
            raise NotReadable(_TOO_LARGE)
    return [_Sheet(source, number, count) for source, count in enumerate(counts) for number in range(count)]


def _check_count(count: int) -> None:
    if not 0 < count <= MAX_PAGES:
        raise NotReadable(f"Het bestand heeft {count} bladzijden; hoogstens {MAX_PAGES} kunnen worden getoond.")


def _points_of(document: Any, index: int) -> tuple[float, float]:
    import pypdfium2

    try:
        width, height = document.get_page_size(index)
    except pypdfium2.PdfiumError as error:
        raise NotReadable(_broken_page(index)) from error
    return width, height


def _broken_page(index: int) -> str:
    return f"Bladzijde {index + 1} van de PDF is beschadigd: zij is niet te tonen."


def _size_at(scale: float, points: tuple[float, float]) -> tuple[int, int]:
    """The width and height in pixels of a page of a PDF, as PDFium counts them."""
    return max(1, math.ceil(points[0] * scale)), max(1, math.ceil(points[1] * scale))


def _frame_sizes(path: Path) -> list[tuple[int, int]]:
    """The width and height, upright, of each frame of a picture that is a page; none is decoded."""
    try:
        with Image.open(path, formats=pictures.FORMATS) as picture:
            frames, kind = int(getattr(picture, "n_frames", 1)), picture.format
            if kind == "MPO":
                frames = 1  # a telephone's photo; what comes after it serves the telephone
            if frames > 1 and kind != "TIFF":
                raise NotReadable("Dit is een bewegend beeld: dat kan niet worden getoond. U kunt de bijlage weigeren.")
            _check_count(frames)
            sizes = []
            for frame in range(frames):
                picture.seek(frame)
                width, height = picture.size
                is_turned = picture.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE
                sizes.append((height, width) if is_turned else (width, height))
            return sizes
    except NotReadable:
        raise
    except Exception as error:  # whatever Pillow's parsers run into
        raise NotReadable("De afbeelding is beschadigd: zij is niet te openen.") from error


def _has_chunk(path: Path, kind: bytes) -> bool:
    """Whether a WebP holds a chunk of this kind (RFC 9649, 2.3)."""
    with path.open("rb") as stream:
        stream.seek(12)
        while len(head := stream.read(8)) == 8:
            if head[:4] == kind:
                return True
            size = int.from_bytes(head[4:], "little")
            stream.seek(size + size % 2, os.SEEK_CUR)
    return False


def _cut_out(page: Page, sheet: _Sheet) -> Page:
    """A sheet of a picture. It begins with a block, so that no pixel of it was coded together with one of another sheet; what
    the colours of the next block may still reach is not shown, but the row beside it once more.
    """
    picture, height = page.picture, page.picture.height
    first_block = height % page.block if page.from_bottom else 0

    def cut(number: int) -> int:
        if number in (0, sheet.sheets):
            return height * (number > 0)
        start, end = sheets.around_cut(height, number, sheet.sheets)
        first = (first_block - start) % page.block
        rows = picture.crop((0, start, picture.width, end))
        return start + sheets.emptiest_row(rows, step=page.block, first=first)

    top, bottom = cut(sheet.number), cut(sheet.number + 1)
    made = picture.crop((0, top, picture.width, bottom))
    if page.block > 1:
        for is_inside, row, over in (
            (top > 0, BEYOND, 0),
            (bottom < height, made.height - BEYOND - 1, made.height - BEYOND),
        ):
            if is_inside:
                beside = made.crop((0, row, made.width, row + 1))
                made.paste(beside.resize((made.width, BEYOND)), (0, over))
    return replace(page, picture=made)


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


def _drawn(document: Any, sheet: _Sheet) -> Image.Image:
    """A page, or a sheet of one, as a reader sees it, comments and filled-in fields included."""
    import pypdfium2

    try:
        page = document[sheet.source]
        points, scale = page.get_size(), DPI / _POINTS_AN_INCH
        if sheet.sheets == 1:
            width, height = points
            largest = (MAX_PIXELS / max(1.0, width * height)) ** 0.5
            return _rows_drawn(page, min(scale, largest))
        height = _size_at(scale, points)[1]

        def cut(number: int) -> int:
            if number in (0, sheet.sheets):
                return height * (number > 0)
            start, end = sheets.around_cut(height, number, sheet.sheets)
            return start + sheets.emptiest_row(_rows_drawn(page, scale, start, height - end))

        return _rows_drawn(page, scale, cut(sheet.number), height - cut(sheet.number + 1))
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise NotReadable(_broken_page(sheet.source)) from error


def _rows_drawn(page: Any, scale: float, above: int = 0, below: int = 0) -> Image.Image:
    """A page of a PDF without so many rows of pixels at its top and at its bottom."""
    # PDFium's wrapper rounds up what is cut off: half a pixel less, and it is what was asked for.
    off = [max(0.0, rows - 0.5) / scale for rows in (below, above)]
    drawn = page.render(scale=scale, crop=(0, off[0], 0, off[1])).to_pil()
    return drawn.convert("RGB")

"""A screenshot that was scrolled through is looked at sheet by sheet: whole, its letters would be too small to be recognised."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont

from archive.extraction.contract import NotReadable
from archive.extraction.media_types import media_type_of
from archive.extraction.pages import MAX_PIXELS, Page, count_pages, page_of
from archive.extraction.sheets import LONGEST, around_cut, count_sheets
from tests.archive.extraction import documents

LINE = 60


def screenshot(height: int, *, form: str = "PNG", width: int = 1080, **options: object) -> bytes:
    """Lines of text from top to bottom, as close together as in a chat."""
    picture = Image.new("RGB", (width, height), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(documents.FONT, 42)
    for top in range(20, height - LINE, LINE):
        pen.text((60, top), "bel Wil Driessen 06-12345678", fill="black", font=font)
    made = io.BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()


@pytest.fixture
def sheets_of(tmp_path: Path):
    def cut(data: bytes) -> list[Page]:
        path = tmp_path / "origineel"
        path.write_bytes(data)
        kind = media_type_of(path, "beeld")
        return [page_of(path, kind, number) for number in range(1, count_pages(path, kind) + 1)]

    return cut


def below_each_other(sheets: list[Page]) -> Image.Image:
    whole = Image.new("RGB", (sheets[0].picture.width, sum(sheet.picture.height for sheet in sheets)))
    top = 0
    for sheet in sheets:
        whole.paste(sheet.picture, (0, top))
        top += sheet.picture.height
    return whole


def test_a_long_screenshot_was_shown_so_small_that_nothing_in_it_was_recognised(sheets_of):
    """Regression: 1080 by 16,000 pixels became 202 by 3,000, in which no name was proposed and every name could be read."""
    data = screenshot(16_000)
    sheets = sheets_of(data)
    assert all(max(sheet.picture.size) <= LONGEST for sheet in sheets)
    with Image.open(io.BytesIO(data)) as original:
        assert ImageChops.difference(below_each_other(sheets), original).getbbox() is None
    for sheet in sheets[1:]:
        first_rows = sheet.picture.crop((0, 0, 1080, 3)).convert("L")
        assert first_rows.getextrema() == (255, 255), "a line of text was cut through"


def striped(colour: tuple[int, int, int], *, above: int, orientation: int) -> bytes:
    """A JPEG of stripes from top to bottom as it is held, with another colour in the sixteen rows above this one."""
    picture = Image.new("RGB", (960, 4000), (200, 200, 200))
    for left in range(0, 960, 96):
        picture.paste((90, 90, 90), (left, 0, left + 48, 4000))
        picture.paste(colour, (left, above - 16, left + 48, above))
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = picture.transpose(Image.Transpose.ROTATE_180) if orientation == 3 else picture
    made = io.BytesIO()
    upright.save(made, "JPEG", quality=40, exif=exif)
    return made.getvalue()


@pytest.mark.parametrize("orientation", [1, 3])
def test_what_stands_at_the_foot_of_a_sheet_leaves_no_shadow_at_the_head_of_the_next(sheets_of, orientation):
    """A JPEG codes blocks of pixels together and smooths colours over their edges: no block stands on two sheets."""
    cut = sheets_of(striped((90, 90, 90), above=2000, orientation=orientation))[0].picture.height
    assert (cut if orientation == 1 else 4000 - cut) % 16 == 0

    red, blue = (
        sheets_of(striped(colour, above=cut, orientation=orientation)) for colour in ((150, 30, 30), (30, 30, 150))
    )

    assert red[0].picture.height == blue[0].picture.height == cut
    assert red[0].picture.tobytes() != blue[0].picture.tobytes()
    assert red[1].picture.tobytes() == blue[1].picture.tobytes()


def long_pdf() -> bytes:
    with pikepdf.open(io.BytesIO(documents.pdf("Bovenaan"))) as document:
        page = document.pages[0]
        page.MediaBox = [0, 0, 600, 14_000]
        lines = " ".join(f"1 0 0 1 60 {top} Tm (bel Wil Driessen) Tj" for top in range(20, 13_980, 20))
        page.Contents = document.make_stream(f"BT /F1 12 Tf {lines} ET".encode())
        made = io.BytesIO()
        document.save(made)
    return made.getvalue()


def test_a_long_page_of_a_pdf_is_drawn_in_sheets_at_the_size_of_other_pages(sheets_of):
    sheets = sheets_of(long_pdf())
    assert {sheet.picture.width for sheet in sheets} == {1667}
    assert sum(sheet.picture.height for sheet in sheets) == 38_889
    for sheet in sheets[1:]:
        assert sheet.picture.crop((0, 0, 1667, 2)).convert("L").getextrema() == (255, 255)


def test_a_page_of_which_small_letters_are_not_recognised_is_not_shown(sheets_of):
    with pikepdf.open(io.BytesIO(documents.pdf("Bouwtekening"))) as document:
        document.pages[0].MediaBox = [0, 0, 3400, 2400]
        made = io.BytesIO()
        document.save(made)
    with pytest.raises(NotReadable, match="kleine letters erop niet worden herkend"):
        sheets_of(made.getvalue())


@pytest.mark.parametrize("size", [(1080, 2400), (1440, 3200), (3000, 4000), (4000, 800), (40, 400), (1654, 2339)])
def test_what_telephones_and_scanners_make_stays_whole(size):
    assert count_sheets(*size) == 1


@given(st.integers(1, 5000), st.integers(1, 60_000))
def test_cuts_come_one_below_the_other(width, height):
    count = count_sheets(width, height)
    places = [around_cut(height, cut, count) for cut in range(1, count)]
    ends = [0, *(place for pair in places for place in pair), height]
    assert all(start < end for start, end in pairwise(ends))
    assert count == 1 or height / count <= max(width, LONGEST)


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_a_scan_of_sixteen_bits_was_shown_as_white_paper(sheets_of, form):
    """Regression: its greys, 257 times those of other pictures, were all cut off to white."""
    grey = Image.new("L", (90, 30), 235)
    grey.paste(60, (10, 10, 20, 20))
    deep = Image.new("I;16", grey.size)
    deep.putdata([value * 257 for value in grey.tobytes()])
    made = io.BytesIO()
    deep.save(made, form)
    [page] = sheets_of(made.getvalue())
    assert page.picture.getcolors() == [(2600, (235, 235, 235)), (100, (60, 60, 60))]


@pytest.mark.parametrize(
    ("values", "shown"), [((0.25, 1.0), (64, 255)), ((0.0, 4095.0), (0, 255)), ((0.0, 200.0), (0, 200))]
)
def test_greys_that_are_fractions_or_of_a_depth_of_their_own_are_shown(sheets_of, values, shown):
    deep = Image.new("F", (20, 10), values[1])
    deep.paste(values[0], (0, 0, 5, 10))
    made = io.BytesIO()
    deep.save(made, "TIFF")
    [page] = sheets_of(made.getvalue())
    assert page.picture.convert("L").getextrema() == shown


def test_greys_below_black_are_no_picture(sheets_of):
    made = io.BytesIO()
    Image.new("F", (20, 10), -1.0).save(made, "TIFF")
    with pytest.raises(NotReadable, match="grijstinten"):
        sheets_of(made.getvalue())


def test_a_sheet_is_never_larger_than_what_is_recognised_at_once():
    assert LONGEST * 2.4 * LONGEST * 0.45**2 < MAX_PIXELS

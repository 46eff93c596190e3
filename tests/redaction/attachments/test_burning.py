"""What is under a box is gone: from the pixels, from the words, from whatever stood beside the pixels."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from archive.extraction.contract import NotReadable, RecognitionMissing
from archive.extraction.pages import Page
from redaction.attachments.areas import WHOLE, Area, around, around_pixels
from redaction.attachments.burning import BurnedBox, burned, encoded
from redaction.attachments.page_images import PageImage, page_image
from tests.archive.extraction import documents
from tests.archive.extraction.test_sheets import screenshot

SECRET = "51.2869, 5.9770; telefoon van W. Peeters"
SIZE = (900, 300)
BOX = BurnedBox(Area(4000, 3000, 5500, 3500), "5.1.2e")
"""The second half of the line that the photos below hold."""


@pytest.fixture
def made(tmp_path: Path):
    """The picture of a page of these bytes, made in a process of its own as it is for a package."""

    def make(data: bytes, *boxes: BurnedBox, page: int = 1, name: str = "bijlage") -> PageImage:
        path = tmp_path / "origineel"
        path.write_bytes(data)
        return page_image(path, file_name=name, page=page, boxes=boxes)

    return make


def photo(second: str, *, form: str = "PNG", orientation: int = 1, **options: object) -> bytes:
    """A line of which the second half can be swapped for another, under `BOX` with some room around it."""
    picture = Image.new("RGB", SIZE, (240, 238, 230))
    pen = ImageDraw.Draw(picture)
    pen.text((40, 100), "Pompen:", fill=(20, 20, 30), font=ImageFont.truetype(documents.FONT, 48))
    pen.text((420, 115), second, fill=(190, 20, 30), font=ImageFont.truetype(documents.FONT, 40))
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = picture.transpose(Image.Transpose.ROTATE_180) if orientation == 3 else picture
    upright.save(made, form, exif=exif, **options)
    return made.getvalue()


def said(image: PageImage) -> str:
    return " ".join(word.text for word in image.words)


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("PNG", {}),
        ("JPEG", {"quality": 40}),
        ("JPEG", {"quality": 40, "orientation": 3}),
        ("TIFF", {}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_two_pictures_that_differ_only_under_a_box_are_the_same_bytes_and_words(made, form, options):
    """In a JPEG of low quality a letter shows in all sixteen pixels around it: the box covers them too."""
    one, other = (made(photo(text, form=form, **options), BOX) for text in ("Wil Driessen", "nee"))
    assert one == other
    assert "Pompen" in said(one)
    assert "Driessen" not in said(one)


def test_a_box_was_burned_into_a_webp_that_tells_beside_it_what_is_under_it(made):
    """Regression: in a lossy WebP each block is guessed from those before it; thousands of pixels beside a box differed."""
    data = photo("Wil Driessen", form="WEBP", quality=40)
    with pytest.raises(NotReadable, match="WebP met verlies"):
        made(data, BOX)
    whole = made(data)
    assert not whole.takes_boxes
    assert "Wil Driessen" in said(whole)


def test_the_words_of_a_long_screenshot_are_read_sheet_by_sheet(made):
    """Regression: see `tests.archive.extraction.test_sheets`."""
    second = made(screenshot(4000), page=2)
    assert second.pages == 2
    assert second.picture.width == 1080
    assert said(second).count("Driessen") > 20


def test_what_is_too_small_in_what_is_published_is_read_before_it_is_made_small(made):
    """Regression: in a very wide picture nothing was recognised, and who enlarged it could read it."""
    wide = Image.new("RGB", (9000, 600), "white")
    ImageDraw.Draw(wide).text((40, 100), "Bel Driessen", fill="black", font=ImageFont.truetype(documents.FONT, 40))
    written = io.BytesIO()
    wide.save(written, "PNG")
    image = made(written.getvalue())
    assert image.picture.width == 3000
    assert said(image) == "Bel Driessen"
    assert image.words[0].area.right < 400


def test_what_is_not_under_a_box_is_read(made):
    assert "Wil Driessen" in said(made(photo("Wil Driessen")))


def test_nothing_a_camera_wrote_survives_and_the_picture_stands_upright(made):
    image = made(documents.camera_photo(SECRET))
    with Image.open(io.BytesIO(image.picture.content)) as picture:
        assert picture.size == (image.picture.width, image.picture.height) == (400, 640)
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Peeters" not in image.picture.content


def test_what_hides_behind_transparent_pixels_is_not_published(made):
    hidden = Image.new("RGBA", (200, 100), (200, 30, 30, 0))
    written = io.BytesIO()
    hidden.save(written, "PNG")
    with Image.open(io.BytesIO(made(written.getvalue()).picture.content)) as picture:
        assert picture.getcolors() == [(20_000, (255, 255, 255))]


def test_a_page_of_a_pdf_is_pixels_with_the_box_in_them(made):
    data = documents.pdf("Pompen bij Roermond", "Bel Wil Driessen")
    whole = made(data, page=2)
    assert (whole.pages, said(whole)) == (2, "Bel Wil Driessen")
    name = around(word.area for word in whole.words[1:])

    image = made(data, BurnedBox(name, "5.1.2e"), page=2)

    assert said(image).startswith("Bel")
    assert "Driessen" not in said(image)
    assert image.picture.width == pytest.approx(595 / 72 * 200, abs=1)


def test_every_page_of_a_tiff_is_a_page(made):
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "TIFF", save_all=True, append_images=frames[1:])
    image = made(written.getvalue(), page=2)
    with Image.open(io.BytesIO(image.picture.content)) as picture:
        assert (image.pages, picture.convert("RGB").getpixel((5, 5))) == (2, (0, 0, 255))


def moving() -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (moving(), "bewegend beeld"),
        (documents.word("Pompen"), "geen vaste bladzijden"),
        (documents.pdf("geheim", password="x"), "wachtwoord"),
        (documents.pdf(*["x"] * 101), "101 bladzijden; hoogstens 100"),
        (b"\x89PNG\r\n\x1a\nkapot", "beschadigd"),
        (b"%PDF-1.7 kapot", "beschadigd"),
    ],
    ids=["moving", "office", "locked", "long", "broken picture", "broken pdf"],
)
def test_what_cannot_be_shown_is_told_in_a_sentence(made, data, told):
    with pytest.raises(NotReadable, match=told):
        made(data)


def test_without_text_recognition_nothing_is_shown(made, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RecognitionMissing):
        made(photo("Wil"))


def test_a_box_tells_its_ground_and_a_small_one_is_only_black():
    page = Page(Image.new("RGB", (400, 200), "white"))
    wide = burned(page, [BurnedBox(Area(0, 0, 5000, 5000), "5.1.2e")])
    small = burned(page, [BurnedBox(Area(0, 0, 100, 100), "5.1.2e")])
    assert wide.crop((0, 0, 200, 100)).getextrema() == ((0, 255),) * 3
    assert small.crop((0, 0, 4, 2)).getextrema() == ((0, 0),) * 3
    assert encoded(wide).media_type == "image/png"


sides = st.integers(0, WHOLE - 1).flatmap(lambda start: st.tuples(st.just(start), st.integers(1, WHOLE - start)))
areas = st.builds(lambda x, y: Area(x[0], y[0], x[1], y[1]), sides, sides)
turns = st.booleans()


@given(areas, st.integers(1, 120), st.integers(1, 120), st.sampled_from([1, 16]), turns, turns)
def test_every_pixel_a_box_touches_is_covered(area, width, height, block, from_right, from_bottom):
    page = Page(Image.new("RGB", (width, height), "white"), block, from_right, from_bottom)
    picture = burned(page, [BurnedBox(area, "")])
    left, top, right, bottom = area.pixels(width, height)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert picture.crop((left, top, right, bottom)).getextrema() == ((0, 0),) * 3


@given(areas, st.integers(1, 5000), st.integers(1, 5000))
def test_the_area_around_pixels_touches_all_of_them(area, width, height):
    pixels = area.pixels(width, height)
    again = around_pixels(*pixels, (width, height)).pixels(width, height)
    assert again[0] <= pixels[0]
    assert again[1] <= pixels[1]
    assert again[2] >= pixels[2]
    assert again[3] >= pixels[3]


@pytest.mark.parametrize("sides", [(0, 0, 0, 5), (-1, 0, 5, 5), (9_999, 0, 2, 5), (0, 9_000, 5, 1_001)])
def test_an_area_lies_on_its_page(sides):
    with pytest.raises(ValueError, match="not on its page"):
        Area(*sides)

"""A picture that is shown is its pixels and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from archive.extraction import pictures
from tests.archive.extraction import documents

SECRET = "51.2869, 5.9770; telefoon van W. Peeters"


@pytest.fixture
def shown(tmp_path: Path):
    """The picture as it is shown, and as it stands in a list."""

    def run(data: bytes) -> tuple[Path, Path]:
        original, large, small = tmp_path / "origineel", tmp_path / "groot", tmp_path / "klein"
        original.write_bytes(data)
        pictures.write_for_showing(pictures.opened_upright(original), large=large, small=small)
        return large, small

    return run


def test_nothing_a_camera_wrote_survives(shown):
    photo = documents.camera_photo(SECRET)
    assert photo.count(SECRET.encode()) >= 4
    for path in shown(photo):
        data = path.read_bytes()
        assert SECRET.encode() not in data
        assert not any(chunk in data for chunk in (b"EXIF", b"XMP ", b"ICCP"))
        with Image.open(path) as picture:
            assert picture.format == "WEBP"
            assert not picture.getexif()
            assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}


def test_it_stands_upright(shown):
    large, small = shown(documents.camera_photo(SECRET))
    with Image.open(large) as picture, Image.open(small) as thumbnail:
        assert picture.size == (400, 640)
        assert thumbnail.size == (150, 240)
        red, _, blue = picture.convert("RGB").getpixel((200, 20))
        assert blue > red


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_every_way_to_write_colours(shown, mode):
    made = io.BytesIO()
    picture = Image.new("RGBA", (300, 200), (200, 30, 30, 128))
    source = Image.new("I;16", (300, 200), 40_000) if mode == "I;16" else picture.convert(mode)
    source.save(made, {"CMYK": "JPEG", "YCbCr": "JPEG"}.get(mode, "PNG"))
    with Image.open(shown(made.getvalue())[0]) as written:
        assert written.size == (300, 200)
        assert written.mode == ("RGBA" if mode in ("LA", "P", "RGBA") else "RGB")


def test_of_a_moving_picture_the_first_frame(shown):
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    with Image.open(shown(made.getvalue())[0]) as written:
        assert getattr(written, "n_frames", 1) == 1
        assert written.convert("RGB").getpixel((50, 50))[0] > 200

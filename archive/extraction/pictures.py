"""Pictures: opened within limits, turned upright, and written anew without anything but pixels. Pure.

What a camera wrote beside the pixels (the place, the moment, the owner's name, a thumbnail of what was cut away) does not
survive: a new file is made from the pixels alone.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import cast

from PIL import Image, ImageOps

from archive.extraction import media_types
from archive.extraction.contract import NotReadable

MEDIA_TYPES = frozenset(
    {
        media_types.JPEG,
        media_types.PNG,
        media_types.GIF,
        media_types.WEBP,
        media_types.TIFF,
        media_types.BMP,
    }
)
"""What is opened. HEIC and AVIF are not: their decoders are large and young."""
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")
MAX_PIXELS = 64_000_000
"""A picture of more is not opened: as pixels it would fill the memory. Telephones stay below this when they send."""
_DEEP = ("I", "F")
SHOWN, THUMBNAIL = 1600, 240
"""The longest side, in pixels, of a picture that is looked at and of one in a list."""


def opened_upright(path: Path, *, frame: int = 0) -> Image.Image:
    """A frame of a picture, the first one by default, as it was held when it was taken, in 8-bit colours.

    Raises `NotReadable` for what is damaged or too large; what is too large is not decoded.
    """
    try:
        with Image.open(path, formats=FORMATS) as picture:
            if frame:
                picture.seek(frame)
            if picture.width * picture.height > MAX_PIXELS:
                raise NotReadable(
                    f"De afbeelding is te groot om te openen: {picture.width} bij {picture.height} beeldpunten."
                )
            upright = ImageOps.exif_transpose(picture)
            if upright.mode in _DEEP or upright.mode.startswith("I;16"):
                return _in_eight_bits(upright).convert("RGB")
            has_alpha = "A" in upright.getbands() or "transparency" in upright.info
            return upright.convert("RGBA" if has_alpha else "RGB")
    except (NotReadable, MemoryError):
        raise
    except Image.DecompressionBombError as bomb:
        raise NotReadable("De afbeelding is te groot om te openen.") from bomb
    except Exception as error:  # whatever Pillow's parsers run into
        raise NotReadable("De afbeelding is beschadigd: zij is niet te openen.") from error


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """A picture of deeper greys in 256 of them. White is the least power of two that no pixel reaches, from 256 on, or for
    fractions 1: Pillow itself cuts off whatever is above 255, and a scan becomes white paper.
    """
    deep = (picture.convert("I") if picture.mode.startswith("I;16") else picture).convert("F")
    least, most = cast(tuple[float, float], deep.getextrema())
    if not (0 <= least <= most < math.inf):
        raise NotReadable(
            "De grijstinten van deze afbeelding zijn niet als beeld te tonen. U kunt de bijlage weigeren."
        )
    are_fractions = picture.mode == "F" and most <= 1
    white = 1 if are_fractions else max(256, 1 << int(most).bit_length()) - 1
    return deep.point(lambda value: value * (255 / white) + 0.5).convert("L")


def write_for_showing(picture: Image.Image, *, large: Path, small: Path) -> tuple[int, int]:
    """Write an upright picture as WebP in two sizes; the width and height of the small one in pixels."""
    for path, side in ((large, SHOWN), (small, THUMBNAIL)):
        picture = within(side, picture)
        pixels_only(picture).save(path, "WEBP", quality=80, method=2)
    return picture.size


def within(side: int, picture: Image.Image) -> Image.Image:
    """The picture made smaller, when it must be, so that no side is longer than this."""
    factor = side / max(picture.size)
    if factor >= 1:
        return picture
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def pixels_only(picture: Image.Image) -> Image.Image:
    """The same pixels in a picture that carries nothing else."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare

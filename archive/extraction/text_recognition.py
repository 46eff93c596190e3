"""Text in pictures, recognised by Tesseract with its Dutch data where this machine has them. Pure.

Tesseract is given pixels that were decoded and encoded here, never somebody's file.
"""

from __future__ import annotations

import io
import os
import shutil
import statistics
import subprocess
from functools import cache
from itertools import groupby

from PIL import Image

from archive.extraction.contract import NotReadable, RecognitionMissing

LANGUAGE = "nld"
MAX_PIXELS = 12_000_000
"""A larger picture is made smaller first. Letters one can read on a telephone stay readable."""
SMALL_SIDE, ENLARGED = 1600, 1.5
"""A picture without a side as long as this is enlarged so much. Names in a screenshot of 600 pixels wide are then read to
their end; enlarged twice, figures are read that are not there.
"""
SECONDS = 60
"""Time for one picture; a screenshot takes about one second."""
SURE = 60
"""Tesseract's confidence, 0 to 100, that half of the words of a block must reach: stains and leaves give blocks below it."""
_DPI = 300
"""What Tesseract is told, so that it does not guess; the letters themselves decide."""
_WORD_ROW = "5"


@cache
def is_available() -> bool:
    """Whether `tesseract` stands on PATH and has Dutch data. Asked once a process."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=SECONDS)
    return LANGUAGE in listed.stdout.split()


def recognised(picture: Image.Image) -> str:
    """The text in a picture, line by line; "" when there is none.

    Raises `RecognitionMissing` where Tesseract is absent, and `NotReadable` when it fails or takes too long.
    """
    if not is_available():
        raise RecognitionMissing
    command = ["tesseract", "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(_DPI)]
    options = ["-c", "tessedit_create_tsv=1", "-c", "tessedit_create_txt=0"]
    try:
        done = subprocess.run(
            [*command, *options],
            input=_prepared(picture),
            capture_output=True,
            check=False,
            timeout=SECONDS,
            # One thread: on a few cores Tesseract's own threads make it slower.
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as late:
        raise NotReadable("De tekstherkenning duurde te lang en is afgebroken.") from late
    if done.returncode:
        raise NotReadable("De tekstherkenning is afgebroken.")
    return _lines(done.stdout.decode("utf-8", "replace"))


def _prepared(picture: Image.Image) -> bytes:
    """The picture in greys, at a size at which letters are recognised best, as PNG."""
    if "A" in picture.getbands():
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    grey = picture.convert("L")
    factor = ENLARGED if max(grey.size) < SMALL_SIDE else 1.0
    factor = min(factor, (MAX_PIXELS / (grey.width * grey.height)) ** 0.5)
    if factor != 1.0:
        size = (max(1, int(grey.width * factor)), max(1, int(grey.height * factor)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    grey.save(encoded, "PNG", compress_level=1)
    return encoded.getvalue()


def _lines(table: str) -> str:
    """The lines of the blocks that are text, from Tesseract's table of words.

    Its columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
    """
    rows = [row.split("\t", 11) for row in table.splitlines()]
    words = [row for row in rows if len(row) == 12 and row[0] == _WORD_ROW and row[11].strip()]
    lines: list[str] = []
    for _, block in groupby(words, key=lambda row: row[1:3]):
        found = list(block)
        if statistics.median(float(row[10]) for row in found) >= SURE:
            lines += [" ".join(row[11] for row in line) for _, line in groupby(found, key=lambda row: row[3:5])]
    return "\n".join(lines)

"""Text in pictures, recognised by Tesseract with its Dutch data where this machine has them. Pure.

Tesseract is given pixels that were decoded and encoded here, never somebody's file.
"""

from __future__ import annotations

import io
import math
import os
import shutil
import statistics
import subprocess
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word and where it stands, in pixels of the picture from its left and top. `line` counts from 0."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    line: int


@cache
def is_available() -> bool:
    """Whether `tesseract` stands on PATH and has Dutch data. Asked once a process."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=SECONDS)
    return LANGUAGE in listed.stdout.split()


def version() -> str:
    """Which Tesseract this machine has, in its own words; "" when it has none."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=SECONDS).stdout


def recognised(picture: Image.Image) -> str:
    """The text in a picture, line by line; "" when there is none.

    Raises `RecognitionMissing` where Tesseract is absent, and `NotReadable` when it fails or takes too long.
    """
    return "\n".join(
        " ".join(word.text for word in line) for _, line in groupby(words(picture), lambda word: word.line)
    )


def words(picture: Image.Image) -> list[Word]:
    """The words in a picture in reading order, each with its place; raises as `recognised`. The same pixels, the same words."""
    factor = _factor(picture)
    rows = _rows(_run(_prepared(picture, factor)))
    lines = [list(line) for _, line in groupby(rows, key=lambda row: row[2:5])]
    return [_word(row, number, factor) for number, line in enumerate(lines) for row in line]


def _run(encoded: bytes) -> str:
    if not is_available():
        raise RecognitionMissing
    command = ["tesseract", "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(_DPI)]
    options = ["-c", "tessedit_create_tsv=1", "-c", "tessedit_create_txt=0"]
    try:
        done = subprocess.run(
            [*command, *options],
            input=encoded,
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
    return done.stdout.decode("utf-8", "replace")


def _factor(picture: Image.Image) -> float:
    """By how much a picture is enlarged before it is read."""
    factor = ENLARGED if max(picture.size) < SMALL_SIDE else 1.0
    return min(factor, (MAX_PIXELS / (picture.width * picture.height)) ** 0.5)


def _prepared(picture: Image.Image, factor: float) -> bytes:
    """The picture in greys, at a size at which letters are recognised best, as PNG."""
    if "A" in picture.getbands():
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    grey = picture.convert("L")
    if factor != 1.0:
        size = (max(1, int(grey.width * factor)), max(1, int(grey.height * factor)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    grey.save(encoded, "PNG", compress_level=1)
    return encoded.getvalue()


def _rows(table: str) -> list[list[str]]:
    """The words of the blocks that are text, from Tesseract's table.

    Its columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
    """
    rows = [row.split("\t", 11) for row in table.splitlines()]
    found = [row for row in rows if len(row) == 12 and row[0] == _WORD_ROW and row[11].strip()]
    blocks = [list(block) for _, block in groupby(found, key=lambda row: row[1:3])]
    return [row for block in blocks if statistics.median(float(row[10]) for row in block) >= SURE for row in block]


def _word(row: list[str], line: int, factor: float) -> Word:
    left, top, width, height = map(int, row[6:10])
    right, bottom = math.ceil((left + width) / factor), math.ceil((top + height) / factor)
    return Word(row[11].strip(), int(left / factor), int(top / factor), right, bottom, line)

"""Bytes of a text file as text: the encoding is tried, in the order in which a mistake shows itself. Pure."""

from __future__ import annotations

import codecs
from pathlib import Path

from archive.extraction.contract import MAX_CHARACTERS

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_of(path: Path) -> str:
    """The text of a file, a little more than `MAX_CHARACTERS` at most.

    What is not UTF-8 and bears no mark is read as Windows-1252, in which every Dutch letter is right.
    """
    with path.open("rb") as stream:
        data = stream.read(4 * (MAX_CHARACTERS + 1))
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        # What was cut off at the end is no fault.
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

"""Bytes of a text file as text: the encoding is tried, in the order in which a mistake shows itself. Pure."""

from __future__ import annotations

import codecs
from pathlib import Path

from archive.extraction.contract import MAX_CHARACTERS
from archive.reading.charsets import marked


def text_of(path: Path) -> str:
    """The text of a file, a little more than `MAX_CHARACTERS` at most.

    What is not UTF-8 and bears no mark is read as Windows-1252, in which every Dutch letter is right.
    """
    with path.open("rb") as stream:
        data = stream.read(4 * (MAX_CHARACTERS + 1))
    if by_mark := marked(data):
        return data.decode(by_mark, "replace")
    try:
        # What was cut off at the end is no fault.
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

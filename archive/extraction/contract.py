"""The contract of text extraction: what a plug-in is given of an attachment, and what it yields.

Pure: no Django, no database, no settings. A plug-in reads a file somebody sent to a phone, which may be damaged or made to
do harm. So it runs in a process of its own (`archive.extraction.confined`), and here stand only the limits that keep its text
small.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from archive.figures import dotted
from archive.registry import Registry

MAX_CHARACTERS = 1_000_000
"""Of an attachment's text so much is kept: some 400 pages."""


class How(StrEnum):
    """Where the text of an attachment comes from."""

    LAYER = "layer"
    """It stands in the file as text."""
    OCR = "ocr"
    """At least a part of it was recognised in a picture, and may be misread."""


class ReadingState(StrEnum):
    """What became of reading an attachment."""

    WAITING = "waiting"
    READ = "read"
    """Read to its end; the text may be empty."""
    NO_TEXT = "no_text"
    """Of a kind that holds no text to take: sound, video, a program."""
    NO_OCR = "no_ocr"
    """A picture, on a machine without text recognition."""
    FAILED = "failed"
    """Damaged, locked, too large or harmful; the problem says which."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file, at most `MAX_CHARACTERS`; "" when it holds none. `note` is a Dutch sentence on what is missing."""

    text: str
    how: How = How.LAYER
    note: str = ""


class NotReadable(Exception):
    """No text can be taken from the file; the message is a Dutch sentence that says why."""


class RecognitionMissing(Exception):
    """The text stands in a picture, and this machine has no text recognition."""


class Extractor(Protocol):
    """A plug-in for one kind of file: one module in `archive.attachments`, found by the registry."""

    name: str
    """Stable key: "pdf"."""
    media_types: frozenset[str]
    """What it reads, as `archive.extraction.media_types` names it. Of no two plug-ins the same."""

    def extract(self, path: Path) -> Extracted:
        """The text of the file. Raises `NotReadable` and `RecognitionMissing`; whatever else it raises is damage."""
        ...


extractors: Registry[Extractor] = Registry("archive.attachments")
"""All plug-ins; `extractors.register` decorates the class of each."""


def extractor_for(media_type: str) -> Extractor | None:
    """The plug-in that reads files of this type; None where there is no text to take: sound, video, programs."""
    return next((extractor for extractor in extractors if media_type in extractor.media_types), None)


def joined(pieces: Iterable[str], separator: str = "\n") -> Extracted:
    """The pieces as one text; stops asking for more once there is enough, and says so."""
    kept: list[str] = []
    room = MAX_CHARACTERS
    for piece in pieces:
        if len(piece) > room:
            note = f"Alleen de eerste {dotted(MAX_CHARACTERS)} tekens zijn bewaard."
            return Extracted(tidy(separator.join([*kept, piece[:room]])), note=note)
        kept.append(piece)
        room -= len(piece) + len(separator)
    return Extracted(tidy(separator.join(kept)))


def tidy(text: str) -> str:
    """The text without trailing blanks, and with at most one empty line at a time."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")

"""The contract of the form readers: a document as lines in reading order, each with where it stands.

Pure. Knows nothing of what the lines say: that a line is a question is found in `dividing`, whatever form it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Protocol

from archive.registry import Registry

MAX_LINES = 20_000
"""A set of questions with its answers has some hundreds of lines; of a document with more the rest is not read."""


class Place(StrEnum):
    """Where on the page a line stands."""

    BODY = "body"
    NOTE = "note"
    """At the foot of the page, or in the document's own list of footnotes."""
    FURNITURE = "furniture"
    """Beside the text: the head and foot of a page, a letterhead, a menu."""


class Break(IntEnum):
    """What separates a line from the one before it."""

    NONE = 0
    """Nothing: the line before was full."""
    PARAGRAPH = 1
    GAP = 2
    """White space, or an empty line."""


class Fact(StrEnum):
    """What some forms say of themselves beside their text."""

    CASE_NUMBER = "case_number"
    DOCUMENT_NUMBER = "document_number"
    SENT_IN = "sent_in"
    ANSWERED_ON = "answered_on"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. A raised figure that refers to a note is written as "[1]". `page` counts from 1; 0 where there are none.

    `is_heading` is true where the form says so itself; `links` are the addresses behind its words.
    """

    text: str
    page: int = 0
    place: Place = Place.BODY
    before: Break = Break.PARAGRAPH
    is_heading: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document as its lines. `form` is what it is, in Dutch; dates in `facts` are ISO 8601; `problems` are Dutch
    sentences on what could not be read.
    """

    form: str
    lines: tuple[Line, ...]
    facts: Mapping[Fact, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


class Form(Protocol):
    """A reader of one form of document: one module in `reading.forms`, found by the registry."""

    name: str
    """Stable key: "pdf"."""
    media_types: frozenset[str]
    """What it reads, as `archive.extraction.media_types` names it. Of no two readers the same."""

    def sheet_of(self, path: Path) -> Sheet:
        """The lines of a document. Raises `archive.extraction.contract.NotReadable`; what else it raises is damage."""
        ...


forms: Registry[Form] = Registry("woo_portal.parliament.reading.forms")
"""All form readers; `forms.register` decorates the class of each."""


def form_for(media_type: str) -> Form | None:
    """The reader of documents of this type; None where there is none."""
    return next((form for form in forms if media_type in form.media_types), None)

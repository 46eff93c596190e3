"""Presentations (Office Open XML): the slides in order, each with its notes after it, then the comments."""

from __future__ import annotations

from pathlib import Path

from archive.extraction import media_types
from archive.extraction.contract import Extracted, extractors, joined
from archive.extraction.office_packages import numbered, opened, text_of_parts
from archive.extraction.xml_text import Markup

_MARKUP = Markup(
    text=frozenset({"t", "text"}),
    after={"p": "\n", "tc": "\t", "text": "\n"},
    instead={"br": "\n"},
    skipped=frozenset({"Fallback"}),
)


@extractors.register
class Pptx:
    """Reads .pptx and its variants."""

    name = "pptx"
    media_types = frozenset({media_types.PPTX})

    def extract(self, path: Path) -> Extracted:
        """All slides, hidden ones included: they are in the file."""
        with opened(path) as package:
            parts = [
                *numbered(package, r"ppt/slides/slide(\d+)\.xml"),
                *numbered(package, r"ppt/notesSlides/notesSlide(\d+)\.xml"),
                *sorted(part for part in package.members if part.startswith("ppt/comments/")),
            ]
            return joined(text_of_parts(package, parts, _MARKUP), separator="")

"""Each attachment as a PDF of its own: its burned pages as pictures, their words as text that is not seen; a slip for one that
is withheld whole.

Depends on the attachment and its heading only. The words were recognised after the boxes were burned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from django.utils.safestring import SafeString

from redaction.apply import Run, Shown
from woo_portal.disclosure import markup, typesetting
from woo_portal.disclosure.markup import Markup, words
from woo_portal.disclosure.publishing import (
    AttachedDocument,
    AttachedPage,
    DisclosureSet,
    File,
    Heading,
    Transcript,
    formats,
)

_WIDTH, _HEIGHT = 162.0, 248.0
"""The room for a picture on a page, in millimetres (`pages.css`)."""
_LETTER_WIDTH = 0.62
"""Of a letter, in parts of the size of its font: some more than the average, so that a line stays on the page."""
_SMALLEST = 0.5
"""Of the font of a line, in millimetres."""
_RECOGNISED = (
    "Wat is weggelakt, is uit het beeld zelf verwijderd. De tekst in beeld is door de computer herkend, om te kunnen zoeken en "
    "voorlezen; zij kan leesfouten bevatten. Het beeld geldt."
)


_SLIP = "Deze bijlage is niet openbaar gemaakt. De gronden staan hieronder, met de tekst van de wet."


@formats.register
class AttachedPdf:
    """The attachments of a set that somebody decided on, "documenten/B001.pdf" and on."""

    name = "attached_pdf"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file an attachment, in the order of the set. Raises `markup.UnlistedGround`."""
        for document in disclosure.attachments:
            pictures = {_picture(number): page.image for number, page in enumerate(document.pages, start=1)}
            html = _html(disclosure.heading(document), document)
            yield File(file_name(document), typesetting.typeset(html, stylesheet="attached.css", pictures=pictures))

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One an attachment."""
        return {
            file_name(document): partial(_transcript, disclosure.heading(document), document)
            for document in disclosure.attachments
        }


def file_name(document: AttachedDocument) -> str:
    """The path of `document` inside the package."""
    return f"documenten/{document.number}.pdf"


def _transcript(heading: Heading, document: AttachedDocument) -> Transcript:
    return typesetting.transcript(_html(heading, document))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text over a picture: where, and the size of its letters, in millimetres."""

    text: SafeString
    left: str
    top: str
    size: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A picture on a page; sizes in millimetres."""

    name: str
    alt: SafeString
    width: str
    height: str
    lines: tuple[_Line, ...]


def _html(heading: Heading, document: AttachedDocument) -> str:
    write = Markup(heading.grounds)
    mark, count = f"Document {document.number}", len(document.pages)
    return markup.page(
        "attached.html",
        mark=words(mark),
        day=words(f"bij document {document.parent}"),
        dossier=words(heading.name),
        authority=words(heading.authority),
        bookmark=words(f"{mark} – {_whole(document.title) or f'bijlage bij document {document.parent}'}"),
        title=write.line(document.title),
        origin=words(f"Bijlage ({document.kind}) bij document {document.parent}, nr. {document.entry}"),
        size=words(f"{count} {'bladzijde' if count == 1 else 'bladzijden'}" if count else ""),
        judgement=words(document.judgement),
        codes=words(", ".join(ground.code for ground in heading.grounds)),
        how=words(_RECOGNISED if count else _SLIP),
        grounds=[(words(ground.code), words(ground.label), words(ground.law)) for ground in heading.grounds],
        sheets=[_sheet(document, number, page) for number, page in enumerate(document.pages, start=1)],
    )


def _sheet(document: AttachedDocument, number: int, page: AttachedPage) -> _Sheet:
    scale = min(_WIDTH / page.width, _HEIGHT / page.height)
    width, height = page.width * scale, page.height * scale
    has_words = "De herkende tekst volgt." if page.lines else "Er is geen tekst in herkend."
    alt = f"Beeld van bladzijde {number} van {len(document.pages)} van bijlage {document.number}. {has_words}"
    lines = []
    for line in page.lines:
        fitting = line.width * width / max(1, len(line.text)) / _LETTER_WIDTH
        size = max(_SMALLEST, min(line.height * height * 0.8, fitting))
        lines.append(_Line(words(line.text), f"{line.left * width:.2f}", f"{line.top * height:.2f}", f"{size:.2f}"))
    return _Sheet(_picture(number), words(alt), f"{width:.2f}", f"{height:.2f}", tuple(lines))


def _picture(number: int) -> str:
    return f"page-{number}"


def _whole(runs: tuple[Run, ...]) -> str:
    """The text of a name of which nothing is withheld, else the empty string: a bookmark has no tokens."""
    shown = [run.text for run in runs if isinstance(run, Shown)]
    return " ".join("".join(shown).split()) if len(shown) == len(runs) else ""

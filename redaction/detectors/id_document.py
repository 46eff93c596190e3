"""Numbers of passports, identity cards and driving licences, beside the word for them or by the shape of the Dutch ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span
from redaction.surroundings import before, has_digit, words

# Dutch passports and identity cards: two letters, six letters or digits, one digit, and never the letter O.
_TRAVEL = re.compile(r"(?<![\w-])(?!\d)[A-NP-Z]{2}[A-NP-Z0-9]{6}\d(?![\w-])", re.IGNORECASE)
_MIXED = re.compile(r"\d[a-z]+\d+[a-z]")
"""In small letters only what goes back and forth between digits and letters is no word or code of another kind."""
_ANY = re.compile(
    r"(?<![\w-])(?:(?=(?:[^\W_]*\d){5})[A-Z0-9]{8,10}|[A-Z]-\d{7,9}|\d{3,4}(?:[ .]\d{2,4}){2,3})(?![\w-]|[., ]\d)",
    re.IGNORECASE,
)
_NOT_OF_A_THING = r"(?<!\w-)" + "".join(
    rf"(?<!{thing}[ ])"
    for thing in "meeting vergadering vergaderings vergader conferentie conference webinar zoom teams ticket case order".split()
)
"""A meeting has an id too, and so has a ticket: "Meeting ID: 312 345 678 901"."""
_DOCUMENT = words(
    "paspoort",
    "rijbewijs",
    "id-kaart",
    "id kaart",
    "identiteit",
    "id-bewijs",
    "idbewijs",
    rf"{_NOT_OF_A_THING}id[ -]nummer",
    rf"{_NOT_OF_A_THING}id:",
    "defensiepas",
    "legitimatie",
    "visum",
    "v-nummer",
    "vnummer",
    r"v[ -]?nr",
    r"v nummer",
    "vreemdelingen",
    "docnr",
    "marechausseepas",
    "verblijfs",
)


@detectors.register
class IdDocument:
    """Finds the numbers of identity documents."""

    name = "id_document"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Numbers within a line of the word for the document, and numbers that have the shape of a Dutch passport's."""
        if not has_digit(text):
            return
        for match in _ANY.finditer(text):
            span = Span(*match.span())
            if _DOCUMENT.search(before(text, span, 60)):
                why = "Nummer bij een woord over een identiteitsbewijs."
                yield Finding(span, Label.ID_DOCUMENT, Confidence.HIGH, self.name, why)
        for match in _TRAVEL.finditer(text):
            span = Span(*match.span())
            letters = sum(character.isalpha() for character in match[0])
            told = _DOCUMENT.search(before(text, span, 60))
            if told or (2 < letters < 8 and (not match[0].islower() or _MIXED.search(match[0]))):
                why = "Heeft de vorm van een Nederlands paspoort- of identiteitskaartnummer."
                confidence = Confidence.HIGH if told else Confidence.CHECK
                yield Finding(span, Label.ID_DOCUMENT, confidence, self.name, why)

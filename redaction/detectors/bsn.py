"""Burgerservicenummers, by the words around them and the eleven-test.

One in eleven of all numbers of nine digits passes the test, so a number alone is a weak sign; beside the word "bsn" even a
number that fails is proposed, for people make typing errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.nl import bsn

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span
from redaction.surroundings import after, has_digit, nearest, words

_CANDIDATE = re.compile(
    r"(?:(?<=bsn)|(?<=BSN)|(?<![\w+]))(?<![\d][.,/:-])"
    r"(?:\d{8,9}|\d{3}([ .-])\d{3}\1\d{3}|\d{4}([ .-])\d{2}\2\d{3})(?!\w|[.,/:-]\d)"
)
_ODDLY_GROUPED = re.compile(r"(?:(?<=bsn)|(?<=BSN)|(?<![\w+]))(?:\d[ .-]?){8}\d(?!\w|[.,/:-]\d)")
_RUN_TOGETHER = re.compile(r"(?<![^\W\d_])bsn\W{0,3}(?P<number>\d{9})(?=[^\W\d_])", re.IGNORECASE)
_BSN = words("bsn", r"b\.s\.n", "burgerservice", "burger service", "sofi")
_OTHER = words(
    "order", "bestel", "factuur", "kenmerk", "zaak", "kvk", "polis", "klant", "serie", "ticket", "dossier", "ref",
    "artikel", "vergader", "meeting", "rekening", "offerte", "incident", "melding", "document", "personeel", "lidn",
    "telef", "project", "contract", "btw", "rsin", "dms",
)  # fmt: skip


@detectors.register
class Bsn:
    """Finds burgerservicenummers of nine digits, and of eight beside their name."""

    name = "bsn"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Numbers called bsn in the text, and bare numbers of nine digits that pass the eleven-test."""
        if not has_digit(text):
            return
        for match in _ODDLY_GROUPED.finditer(text):
            span = Span(*match.span())
            if not match[0].isdigit() and nearest(text, span, wanted=_BSN, others=_OTHER):
                why = "Negen cijfers bij het woord bsn."
                yield Finding(span, Label.BSN, Confidence.HIGH, self.name, why)
        for match in _RUN_TOGETHER.finditer(text):
            why = "Negen cijfers achter het woord bsn, waar een woord aan vastzit."
            yield Finding(Span(*match.span("number")), Label.BSN, Confidence.HIGH, self.name, why)
        for match in _CANDIDATE.finditer(text):
            span = Span(*match.span())
            valid = bsn.is_valid(match[0])
            called = nearest(text, span, wanted=_BSN, others=_OTHER)
            if called or (called is None and _BSN.search(after(text, span, 25))):
                why = "Burgerservicenummer: staat bij het woord bsn" + (
                    " en klopt met de elfproef." if valid else ", maar klopt niet met de elfproef (typefout?)."
                )
                yield Finding(span, Label.BSN, Confidence.HIGH if valid else Confidence.CHECK, self.name, why)
            elif called is None and valid and len(match[0]) == 9:
                why = "Negen cijfers die kloppen met de elfproef; kan een burgerservicenummer zijn."
                yield Finding(span, Label.BSN, Confidence.CHECK, self.name, why)

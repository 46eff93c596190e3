"""Bank account numbers (IBAN, ISO 13616), by their check digits; a Dutch one with a typing error by its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span

_START = re.compile(r"(?<![^\W_])[A-Z]{2}[ ]?\d{2}(?=(?:[ .-]?[A-Z0-9]){11})", re.IGNORECASE)
_BODY = re.compile(r"(?:[ .-]?[A-Z0-9]){11,30}", re.IGNORECASE)
_DUTCH_SHAPE = re.compile(r"(?<![^\W_])NL ?\d{2}[ .-]?[A-Z]{4}(?:[ .-]?\d){10}(?![^\W_])", re.IGNORECASE)


@detectors.register
class Iban:
    """Finds account numbers with or without spaces, in any case."""

    name = "iban"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """The numbers whose check digits are right, and Dutch ones whose check digits are wrong."""
        end = 0
        for match in _START.finditer(text):
            span = _valid_from(text, match) if match.start() >= end else None
            if span:
                end = span.end
                yield Finding(
                    span, Label.IBAN, Confidence.HIGH, self.name, "Rekeningnummer met kloppend controlegetal."
                )
        for match in _DUTCH_SHAPE.finditer(text):
            if not iban.is_valid(match[0], check_country=False):
                why = "Heeft de vorm van een Nederlands rekeningnummer, maar het controlegetal klopt niet (typefout?)."
                yield Finding(Span(*match.span()), Label.IBAN, Confidence.CHECK, self.name, why)


def _valid_from(text: str, start: re.Match[str]) -> Span | None:
    """The account number that begins here: its length differs by country, and the next word may stand right behind it."""
    body = _BODY.match(text, start.end())
    if body is None:
        return None
    for end in range(start.end() + 11, body.end() + 1):
        at_border = end == len(text) or not text[end].isalnum()
        if (
            at_border
            and text[end - 1].isalnum()
            and iban.is_valid(text[start.start() : end].replace(".", ""), check_country=False)
        ):
            return Span(start.start(), end)
    return None

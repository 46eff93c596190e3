"""Bank account numbers (IBAN, ISO 13616), by their check digits; a Dutch one with a typing error by its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span
from redaction.surroundings import before

_START = re.compile(r"(?<![^\W_])[A-Z]{2}[ ]?\d{2}(?=(?:[ .-]?[A-Z0-9]){11})", re.IGNORECASE)
_BODY = re.compile(r"(?:[ .-]?[A-Z0-9]){11,30}", re.IGNORECASE)
_DUTCH_SHAPE = re.compile(r"(?<![^\W_])NL ?[\dO]{2}[ .-]?[A-Z]{4}(?:[ .-]?[\dO]){10}(?![^\W_])", re.IGNORECASE)
# Wherever it begins or ends: with its check digits right, ten digits in a row behind a bank are no accident.
_RUN_TOGETHER = re.compile(r"NL[ ]?\d{2}[ ./_-]?[A-Z]{4}(?:[ ./_-]?\d){10}(?!\d)", re.IGNORECASE)
_FIRM = r"(?:B\.?V\b\.?|N\.?V\b\.?|VOF\b|stichting|vereniging|gemeente|diaconie|waterschap|bedrijf)"
_FIRM_BEHIND = re.compile(
    rf"[ ,(]{{0,2}}(?:(?:van|tnv|t\.n\.v\.?|op naam van|ten name van)[ ])?(?:(?:de|het|een)[ ])?(?:[\w&.'-]+[ ]){{0,3}}?{_FIRM}",
    re.IGNORECASE,
)
_FIRM_BEFORE = re.compile(
    rf"(?:rekening|iban|bankrekening)(?:nummer)?[ ](?:van[ ])?(?:(?:de|het)[ ])?(?:[\w&.'-]+[ ])?{_FIRM}[^\n.!?]{{0,12}}$|"
    r"zakelijke rekening:?[ ]$|(?<![\w.])(?:B\.?V\.?|N\.?V\.?|VOF)[ ]?[(:,]{0,2}[ ]?$",
    re.IGNORECASE,
)


@detectors.register
class Iban:
    """Finds account numbers with or without spaces, in any case."""

    name = "iban"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """The numbers whose check digits are right, and Dutch ones whose check digits are wrong; none that is told a firm's."""
        end = 0
        for match in _START.finditer(text):
            span = _valid_from(text, match) if match.start() >= end else None
            if span:
                end = span.end
            if span and not _is_of_a_firm(text, span):
                yield Finding(
                    span, Label.IBAN, Confidence.HIGH, self.name, "Rekeningnummer met kloppend controlegetal."
                )
        for match in _RUN_TOGETHER.finditer(text):
            number = re.sub(r"[ ./_-]", "", match[0])
            if iban.is_valid(number, check_country=False) and not _is_of_a_firm(text, Span(*match.span())):
                why = "Rekeningnummer met kloppend controlegetal."
                yield Finding(Span(*match.span()), Label.IBAN, Confidence.HIGH, self.name, why)
        for match in _DUTCH_SHAPE.finditer(text):
            if not iban.is_valid(match[0], check_country=False) and not _is_of_a_firm(text, Span(*match.span())):
                why = "Heeft de vorm van een Nederlands rekeningnummer, maar het controlegetal klopt niet (typefout?)."
                yield Finding(Span(*match.span()), Label.IBAN, Confidence.CHECK, self.name, why)


def _is_of_a_firm(text: str, span: Span) -> bool:
    """Whether the text says that the account is a legal person's."""
    return bool(_FIRM_BEHIND.match(text, span.end) or _FIRM_BEFORE.search(before(text, span)))


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

"""Dates of birth: a date that the text calls one, and a full date of so long ago that it is seldom anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span
from redaction.surroundings import before, words

_MONTH = (
    "januari|jan|februari|feb|maart|mrt|april|apr|mei|juni|jun|juli|jul|augustus|aug|september|sept|sep|oktober|okt|"
    "november|nov|december|dec"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?<![\w./:-]){_DAY}(?:"
    rf"(?P<mark>[-/.])[ ]?(?:0?[1-9]|1[0-2])(?:(?P=mark)[ ]?(?P<year>(?:19|20)\d\d|\d\d))?"
    rf"|[ -](?:{_MONTH})\b\.?(?:[ -](?P<named_year>(?:19|20)\d\d|'\d\d|\d\d(?![:.\d])))?)(?![\w]|[-/.:]\d)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<![\w./:-])(?P<year>19\d\d|20[01]\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])")
_BORN = words(r"geb\.", r"geb(?!\w)", "gebdat", "geboren", "geboorte", "verjaar", "jarig", "dob", "birth", r"g\.d\.")
_IN_A_SENTENCE = re.compile(
    r"(?<!\w)(?:op|sinds|sedert|van|vanaf|per|tot|t/m|dd|d\.d|voor|na|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|"
    r"zondag|besluit|brief|arrest|uitspraak|gedateerd|getekend|ondertekend|datum)[.:]?[ ]$",
    re.IGNORECASE,
)
_OLDEST, _YOUNGEST = 1915, 2012
_CENTURY_TURN = 26


@detectors.register
class DateOfBirth:
    """Finds dates of birth, with or without a year where the text says so."""

    name = "date_of_birth"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Dates behind "geboren" and the like, and full dates with a year in which an adult of today was born."""
        if not any(character.isdigit() for character in text):
            return
        for match in (*_DATE.finditer(text), *_ISO.finditer(text)):
            span = Span(*match.span())
            left = before(text, span, 30)
            if _BORN.search(left):
                yield _finding(span, Confidence.HIGH, "Datum bij een woord over geboorte.")
            elif _OLDEST <= _year(match) <= _YOUNGEST and not _IN_A_SENTENCE.search(left):
                yield _finding(span, Confidence.CHECK, "Volledige datum van lang geleden; kan een geboortedatum zijn.")


def _year(match: re.Match[str]) -> int:
    """The year of a date in full, 0 when it has none."""
    groups = match.groupdict()
    digits = (groups.get("year") or groups.get("named_year") or "").lstrip("'")
    if len(digits) == 2:
        return int(digits) + (2000 if int(digits) <= _CENTURY_TURN else 1900)
    return int(digits or 0)


def _finding(span: Span, confidence: Confidence, why: str) -> Finding:
    return Finding(span, Label.DATE_OF_BIRTH, confidence, DateOfBirth.name, why)

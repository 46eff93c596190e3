"""Dates of birth: a date that the text calls one, and a full date of so long ago that it is seldom anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names import lists
from redaction.spans import Span
from redaction.surroundings import before, has_digit, words

_MONTH = (
    "januari|jan|februari|feb|maart|mrt|april|apr|mei|juni|jun|juli|jul|augustus|aug|september|sept|sep|oktober|okt|"
    "november|nov|december|dec"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?<![\w/-])(?<!\d[.:]){_DAY}(?:"
    rf"[ ]?(?P<mark>[-/._])[ ]?(?:0?[1-9]|1[0-2])(?:[ ]?(?P=mark)[ ]?(?P<year>(?:19|20)\d\d|'?\d\d))?"
    rf"|(?:e|de|ste)?[ -]?(?:{_MONTH})(?![^\W\d_])\.?"
    r"(?:[ -]?(?P<named_year>(?:19|20)\d\d|'\d\d|\d\d(?![:.\d])))?)(?![\w]|[-/.:]\d)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<![\w/-])(?<!\d[.:])(?P<year>19\d\d|20[01]\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])")
_DIGITS = re.compile(
    r"(?<![\w/-])(?<!\d[.:])(?:(?:0[1-9]|[12]\d|3[01])[ ]?(?:0[1-9]|1[0-2])[ ]?(?P<year>(?:19|20)\d\d|\d\d)|"
    rf"{_DAY}[ ](?:0?[1-9]|1[0-2])[ ](?:19|20)\d\d)(?!\w|[./:-]\d)"
)
_DAY_IN_WORDS = (
    "eenendertig|dertig|(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)[eë]ntwintig|twintig|negentien|achttien|zeventien|"
    "zestien|vijftien|veertien|dertien|twaalf|elf|tien|negen|acht|zeven|zes|vijf|vier|drie|twee|een|één|eerste"
)
_SPOKEN = re.compile(
    rf"(?<!\w)(?:{_DAY_IN_WORDS})[ ](?:{_MONTH})(?!\w)"
    r"(?:[ ](?:(?:19|20)?\d\d(?!\w|[.:]\d)|negentien(?:[ ]?honderd)?(?:[ ]?en)?[ ]?\w+|tweeduizend(?:[ ]?(?:en[ ])?\w+)?))?",
    re.IGNORECASE,
)
_BORN = words(r"geb\.", r"geb(?!\w)", "gebdat", "geboren", "geboorte", "verjaar", "jarig", "dob", "birth", r"g\.d\.")
_IN_A_SENTENCE = re.compile(
    r"(?<!\w)(?:op|sinds|sedert|van|vanaf|per|tot|t/m|dd|d\.d|voor|na|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|"
    r"zondag|besluit|brief|arrest|uitspraak|gedateerd|getekend|ondertekend|datum|versie|artikel|paragraaf)[.:]?[ ]$",
    re.IGNORECASE,
)
_BORN_BEHIND = re.compile(r"[ ](?:is[ ](?:hij|ze|zij|\w+)[ ])?(?:jarig|geboren|verjaart)(?!\w)", re.IGNORECASE)
_OF_SOMEBODY = re.compile(r"(?<!\w)(?:is|ben|bent)[ ](?:er[ ])?(?:een[ ])?van[ ]$", re.IGNORECASE)
_NAME_BEFORE = re.compile(
    r"(?:^|[\n,;*]|-[ ]|[ ]en[ ])[ ]?(?:[^\W\d_]+[ ]){0,3}?(?P<last>[^\W\d_]{2,})[ ]?[:,(-]?[ ]{1,4}\(?$"
)
_OLDEST, _YOUNGEST, _YOUNGEST_CHILD = 1915, 2012, 2022
_CENTURY_TURN = 26


@detectors.register
class DateOfBirth:
    """Finds dates of birth, with or without a year where the text says so."""

    name = "date_of_birth"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Dates behind "geboren" and the like, and full dates with a year in which an adult of today was born."""
        for match in _SPOKEN.finditer(text):
            if _BORN.search(before(text, Span(*match.span()), 30)) or _BORN_BEHIND.match(text, match.end()):
                yield _finding(Span(*match.span()), Confidence.CHECK, "Datum in woorden, bij een woord over geboorte.")
        if not has_digit(text):
            return
        for match in _DIGITS.finditer(text):
            if _BORN.search(before(text, Span(*match.span()), 18 if len(match["year"] or "") == 2 else 30)):
                yield _finding(Span(*match.span()), Confidence.HIGH, "Datum bij een woord over geboorte.")
        for match in (*_DATE.finditer(text), *_ISO.finditer(text)):
            span = Span(*match.span())
            left = before(text, span, 30)
            if _BORN.search(left) or _BORN_BEHIND.match(text, span.end):
                yield _finding(span, Confidence.HIGH, "Datum bij een woord over geboorte.")
            elif _OF_SOMEBODY.search(left) and _OLDEST <= _year(match) <= _YOUNGEST_CHILD:
                yield _finding(span, Confidence.CHECK, "Datum van iemand; kan een geboortedatum zijn.")
            elif _OLDEST <= _year(match) <= _YOUNGEST_CHILD and _is_behind_a_name(left):
                yield _finding(span, Confidence.CHECK, "Volledige datum achter een naam; kan een geboortedatum zijn.")
            elif _OLDEST <= _year(match) <= _YOUNGEST and not _IN_A_SENTENCE.search(left):
                yield _finding(span, Confidence.CHECK, "Volledige datum van lang geleden; kan een geboortedatum zijn.")


def _is_behind_a_name(left: str) -> bool:
    match = _NAME_BEFORE.search(left)
    key = lists.key(match["last"]) if match else ""
    return lists.first_names().get(key) is False or key in lists.surnames()


def _year(match: re.Match[str]) -> int:
    """The year of a date in full, 0 when it has none."""
    groups = match.groupdict()
    digits = (groups.get("year") or groups.get("named_year") or "").lstrip("'")
    if len(digits) == 2:
        return int(digits) + (2000 if int(digits) <= _CENTURY_TURN else 1900)
    return int(digits or 0)


def _finding(span: Span, confidence: Confidence, why: str) -> Finding:
    return Finding(span, Label.DATE_OF_BIRTH, confidence, DateOfBirth.name, why)

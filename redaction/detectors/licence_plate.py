"""Dutch licence plates, by the series ("sidecodes") they are given out in.

With dashes the shape is enough; without, it looks like any code, and a word such as "kenteken" has to stand near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span
from redaction.surroundings import after, before, has_digit, words

_SERIES = (
    "LL-DD-DD", "DD-DD-LL", "DD-LL-DD", "LL-DD-LL", "LL-LL-DD", "DD-LL-LL", "DD-LLL-D", "D-LLL-DD", "LL-DDD-L",
    "L-DDD-LL", "LLL-DD-L", "L-DD-LLL", "D-LL-DDD", "DDD-LL-D",
)  # fmt: skip
_NO_LETTERS = r"(?:jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec|jr|ma|di|wo|do|vr|za|zo|tm|en|of|bv|nr|km|uur)"


def _pattern(dash: str) -> re.Pattern[str]:
    """Every series with this sign between its groups."""
    signs = {"L": "[A-Z]", "D": r"\d", "-": dash}
    shapes = "|".join("".join(signs[sign] for sign in series) for series in _SERIES)
    return re.compile(rf"(?<![\w-])(?<!\d[./:,])(?:{shapes})(?![\w-]|[./:,]\d)", re.IGNORECASE)


_DASHED = _pattern("-")
_LOOSE = (_pattern(" "), _pattern(""), _pattern("[ ]?-[ ]?"), _pattern("-?"), _pattern("[.]"))
_COMPACT = _pattern("")
_NOT_ISSUED = frozenset("AEIOUQCM")
"""Letters that today's series for cars do not have; a code that has them is seldom a plate."""
_OTHER_CODE = words(
    "code", "order", "bestel", "artikel", "factuur", "kenmerk", "serie", "ticket", "ref", "model", "type", "kamer", "vlucht",
    "zaal", "pas", "wachtwoord", "ww", "dossier", "project", "versie",
)  # fmt: skip
_FOREIGN = re.compile(
    r"(?<!\w)(?:kenteken|nummerbord|nummerplaat|plaat)(?:[ ](?:is|was|nr|nummer|van[ ]\w+))?[ ]?[:=]?[ ]"
    r"(?P<plate>(?=[A-Z0-9 -]*\d)"
    r"(?=[A-Z0-9 -]*[A-Z])[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4}){1,3})(?![\w-])"
)
_SPOKEN = re.compile(
    r"(?<!\w)(?:kenteken|nummerbord|nummerplaat)(?:[ ](?:is|was))?[ ]"
    r"(?P<plate>(?=(?:[A-Z\d][ ]){0,5}\d)(?=(?:[A-Z\d][ ]){0,5}[A-Z])(?:[A-Z\d][ ]){5}[A-Z\d])(?!\w)",
    re.IGNORECASE,
)
"""Read out letter by letter, to a telephone that writes down what is said."""
_COUNTRY = (
    r"pools|duits|belgisch|frans|engels|brits|roemeens|bulgaars|litouws|lets|ests|spaans|portugees|italiaans|tsjechisch|"
    r"slowaaks|hongaars|oekra[iï]ens|turks|deens|zweeds|noors|oostenrijks|zwitsers|luxemburgs|buitenlands|vreemd"
)
_BEFORE_ITS_WORD = re.compile(
    r"(?<![\w-])(?P<plate>(?=[\w -]{0,16}\d)[A-Z]{1,3}(?:[ -]?(?:[A-Z]{0,2}\d{1,5}[A-Z]{0,2}|[A-Z]{1,2}(?![^\W_]))){1,5})"
    rf"[ ,(]{{1,3}}(?:(?:is|dus|een)[ ]){{0,2}}(?:{_COUNTRY})e?[ ](?:kenteken|nummerbord|nummerplaat|plaat)",
    re.IGNORECASE,
)
"""A foreign plate with its country behind it: "WGM 4 7 P 2, een Pools kenteken"."""
_CALLED = re.compile(r"kenteken|nummerbord|plaat", re.IGNORECASE)
"""What every plate has beside it that is told by nothing but the word for it."""
_SMALL_FOREIGN = re.compile(
    r"(?<!\w)(?:kenteken|nummerbord|nummerplaat)(?:[ ](?:is|was|nr|nummer))?[ ]?[:=]?[ ]"
    r"(?P<plate>(?=[a-z0-9-]*\d)(?=[a-z0-9-]*[a-z])[a-z0-9]{1,4}(?:-[a-z0-9]{1,5}){1,2}|"
    r"[a-z]{1,3}[ ]?\d{3,5}[a-z]{0,2})(?![\w-])",
    re.IGNORECASE,
)
_WITH_WORD = re.compile(_NO_LETTERS, re.IGNORECASE)
_CAR = words(
    "kenteken", "nummerbord", "nummerplaat", "plaat(?!s)", "auto", "wagen", "busje", "bus", "dienstauto", "voertuig",
    "aanhanger", "bestel", "motor", "scooter", "tesla", "volvo", "bmw", "audi", "vw", "volkswagen", "golf", "polo",
    "toyota", "opel", "ford", "renault", "peugeot", "skoda", "seat", "kia", "mercedes", "geparkeerd", "parkeer",
    "slagboom", "fiat", "citro", "nissan", "mazda", "suzuki", "hyundai", "dacia", "porsche", "lexus", "transit", "caddy",
    "camper", "caravan", "trailer", "trekker", "tractor", "vrachtwagen", "brommer", "waggie", "bak(?!\\w)", "rijdt in", "rijd in",
    "rijden in", "staat dubbel", "staat fout", "staat verkeerd", "mijn plek", "wegslepen",
)  # fmt: skip


_SPECIAL = re.compile(r"(?<![\w-])(?:AA-\d{1,3}|CDJ?-\d{1,3}(?:-\d{1,3})?|BN-\d{2}-\d{2}|GN-\d{2}-\d{2})(?![\w-])")
"""Of the royal house, of diplomats and of the court of justice."""


@detectors.register
class LicencePlate:
    """Finds licence plates of cars, vans and motorcycles."""

    name = "licence_plate"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Plates with dashes anywhere; plates without beside a word about a vehicle."""
        if not has_digit(text):
            return
        for match in _DASHED.finditer(text):
            if not _is_no_series(match[0]):
                yield _finding(match, Confidence.HIGH, "Heeft de vorm van een kenteken.")
        for match in (found for pattern in _LOOSE for found in pattern.finditer(text)):
            span = Span(*match.span())
            beside = _CAR.search(before(text, span)) or _CAR.search(after(text, span, 35)) or _DASHED.search(text)
            if beside and not _is_no_series(match[0]):
                yield _finding(
                    match, Confidence.CHECK, "Kan een kenteken zijn: er staat een woord over een voertuig bij."
                )
        for match in _COMPACT.finditer(text):
            if (
                match[0].isupper()
                and not _is_no_series(match[0])
                and _NOT_ISSUED.isdisjoint(match[0])
                and not _OTHER_CODE.search(before(text, Span(*match.span())))
            ):
                yield _finding(match, Confidence.CHECK, "Heeft de vorm van een kenteken zonder streepjes.")
        for match in _SPECIAL.finditer(text):
            yield _finding(
                match, Confidence.CHECK, "Heeft de vorm van een kenteken van het Koninklijk Huis of een diplomaat."
            )
        if not _CALLED.search(text):
            return
        for match in (*_FOREIGN.finditer(text), *_SPOKEN.finditer(text), *_SMALL_FOREIGN.finditer(text)):
            why = "Staat achter het woord kenteken."
            yield Finding(Span(*match.span("plate")), Label.LICENCE_PLATE, Confidence.CHECK, self.name, why)
        for match in _BEFORE_ITS_WORD.finditer(text):
            why = "Staat voor het woord kenteken."
            yield Finding(Span(*match.span("plate")), Label.LICENCE_PLATE, Confidence.CHECK, self.name, why)


def _is_no_series(written: str) -> bool:
    """Whether its letters are a month, a day or a small word ("1-mei-26", "12 en 14"), or those of a boat ("YA-12-34").

    Where both groups of letters are written as a plate has them, each must be such a word: "BV-KR-71" is a plate, and so is
    "bv-kr-71", with two pairs of letters.
    """
    groups = re.findall(r"[A-Za-z]+", written)
    pairs = len(groups) == 2 and all(len(group) == 2 for group in groups)
    small = all if "-" in written and (written.isupper() or pairs) else any
    boat = len(groups) == 1 and len(groups[0]) == 2 and groups[0][0] in "yY"
    return boat or small(_WITH_WORD.fullmatch(letters) for letters in groups)


def _finding(match: re.Match[str], confidence: Confidence, why: str) -> Finding:
    return Finding(Span(*match.span()), Label.LICENCE_PLATE, confidence, LicencePlate.name, why)

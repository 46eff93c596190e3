"""Dutch licence plates, by the series ("sidecodes") they are given out in.

With dashes the shape is enough; without, it looks like any code, and a word such as "kenteken" has to stand near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span
from redaction.surroundings import after, before, words

_SERIES = (
    "LL-DD-DD", "DD-DD-LL", "DD-LL-DD", "LL-DD-LL", "LL-LL-DD", "DD-LL-LL", "DD-LLL-D", "D-LLL-DD", "LL-DDD-L",
    "L-DDD-LL", "LLL-DD-L", "L-DD-LLL", "D-LL-DDD", "DDD-LL-D",
)  # fmt: skip
_NO_LETTERS = r"(?:jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec|jr|ma|di|wo|do|vr|za|zo|tm|en|of|bv|nr|km|uur)"


def _pattern(dash: str) -> re.Pattern[str]:
    shapes = "|".join(
        "".join({"L": "[A-Z]", "D": r"\d", "-": dash}[sign] for sign in series) for series in _SERIES
    )
    return re.compile(rf"(?<![\w-])(?<!\d[./:])(?:{shapes})(?![\w-]|[./:]\d)", re.IGNORECASE)


_DASHED = _pattern("-")
_LOOSE = _pattern("[ -]?")
_WITH_WORD = re.compile(_NO_LETTERS, re.IGNORECASE)
_CAR = words(
    "kenteken", "kent", "nummerbord", "nummerplaat", "plaat", "auto", "wagen", "busje", "bus", "dienstauto", "voertuig",
    "aanhanger", "bestel", "motor", "scooter", "tesla", "volvo", "bmw", "audi", "vw", "volkswagen", "golf", "polo",
    "toyota", "opel", "ford", "renault", "peugeot", "skoda", "seat", "kia", "mercedes", "geparkeerd", "parkeer",
    "slagboom",
)  # fmt: skip


@detectors.register
class LicencePlate:
    """Finds licence plates of cars, vans and motorcycles."""

    name = "licence_plate"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Plates with dashes anywhere; plates without beside a word about a vehicle."""
        for match in _LOOSE.finditer(text):
            span = Span(*match.span())
            if _holds_a_word(match[0]):
                continue
            if _DASHED.fullmatch(match[0]):
                yield Finding(span, Label.LICENCE_PLATE, Confidence.HIGH, self.name, "Heeft de vorm van een kenteken.")
            elif _CAR.search(before(text, span)) or _CAR.search(after(text, span, 20)):
                why = "Kan een kenteken zonder streepjes zijn: er staat een woord over een voertuig bij."
                yield Finding(span, Label.LICENCE_PLATE, Confidence.CHECK, self.name, why)


def _holds_a_word(written: str) -> bool:
    """Whether its letters are a month, a day or a small word, as in "1-mei-26" and "12 en 14": such series do not exist."""
    return any(_WITH_WORD.fullmatch(letters) for letters in re.findall(r"[A-Za-z]+", written))

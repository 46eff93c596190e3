"""Places on the map, to the metre: coordinates and map links. Whose place it is, a person judges."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span
from redaction.surroundings import before, words

_DECIMAL = re.compile(r"(?<![\w.,-])-?\d{1,2}\.\d{3,8}(?:[ ]?[,;][ ]?|[ ])-?\d{1,3}\.\d{3,8}(?!\w|[.,]\d)")
_DEGREES = re.compile(
    r"(?<!\w)\d{1,2}[°º][ ]?\d{1,2}['][ ]?\d{1,2}(?:[.,]\d+)?(?:\"|'')?[ ]?[NZS][ ,]{0,2}"
    r"\d{1,3}[°º][ ]?\d{1,2}['][ ]?\d{1,2}(?:[.,]\d+)?(?:\"|'')?[ ]?[EOW](?!\w)",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?<!\w)(?:https?://)?(?:(?:maps|www)\.)?(?:google\.[a-z]{2,3}/maps|goo\.gl/maps|maps\.app\.goo\.gl|maps\.google\.[a-z]{2,3}|"
    r"maps\.apple\.com|openstreetmap\.org|osm\.org|what3words\.com|w3w\.co|maps\.example\.\w+)[^\s<>\"]*[^\s<>\".,;:!?)]",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<!\w)(?:(?:lat|latitude|N)[ :=]{0,2}\d{2}[.,]\d{3,8}[°]?[ ,;]{1,3}"
    r"(?:lon|lng|long|longitude|E|O)[ :=]{0,2}\d{1,3}[.,]\d{3,8}|"
    r"geo:\d{1,2}\.\d{3,8},\d{1,3}\.\d{3,8}|RD[ -]?(?:co[öo]rdina\w+)?[ :]{1,2}\d{5,6}[ ,/;]{1,2}\d{6}|"
    r"///[^\W\d_]{2,}\.[^\W\d_]{2,}\.[^\W\d_]{2,})(?!\w)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?\n]\s|\n")
_WORKS = words(
    "dijkpaal", "peilschaal", "gemaal", "meetpunt", "stuw", "sluis", "pomp", "hmp", "hectometer", "dijk", "kunstwerk",
    "peilbuis",
)  # fmt: skip


@detectors.register
class Location:
    """Finds coordinates and map links, except those that the text gives as the place of a work of engineering."""

    name = "location"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Proposals to look at: a place is personal when somebody is, was or lives there."""
        for pattern in (_DECIMAL, _DEGREES, _LINK, _NAMED):
            for match in pattern.finditer(text):
                span = Span(*match.span())
                if not _WORKS.search(_SENTENCE_END.split(before(text, span))[-1]):
                    why = "Plek op de kaart; persoonlijk als daar iemand is of woont."
                    yield Finding(span, Label.LOCATION, Confidence.CHECK, self.name, why)

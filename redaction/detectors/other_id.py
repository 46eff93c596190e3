"""Other numbers that stand for one person: personnel and pass numbers, policies, press cards, damage files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span

_NUMBERED = re.compile(
    r"(?<!\w)(?:personeels(?:nummer|nr\.?)|pers\.?(?:nummer|nr)\.?|pasnummer|pasnr\.?|toegangspas|(?:mijn|haar|zijn|je|rijks)[ -]?pas|"
    r"perskaart|persnummer|polis(?:nummer|nr\.?)?|lidmaatschapsnummer|lidnummer|lidnr\.?|studentnummer|klantnummer|"
    r"pati[eë]ntnummer|dossiernummer zorg|schade(?:nummer|dossier|nr\.?)|dienstnummer|stamnummer|registratienummer|"
    r"big-?(?:nummer|registratie))"
    r"(?:[ ](?:is|nr\.?|nummer|van[ ][^\W\d_]+))?[ ]?[:=]?[ ]?(?P<number>(?=[\w.-]*\d{2})[A-Z0-9][\w.-]*[\w])",
    re.IGNORECASE,
)
_PASS = re.compile(r"(?<!\w)(?:toegangs|rijks|personeels|dienst|bezoekers)?pas(?:je)?(?!\w)[^.!?\n]{0,40}?(?<!\w)(?P<number>[A-Z]{1,2}-?\d{4,8})(?!\w)")
_DAMAGE_FILE = re.compile(r"(?<![\w-])SCH-[\d-]*\d(?![\w-])", re.IGNORECASE)


@detectors.register
class OtherId:
    """Finds numbers behind the word for a register of persons."""

    name = "other_id"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """The number behind such a word; a number by itself says nothing."""
        for match in (*_NUMBERED.finditer(text), *_PASS.finditer(text)):
            span = Span(*match.span("number"))
            yield Finding(span, Label.OTHER_ID, Confidence.HIGH, self.name, "Nummer van een persoon in een register.")
        for match in _DAMAGE_FILE.finditer(text):
            yield Finding(Span(*match.span()), Label.OTHER_ID, Confidence.HIGH, self.name, "Nummer van een schadedossier.")

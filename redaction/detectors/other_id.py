"""Other numbers that stand for one person: personnel and pass numbers, policies, press cards, damage files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span

_REGISTER = (
    r"personeels(?:nummer|nr\.?)|pers\.?(?:nummer|nr)\.?|pasnummer|pasnr\.?|toegangspas|(?:mijn|haar|zijn|je|rijks)[ -]?pas|"
    r"perskaart|polis(?:nummer|nr\.?)?|lid(?:maatschaps)?(?:nummer|nr\.?)|student(?:nummer|nr\.?)|klant(?:nummer|nr\.?)|"
    r"pati[eë]nt(?:nummer|nr\.?)|schade(?:nummer|dossier|nr\.?)|dienst(?:nummer|nr\.?)|stamnummer|big-?(?:nummer|registratie)|"
    r"(?:werknemers?|medewerkers?|cli[eë]nt|relatie|verzekerden|verzekering[s-]?|zorgverzekerings?)-?(?:nummer|nr\.?)|imei|vca(?=-?\d)|"
    r"ov-?chip(?:kaart)?(?:nummer|nr\.?)?"
)
_NUMBERED = re.compile(
    rf"(?<!\w)(?:{_REGISTER})(?:[ ](?:is|nr\.?|nummer|van[ ][^\W\d_]+))?[ ]?[:=]?[ ]?"
    r"(?P<number>(?=[\w.-]{0,30}\d{2})[A-Z0-9][\w.-]{0,30}\w)",
    re.IGNORECASE,
)
_PASS = re.compile(
    r"(?<!\w)(?:toegangs|rijks|personeels|dienst|bezoekers)?pas(?:je)?(?!\w)[^.!?\n]{0,40}?(?<!\w)(?P<number>[A-Z]{1,2}-?\d{4,8})(?!\w)"
)
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
            yield Finding(
                Span(*match.span()), Label.OTHER_ID, Confidence.HIGH, self.name, "Nummer van een schadedossier."
            )

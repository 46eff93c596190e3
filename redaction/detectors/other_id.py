"""Other numbers that stand for one person: personnel and pass numbers, policies, press cards, damage files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import bitcoin

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span
from redaction.surroundings import after, before, has_digit, words

_NR = r"[ -]?(?:nummer|nr\.?)"
_REGISTER = (
    rf"personeels{_NR}|pers\.?{_NR}\.?|pasnummer|pasnr\.?|toegangspas|(?:mijn|haar|zijn|je|rijks)[ -]?pas|"
    rf"perskaart|polis(?:{_NR})?|lid(?:maatschaps)?{_NR}|student{_NR}|klant{_NR}|"
    rf"pati[eë]nt{_NR}|schade(?:nummer|dossier|nr\.?)|dienst{_NR}|stamnummer|big-?(?:nummer|registratie)|"
    rf"(?:werknemers?|medewerkers?|cli[eë]nt|relatie|verzekerden|verzekering[s-]?|zorgverzekerings?){_NR}|imei|vca(?=-?\d)|"
    rf"ov-?chip(?:kaart)?(?:{_NR})?|stam{_NR}|p-?(?:nummer|nr\.?)|big(?=[ ]?\d{{11}})|agb(?:-?code)?|"
    rf"(?:pt|pat)\.?{_NR}|reg(?:istratie)?\.?[ -]?nr\.?|detentie(?:nummer|nr\.?)|(?:gedetineerden|celhouder){_NR}|"
    rf"(?:pers|nvj-?)kaart(?:{_NR})?|(?:zorg|dienst|rijks|toegangs)pas(?:{_NR})?"
)
_NUMBERED = re.compile(
    rf"(?<!\w)(?:{_REGISTER})(?:[ ](?:is|nr\.?|nummer|van[ ][^\W\d_]+))?[ ]?[:=]?[ ]?"
    r"(?P<number>(?=[\w.-]{0,30}\d{2})[A-Z0-9][\w.-]{0,30}\w)",
    re.IGNORECASE,
)
_PASS = re.compile(
    r"(?<!\w)(?:toegangs|rijks|personeels|dienst|bezoekers)?pas(?:je)?(?!\w)[^.!?\n]{0,40}?(?<!\w)(?P<number>[A-Z]{1,2}-?\d{4,8})(?!\w)",
    re.IGNORECASE,
)
_PASS_BEHIND = re.compile(
    r"(?<!\w)(?:nr\.?|nummer)[ ]?(?P<number>[A-Z]{0,2}-?\d{4,8})(?!\w)[ ](?:van|op)[ ]"
    r"(?:mijn|mn|haar|zijn|zn|de|je)[ ](?:\w+)?pas(?!\w)|"
    r"(?<!\w)(?:mijn|mn|haar|zijn|zn|je|rijks|dienst)[ ]?pas[ ]?\((?:nr\.?|nummer)?[ ]?(?P<other>[A-Z]{0,2}-?\d{4,8})\)",
    re.IGNORECASE,
)
_STUDENT = re.compile(r"(?<![\w-])s[1-9]\d{6}(?![\w-])", re.IGNORECASE)
"""A student's number, as universities give it out."""
_SERVICE = re.compile(
    r"(?<!\w)dienst(?:nummers?|nrs?\.?)(?!\w)[^\n]{0,60}?(?<![\w-])(?P<number>[A-Z]-?\d{5,7})(?![\w-])", re.IGNORECASE
)
_BOAT = re.compile(
    r"(?<!\w)(?:reg(?:nr)?\.?|boot|schip|jacht|vaartuig|motorboot|sloep|registratie)\w*(?:[ ]\w+){0,2}?[ :]{1,2}"
    r"(?P<number>Y[A-Z]-?\d{2}-?\d{2}|\d{2}-?\d{2}-?Y[A-Z])(?!\w)",
    re.IGNORECASE,
)
_WALLET = re.compile(r"(?<!\w)(?:bc1[a-z0-9]{20,70}|[13][A-HJ-NP-Za-km-z1-9]{25,34})(?!\w)")
_DAMAGE_FILE = re.compile(r"(?<![\w-])SCH-[\d-]*\d(?![\w-])", re.IGNORECASE)
_SERIES_OF_DAMAGE = re.compile(r"(?<![\w-])S-20\d\d-\d{4,6}(?![\w-])", re.IGNORECASE)
_DAMAGE = words("schade", "taxa", "gedupeerd", "claim", "expert")


@detectors.register
class OtherId:
    """Finds numbers behind the word for a register of persons."""

    name = "other_id"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """The number behind such a word; a number by itself says nothing."""
        if not has_digit(text):
            return
        for match in (*_NUMBERED.finditer(text), *_PASS.finditer(text), *_SERVICE.finditer(text)):
            span = Span(*match.span("number"))
            yield Finding(span, Label.OTHER_ID, Confidence.HIGH, self.name, "Nummer van een persoon in een register.")
        for match in _PASS_BEHIND.finditer(text):
            span = Span(*match.span("number" if match["number"] else "other"))
            yield Finding(span, Label.OTHER_ID, Confidence.CHECK, self.name, "Nummer van iemands pas.")
        for match in _STUDENT.finditer(text):
            yield Finding(
                Span(*match.span()), Label.OTHER_ID, Confidence.CHECK, self.name, "Kan een studentnummer zijn."
            )
        for match in _BOAT.finditer(text):
            why = "Registratienummer van een boot."
            yield Finding(Span(*match.span("number")), Label.OTHER_ID, Confidence.HIGH, self.name, why)
        for match in _WALLET.finditer(text):
            if bitcoin.is_valid(match[0]):
                why = "Adres van iemands digitale portemonnee."
                yield Finding(Span(*match.span()), Label.OTHER_ID, Confidence.CHECK, self.name, why)
        for match in _SERIES_OF_DAMAGE.finditer(text):
            span = Span(*match.span())
            if _DAMAGE.search(before(text, span)) or _DAMAGE.search(after(text, span)):
                why = "Kan het nummer van een schadedossier zijn."
                yield Finding(span, Label.OTHER_ID, Confidence.CHECK, self.name, why)
        for match in _DAMAGE_FILE.finditer(text):
            yield Finding(
                Span(*match.span()), Label.OTHER_ID, Confidence.HIGH, self.name, "Nummer van een schadedossier."
            )

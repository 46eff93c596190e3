"""Passwords, PINs and entrance codes: what stands behind the word for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names.ordinary_words import Currency, currency
from redaction.spans import Span

_PASSWORD = r"(?<!\w)(?:[\w-]{0,20}wachtwoord(?:en)?|ww|password|passwd|paswoord|pw|wifi-?code|inlogcode)"
_OF_WHAT = (
    r"(?:[ ](?:van|voor|bij|op|vd|vh)[ ](?:(?:de|het|'?t|mijn|mn|onze|jouw|die|je|zijn|haar)[ ])?[\w-]{1,30}|"
    r"[ ][\w-]{1,30})"
)
_TOLD = re.compile(
    rf"(?:{_PASSWORD}|(?<!\w)pass)(?:[ ][^\W\d_][\w'-]*){{0,4}}?[ ]?[:=]\s?(?P<secret>[^\s\"'<>]{{4,}})", re.IGNORECASE
)
_BARE = re.compile(
    rf"{_PASSWORD}(?:{_OF_WHAT}?[ ](?:is|was|wordt)[ ]"
    r"(?:(?:nu|ook|nog|weer|gewoon|steeds|altijd|toch|veranderd|gewijzigd|in|naar)[ ]){0,3}|[ ])"
    r"(?P<secret>[^\s\"'<>:=]{4,}+)(?!\s?[:=])",
    re.IGNORECASE,
)
_SHORTEST = 4
_SHORT_PIN = re.compile(
    r"(?<!\w)pin(?:code)?(?:[ ]?[:=][ ]?|[ ])(?P<secret>(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{4,12})(?!\w)", re.IGNORECASE
)
_CODE_FOR = re.compile(
    r"(?<!\w)(?:(?:nieuwe|vaste|tijdelijke)[ ])?(?:toestel|toegangs|deur|inlog|ontgrendel|beeldscherm)?code"
    r"(?![ ](?:rood|oranje|geel|groen)\b)(?:[ ](?!(?:is|wordt|was)[ ])[^\W\d_][\w-]*){1,4}"
    r"[ ](?:is|wordt|was)[ ](?:nu[ ])?(?P<secret>\d{4,8}[#*]?)(?!\w|[.,]\d|[ ]\d{3})",
    re.IGNORECASE,
)
_LOOKS_LIKE_ONE = re.compile(
    r"(?<![\w/@.#-])(?=[^\s!$*^~]{1,30}[!$*^~][A-Za-z0-9])(?=[^\s\d]{1,30}\d)(?=[^\sA-Z]{0,30}[A-Z])"
    r"[A-Za-z][\w!$%*^~#+-]{6,30}[\w!$#*]"
)
"""Letters, a capital among them, digits and a sign, in one row: nobody writes that but as a password."""
_PIN = re.compile(
    r"(?<!\w)(?:[a-z]{0,12}pin(?:code)?|passcode|[a-z]{0,8}"
    r"(?:deur|alarm|toegangs|kluis|sleutel|poort|hek|kastje|huis|sms|2fa|verificatie|herstel|beveiligings)[\w-]{0,20}[ ]?code|"
    r"code van de (?:deur|kluis|alarm|poort|hek)\w*)[ ]?(?:is|wordt|:|=)?[ ]?"
    r"(?P<secret>\d{3,8}[#*]?|\d\d[ ]\d\d(?![ ]\d)|[A-Z0-9]{3,}(?:-[A-Z0-9]{2,})+)(?!\w|[.,]\d|[ ]\d{3})",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"(?<!\w)(?:passcode|(?:toegangs|wachtwoord|vergader(?:ings?)?|meeting|conferentie|webinar|deelname|zoom|teams)"
    r"[ -]?code)"
    rf"{_OF_WHAT}?(?:[ ](?:is|wordt)(?:[ ]nu)?)?[ ]?[:=]?\s?(?<![\w-])(?P<secret>[^\s\"'<>:=]{{4,40}})",
    re.IGNORECASE,
)
"""What a meeting on line is entered with: "Toegangscode: aB3dE5"."""
_MIXED_CASE = re.compile(r"[a-z][A-Z].*[a-z][A-Z]")
_WIFI_WORD = re.compile(
    rf"{_PASSWORD}[ ](?:wi-?fi|laptop|pc|mail|account|map|netwerk|server|teams|kluis)[ ]"
    r"(?P<secret>(?=\S{0,80}\d)[^\s\"'<>]{4,})",
    re.IGNORECASE,
)
_KEYED = re.compile(r"(?<!\w)(?:[\w-]{0,20}code|cijfers)[ ](?P<secret>\d{3,8}[#*])(?!\w)", re.IGNORECASE)
_CODE = re.compile(
    r"(?<![\w-])(?!post|land|bar|korting|track|boek|streep|bron|kleur|sbi|bic|swift|qr|actie|zip|product|artikel|kosten|afhaal)"
    r"[\w-]{0,20}code(?:[ ](?:van|voor|bij|op|vd|vh)[ ](?:(?:de|het|'?t|mijn|mn|onze|jouw|die|je|zijn|haar)[ ])?[\w-]+)?"
    r"(?:[ ]?[:=]|[ ](?:is|wordt|was|blijft)(?:[ ](?:nu|gewijzigd|veranderd|aangepast|nieuw|gewoon|nog|steeds|weer|"
    r"voortaan|altijd|hetzelfde|sinds|vanaf|vandaag|gisteren|morgen|maandag|in|naar)){0,4}:?|[ ]gewijzigd:?)[ ]?"
    r"(?P<secret>\d{3,8}[#*]?|[A-Z0-9]{2,}(?:-[A-Z0-9]{2,})+)(?!\w|[.,]\d|[ ]\d{3})",
    re.IGNORECASE,
)
_CODE_OF = re.compile(
    r"(?<!\w)(?:code|pin|cijfers)[ ](?:van[ ](?:de|het|'?t)[ ])?(?:voor|achter|zij)?"
    r"(?:deur|hek|poort|alarm|schuur|garage|kluis|lift|wifi|vergadering|slot|kantoor|berging|box)"
    r"(?:[ ](?:is|zijn|wordt))?[ ]?[:=]?[ ]?(?P<secret>\d{3,8}[#*]?|\d(?:-\d){3,5})(?!\w|[.,]\d)|"
    r"(?<!\w)puk[ :]{1,3}(?P<puk>\d{8})(?!\w)",
    re.IGNORECASE,
)
_SAFE = re.compile(
    r"(?<!\w)(?:sleutel(?:kast|kluis|safe|box|doos)(?:je)?|kluis(?:je)?|fietsslot|cijferslot)(?!\w)[^.!?\n\d]{0,40}?[ ]"
    r"(?P<secret>\d{3,6}[#*]?)(?!\w|[.,:]\d|[ ](?:uur|euro|stuks|m))",
    re.IGNORECASE,
)
_WIFI = re.compile(r"(?<!\w)wi-?fi(?:[ ]?code)?[ ]?[:=][ ]?(?P<secret>(?=\S{0,80}\d)[^\s\"'<>]{6,})", re.IGNORECASE)
_LOGIN = re.compile(
    r"(?<!\w)(?:inlog|login|inloggen|account)(?:gegevens)?[ :]{1,2}[\w.@-]+[ ]?(?:/|\||en|,)[ ]?"
    r"(?P<secret>(?=\S{0,80}\d)[^\s\"'<>]{6,})",
    re.IGNORECASE,
)


@detectors.register
class Credential:
    """Finds what gives access: passwords, PINs, codes of doors."""

    name = "credential"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """What stands behind such a word, unless it is ordinary talk ("wachtwoord vergeten")."""
        for pattern in (_TOLD, _BARE):
            for match in pattern.finditer(text):
                secret = match["secret"].rstrip(".,;)")
                if secret and (pattern is _TOLD or _looks_secret(secret)):
                    span = Span(match.start("secret"), match.start("secret") + len(secret))
                    yield _finding(span, pattern is _TOLD, "Staat achter het woord wachtwoord.")
        for match in _MEETING.finditer(text):
            secret = match["secret"].rstrip(".,;)")
            if len(secret) >= _SHORTEST and _looks_generated(secret):
                span = Span(match.start("secret"), match.start("secret") + len(secret))
                yield _finding(span, True, "Toegangscode van een vergadering.")
        for match in _PIN.finditer(text):
            yield _finding(Span(*match.span("secret")), True, "Cijfers achter een woord voor een toegangscode.")
        for match in _LOOKS_LIKE_ONE.finditer(text):
            yield _finding(Span(*match.span()), False, "Heeft de vorm van een wachtwoord.")
        for pattern in (_CODE, _SAFE, _KEYED, _SHORT_PIN, _CODE_FOR):
            for match in pattern.finditer(text):
                yield _finding(Span(*match.span("secret")), False, "Kan een toegangscode zijn.")
        for match in _CODE_OF.finditer(text):
            yield _finding(Span(*match.span("secret" if match["secret"] else "puk")), True, "Toegangscode.")
        for pattern in (_WIFI, _WIFI_WORD, _LOGIN):
            for match in pattern.finditer(text):
                yield _finding(Span(*match.span("secret")), False, "Kan een wachtwoord zijn.")


def _looks_secret(secret: str) -> bool:
    """Whether it is no word one would write behind "wachtwoord" in passing."""
    if any(character.isdigit() for character in secret):
        return True
    return secret.isalpha() and currency(secret.lower()) is not Currency.ORDINARY


def _looks_generated(secret: str) -> bool:
    """Whether no person would write it as a word: it has a digit, or capitals here and there."""
    return any(character.isdigit() for character in secret) or _MIXED_CASE.search(secret) is not None


def _finding(span: Span, sure: bool, why: str) -> Finding:
    return Finding(span, Label.CREDENTIAL, Confidence.HIGH if sure else Confidence.CHECK, Credential.name, why)

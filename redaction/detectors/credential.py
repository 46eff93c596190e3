"""Passwords, PINs and entrance codes: what stands behind the word for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names.ordinary_words import Currency, currency
from redaction.spans import Span

_PASSWORD = r"(?<!\w)(?:[\w-]{0,20}wachtwoord(?:en)?|ww|password|passwd|paswoord|pw|wifi-?code|inlogcode)"
_TOLD = re.compile(rf"{_PASSWORD}(?:[ ][^\W\d_][\w'-]*){{0,4}}?[ ]?[:=]\s?(?P<secret>[^\s\"'<>]{{4,}})", re.IGNORECASE)
_BARE = re.compile(
    rf"{_PASSWORD}[ ](?:(?:is|wordt)[ ](?:nu[ ])?)?(?P<secret>[^\s\"'<>:=]{{4,}}+)(?!\s?[:=])", re.IGNORECASE
)
_PIN = re.compile(
    r"(?<!\w)(?:pin(?:code)?|(?:deur|alarm|toegangs|kluis|sleutel|poort|hek|kastje|huis)[\w-]{0,20}code|"
    r"code van de (?:deur|kluis|alarm|poort|hek)\w*)[ ]?(?:is|wordt|:|=)?[ ]?(?P<secret>\d{3,8}[#*]?)(?!\w|[.,]\d|[ ]\d{3})",
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
        for match in _PIN.finditer(text):
            yield _finding(Span(*match.span("secret")), True, "Cijfers achter een woord voor een toegangscode.")


def _looks_secret(secret: str) -> bool:
    """Whether it is no word one would write behind "wachtwoord" in passing."""
    if any(character.isdigit() for character in secret):
        return True
    return secret.isalpha() and currency(secret.lower()) is not Currency.ORDINARY


def _finding(span: Span, sure: bool, why: str) -> Finding:
    return Finding(span, Label.CREDENTIAL, Confidence.HIGH if sure else Confidence.CHECK, Credential.name, why)

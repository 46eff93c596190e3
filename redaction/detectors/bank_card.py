"""Numbers of bank and credit cards, by the check digit of ISO/IEC 7812 (Luhn)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span
from redaction.surroundings import has_digit, nearest, words

_CANDIDATE = re.compile(
    r"(?<![\w.,-])(?:[3-6]\d{3}(?P<gap>[ -])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}|3[47]\d{2}(?P<wide>[ -])\d{6}(?P=wide)\d{5}|"
    r"[3-6]\d{14,15})(?!\w|[.,-]\d)"
)
_CARD = words("kaart", "card", "pas", "visa", "master", "amex", "maestro", "credit", "pin")
_OTHER = words("kenmerk", "betal", "referentie", "factuur", "order", "iban", "meeting", "vergader", "imei", "barcode")


@detectors.register
class BankCard:
    """Finds card numbers of fifteen and sixteen digits."""

    name = "bank_card"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Numbers with the right check digit, grouped as on the card or beside a word about cards."""
        if not has_digit(text):
            return
        for match in _CANDIDATE.finditer(text):
            span = Span(*match.span())
            called = nearest(text, span, wanted=_CARD, others=_OTHER)
            if called is False or not luhn.is_valid(re.sub(r"\D", "", match[0])):
                continue
            grouped = not match[0].isdigit()
            confidence = Confidence.HIGH if called or grouped else Confidence.CHECK
            yield Finding(span, Label.BANK_CARD, confidence, self.name, "Kaartnummer met kloppend controlegetal.")

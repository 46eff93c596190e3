"""Telephone numbers: what the phone number library calls valid, and the ways of writing it does not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.spans import Span
from redaction.surroundings import before, has_digit, words

_FOREIGN = re.compile(r"(?<![\w+])\+(?!31)[1-9]\d{0,2}(?:[ .()-]{0,2}\d){7,12}(?!\w|[.,-]\d)")
_ENOUGH_DIGITS = re.compile(r"(?:\d\W{0,4}){7}")
_MOBILE = re.compile(
    r"(?<![\w+])(?<!\d[.,-])(?P<prefix>(?:\+|00)\s?31[\s.-]*(?:\(0\)[\s.-]*)?|\(?[0o]\)?[\s.-]*)?"
    r"6\)?[\s.:*/_~-]*[1-58](?:[\s./_-]{0,3}\d){7}(?!\w|[.,-]\d)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<![\d+.,-])(?:0|(?:\+|00)31)6[ .-]?[1-58]\d{7}(?![\d.,-]\d|\d)")
_WITHOUT_PLUS = re.compile(r"(?<![\w+.,/-])31[ .-]?(?:\(0\)[ .-]?)?6[ .-]?[1-58](?:[ .-]?\d){7}(?!\w|[.,-]\d)")
_MISCOUNTED = re.compile(
    r"(?<![\w+])(?<!\d[.,-])[0o]6[ ./_~-]{1,3}[1-58](?:[ ./_-]{0,2}\d){6,8}(?!\w|[.,-]\d)", re.IGNORECASE
)
_UNIT = "nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen"
_TEEN = "tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien"
_TENS = "twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig"
_SPOKEN = re.compile(
    rf"\bnul[\s,-]*zes(?:[\s,-]+(?:(?:(?:{_UNIT})[eë]n)?(?:{_TENS})|{_TEEN}|{_UNIT}|\d{{1,2}})\b){{4,8}}", re.IGNORECASE
)
_INSIDE_AN_ACCOUNT = re.compile(r"(?<![^\W_])NL[ ]?\d{2}[ .-]?[A-Z]{4}[ .-]?(?:\d[ .-]?){0,9}$", re.IGNORECASE)
_PUBLIC_TYPES = (PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
_OTHER_NUMBER = words(
    "bsn", "burgerservice", "sofi", "order", "bestel", "factuur", "kenmerk", "zaak", "kvk", "polis", "klantn", "serie",
    "ticket", "dossier", "referentie", "artikel", "vergader", "meeting", "rekening", "iban",
)  # fmt: skip
_GENERAL = words(
    "algemeen nummer", "algemene nummer", "algemene lijn", "centrale", "meldkamer", "receptie", "balie", "alarmnummer",
    "noodnummer", "crisiscentrum", "helpdesk", "servicedesk", "publieks", "infolijn", "hulplijn", "klantenservice",
    "beveiliging", "bewaking", "portier", "informatienummer", "storing", "servicenummer", "inbel", "dcc", "crisislijn",
    "meldpunt", "spoedlijn", "spoednummer", "spoedpost", "alarmcentrale", "hoofdnummer", "huisartsenpost",
)  # fmt: skip


@detectors.register
class Phone:
    """Finds personal and direct numbers; help lines and numbers called general in the text are left alone."""

    name = "phone"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Numbers of the Netherlands as written there, of other countries with their country code."""
        if has_digit(text) and _ENOUGH_DIGITS.search(text):
            for finding in (*_valid(text), *_mobile(text)):
                if not _INSIDE_AN_ACCOUNT.search(before(text, finding.span)):
                    yield finding
        if "nul" in text or "Nul" in text or "NUL" in text:
            for match in _SPOKEN.finditer(text):
                yield _finding(Span(*match.span()), Confidence.CHECK, "Mobiel nummer, in woorden geschreven.")


def _valid(text: str) -> Iterator[Finding]:
    for match in PhoneNumberMatcher(text, "NL", leniency=Leniency.VALID):
        span = Span(match.start, match.end)
        kind = number_type(match.number)
        digits = sum(character.isdigit() for character in match.raw_string)
        general = kind != PhoneNumberType.MOBILE and _GENERAL.search(before(text, span).rpartition("\n")[2])
        bare = (
            match.raw_string[0] not in "+(0"
        )  # nine digits can be another number: `_mobile` looks what they are called
        if kind not in _PUBLIC_TYPES and digits >= 9 and not general and not bare:
            yield _finding(span, Confidence.HIGH, "Geldig telefoonnummer.")


def _mobile(text: str) -> Iterator[Finding]:
    for match in _MOBILE.finditer(text):
        span = Span(*match.span())
        if match["prefix"]:
            yield _finding(span, Confidence.HIGH, "Mobiel nummer.")
        elif not _OTHER_NUMBER.search(before(text, span)):
            yield _finding(span, Confidence.CHECK, "Lijkt een mobiel nummer zonder de eerste nul.")
    for match in _GLUED.finditer(text):
        if text[match.start() - 1 : match.start()].isalpha() or text[match.end() : match.end() + 1].isalpha():
            yield _finding(Span(*match.span()), Confidence.CHECK, "Lijkt een mobiel nummer dat aan een woord vastzit.")
    for match in _FOREIGN.finditer(text):
        yield _finding(Span(*match.span()), Confidence.CHECK, "Lijkt een buitenlands telefoonnummer.")
    for match in _WITHOUT_PLUS.finditer(text):
        if not _OTHER_NUMBER.search(before(text, Span(*match.span()))):
            yield _finding(
                Span(*match.span()), Confidence.CHECK, "Lijkt een mobiel nummer met landnummer, zonder de plus."
            )
    for match in _MISCOUNTED.finditer(text):
        span = Span(*match.span())
        if not _MOBILE.fullmatch(match[0]) and not _OTHER_NUMBER.search(before(text, span)):
            yield _finding(span, Confidence.CHECK, "Lijkt een mobiel nummer met een cijfer te veel of te weinig.")


def _finding(span: Span, confidence: Confidence, why: str) -> Finding:
    return Finding(span, Label.PHONE, confidence, Phone.name, why)

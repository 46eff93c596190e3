"""Account names: @names of social media, and login names beside a word about accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names import lists
from redaction.names.ordinary_words import Currency, currency
from redaction.spans import Span

_AT = re.compile(r"(?<![\w.+-])@(?P<account>[A-Za-z][\w.]{1,28}\w)(?![\w@]|\.\w)")
_LOGIN = re.compile(
    r"(?<!\w)(?:gebruikersnaam|username|user|inlognaam|login|accountnaam|signal(?:naam)?|insta(?:gram)?|twitter|telegram|"
    r"snap(?:chat)?|tiktok|gebruiker)(?:[ ]voor[ ](?:de[ ]|het[ ])?[^\W\d_]+)?"
    r"(?:[ ]is)?[ ]?[:=]?[ ](?P<account>[A-Za-z][\w.]*(?:[._]\w+|\d|_)\w*)(?![\w@])",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?<!\w)(?:gebruikersnaam|username|inlognaam|accountnaam|loginnaam|login|inlog|twitter|insta|instagram|"
    r"snapchat|tiktok|discord|gamertag)(?:[ ]is)?[ ]?[:=][ ]?"
    r"(?P<account>[A-Za-z][\w.]{2,})(?![\w@])",
    re.IGNORECASE,
)
_BEFORE_A_PASSWORD = re.compile(
    r"(?<!\w)(?:gebruikersnaam|gebruiker|username|user|inlognaam|inlog|login|digid)[ :=]{1,2}(?P<account>[A-Za-z][\w.]{2,})"
    r"(?=[ ]?[,/|&]?[ ]?(?:en[ ])?(?:met[ ])?(?:wachtwoord|ww|pw|password)(?!\w))",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<![\w#/.-])(?P<account>[A-Za-z][\w.]{1,31}#\d{4})(?!\w)")
_REDDIT = re.compile(r"(?<![\w/])/?(?P<account>u/[A-Za-z][\w-]{2,20})(?![\w/])")


@detectors.register
class Handle:
    """Finds account names; "@Fatima" is a mention of a person and is left to the name detectors."""

    name = "handle"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """What stands behind an @ and is no first name, and login names behind the word for them."""
        for match in _AT.finditer(text) if "@" in text else ():
            account = match["account"]
            marked = "_" in account or any(character.isdigit() for character in account)
            key = lists.key(account)
            named = key in lists.first_names() or key in lists.surnames()
            if marked or (account.islower() and not named and key not in lists.words("everybody")):
                confidence = Confidence.HIGH if marked else Confidence.CHECK
                yield Finding(
                    Span(*match.span()), Label.HANDLE, confidence, self.name, "Accountnaam achter een apenstaartje."
                )
        for match in (
            *_LOGIN.finditer(text),
            *_TOLD.finditer(text),
            *_BEFORE_A_PASSWORD.finditer(text),
            *_NUMBERED.finditer(text),
            *_REDDIT.finditer(text),
        ):
            why = "Accountnaam achter een woord over accounts."
            if currency(match["account"].lower()) is not Currency.ORDINARY:  # "insta: volgt"
                yield Finding(Span(*match.span("account")), Label.HANDLE, Confidence.CHECK, self.name, why)

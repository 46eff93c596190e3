"""E-mail addresses of persons, also in the spelling people use to hide them from robots ("naam [at] domein.nl")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names import lists
from redaction.spans import Span

# Bounded, far above what RFC 5321 (4.5.3.1.1) and RFC 1035 (2.3.4) allow: a text without end is not read again from each letter.
_LOCAL = r"[^\W_](?:[\w.%+'&-]{0,250}[\w+-])?"
_DOMAIN = r"[^\W_](?:[\w-]{0,250}[^\W_])?"
_ADDRESS = re.compile(rf"(?<![\w.%+-]){_LOCAL}@(?:{_DOMAIN}\.)+[^\W\d_]{{2,}}(?![\w-]*@)")
_SPELLED = re.compile(
    rf"(?<![\w.%+-]){_LOCAL}\s*[\[({{<]\s*(?:at|ape[nr]?staart(?:je)?)\s*[\])}}>]\s*{_DOMAIN}"
    rf"(?:\s*(?:\.|[\[({{<]\s*(?:dot|punt)\s*[\])}}>]|\sdot\s|\spunt\s)\s*{_DOMAIN})+",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    rf"(?<![\w.%+-]){_LOCAL}[ ]?@[ ]?(?:{_DOMAIN}[ ]?[.,][ ]?)+(?:nl|com|org|net|eu|be|de|fr|uk|frl)(?![\w-])",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"(?<![\w.%+-])(?:[^\W_][\w-]{{0,30}}[ ](?:punt|dot|streepje|underscore|liggend streepje)[ ]){{0,3}}{_LOCAL}[ ]"
    rf"(?:at|ape[nr]?staart(?:je)?)[ ](?:{_DOMAIN}(?:[ ](?:punt|dot)[ ]|\.))+(?:nl|com|org|net|eu|be)(?!\w)",
    re.IGNORECASE,
)
_FUNCTIONAL = re.compile(
    r"(?:info|contact|pers|persvoorlichting|woordvoering|voorlichting|communicatie|redactie|secretariaat|bureau[\w-]*|"
    r"klantcontact\w*|publieks(?:balie|contact|informatie|voorlichting|zaken)|burgerzaken|inlichtingen|meldpunt\w*|"
    r"meldingen|storing(?:en)?|reserveringen|facilitair\w*|frontoffice|backoffice|"
    r"receptie|balie|post|postbus|postkamer|mail|mailbox|piket|meldkamer|crisis\w*|calamiteiten|schade\w*|loket|"
    r"servicedesk|helpdesk|service|support|klantenservice|klacht(?:en)?|administratie|facturen|factuur|inkoop|"
    r"financien|debiteuren|crediteuren|salaris\w*|hr|p&o|personeelszaken|vacatures|jobs|ict|beheer|privacy|fg|"
    r"juridischezaken|griffie|bestuurssecretariaat|directie|team[\w.-]*|afdeling[\w.-]*|project[\w.-]*|"
    r"no-?reply|donotreply|nieuwsbrief|aanmelden|inschrijven|events?|webmaster|postmaster|abuse|security|"
    r"bezwaar|vergunningen|omgevingsloket|archief|dms|agenda|planning|rooster|vrijwilligers|bestuur|voorzitter|"
    r"penningmeester|secretaris|sales|verkoop|orders?|bestellingen|boekhouding|kantoor)"
    r"(?:[._-][\w.-]+)?",
    re.IGNORECASE,
)


@detectors.register
class Email:
    """Finds e-mail addresses; functional mailboxes (info@, pers@) belong to nobody and are left alone."""

    name = "email"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Every address whose part before the @ is not that of a functional mailbox."""
        if "@" in text:
            for match in _ADDRESS.finditer(text):
                if _is_personal(match[0]):
                    yield _finding(match, Confidence.HIGH, "E-mailadres van een persoon.")
            for match in _LOOSE.finditer(text):
                if _is_personal(match[0]) and not _ADDRESS.fullmatch(match[0]):
                    yield _finding(match, Confidence.CHECK, "Lijkt een e-mailadres met een typefout.")
        for match in _SPELLED.finditer(text) if any(sign in text for sign in "[({<") else ():
            yield _finding(match, Confidence.CHECK, "E-mailadres, uitgeschreven met 'at' of 'apenstaart'.")
        for match in _SPOKEN.finditer(text):
            yield _finding(match, Confidence.CHECK, "E-mailadres, uitgeschreven in woorden.")


def _is_personal(address: str) -> bool:
    """Whether a mailbox is that of a person: not info@, but info.jan@ is."""
    mailbox = address.partition("@")[0].strip()
    words = re.split(r"[._-]", mailbox)
    return not _FUNCTIONAL.fullmatch(mailbox) or lists.first_names().get(lists.key(words[-1])) is False


def _finding(match: re.Match[str], confidence: Confidence, why: str) -> Finding:
    return Finding(Span(*match.span()), Label.EMAIL, confidence, Email.name, why)

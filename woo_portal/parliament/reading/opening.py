"""The opening of a document: the sentence that says who asks whom about what, the dates, and the numbers. Pure.

A letter with answers says it several times, in its subject, its first sentence and above the answers; the sentence that
says most is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from woo_portal.parliament.reading.addressees import ministers_in
from woo_portal.parliament.reading.askers import Askers, askers_in
from woo_portal.parliament.reading.contents import Minister
from woo_portal.parliament.reading.dutch_dates import DAY, day_in
from woo_portal.parliament.reading.paragraphs import is_labelled

CASE_NUMBER = re.compile(r"\b(?:19|20)\d{2}Z\d{4,6}\b")
"""The number of a case (zaaknummer) of the Tweede Kamer."""
_DOCUMENT_NUMBER = re.compile(r"\b(?:ah|kv)-tk-\d{4,8}Z?-?\d+\b|\b(?:19|20)\d{2}D\d{5}\b")
_ABOUT = r"(?:over|inzake|betreffende|naar aanleiding van|met betrekking tot|aangaande)"
_ASKED = re.compile(
    r"\b(?:vragen|kamervragen)\s+(?:gesteld\s+door|van)\s+(?P<who>(?:(?:het|de)\s+)?(?:kamer)?(?:lid|leden)\b.+?)"
    rf"(?:\s+aan\s+(?P<whom>(?:(?:de|het)\s+)?(?:vice-?)?(?:minister|staatssecretaris).+?))?\s+{_ABOUT}\s+(?P<what>.+)$",
    re.IGNORECASE,
)
_ASKED_WHOM = re.compile(
    r"\b(?:vragen|kamervragen)\s+(?:gesteld\s+door|van)\s+(?P<who>(?:(?:het|de)\s+)?(?:kamer)?(?:lid|leden)\b.+?)"
    r"\s+aan\s+(?P<whom>(?:(?:de|het)\s+)?(?:vice-?)?(?:minister|staatssecretaris).+?)(?P<what>)\s*(?:\(|\.?$)",
    re.IGNORECASE,
)
_SENT = re.compile(r"\s*\(\s*ingezonden\b", re.IGNORECASE)
_SUBJECT_END = re.compile(
    r"\s+(?:worden|zijn|heb|hebben|is)\s+(?:hierbij\s+)?beantwoord\b.*$|\s*\(\s*(?:kenmerk|nr\.?)\s.*$|[\s.;:]+$",
    re.IGNORECASE | re.DOTALL,
)
_DATES_BEHIND = re.compile(r"\s*\(?\s*(?:ingezonden|ontvangen)\b.*$", re.IGNORECASE | re.DOTALL)
_SUBJECT_LINE = re.compile(r"(?:Onderwerp|Betreft)\s*:\s*(?P<what>\S.*)$", re.IGNORECASE)
_SENT_IN = re.compile(rf"(?:ingezonden|indiendatum)\s*:?\s*\(?(?:d\.?d\.?|op)?\s*(?P<day>{DAY})", re.IGNORECASE)
_IMPOSSIBLE = re.compile(r"ingezonden\s+\d{1,2}\s+[a-z]+\s+\d{4}", re.IGNORECASE)
_LETTER_OF_THE_KAMER = re.compile(rf"\buw brief van\s+(?P<day>{DAY})", re.IGNORECASE)
_RECEIVED = re.compile(rf"\bontvangen\s+(?:op\s+)?(?P<day>{DAY})", re.IGNORECASE)
_DATED = re.compile(
    rf"^(?:Plaats en datum|Datum)\s*:?\s*(?:Den Haag,?\s*)?(?P<day>{DAY})\s*$", re.IGNORECASE | re.MULTILINE
)
_ANSWERED_BY = re.compile(
    r"\bAntwoord(?:en)?\s+van\s+(?P<who>(?:(?:de|het)\s+)?(?:minister|staatssecretaris).+?)\s+op\s+(?:de\s+)?(?:kamer)?vragen\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands above the questions. `is_derived` is true when whom they were put to follows from who answered.

    `is_impossible` is true when the day they were sent in is written but does not exist; `other_days` are those that are said
    to be that day as well.
    """

    askers: Askers
    ministers: tuple[Minister, ...] = ()
    subject: str = ""
    sent_in: date | None = None
    answered_on: date | None = None
    case_number: str = ""
    is_derived: bool = False
    is_impossible: bool = False
    other_days: tuple[date, ...] = ()


def opening_of(paragraphs: Sequence[str], lines: Sequence[str] = ()) -> Opening:
    """The opening, from its paragraphs, and from the lines they were set in: a date may be one of these."""
    text = "\n".join([*paragraphs, *lines])
    asked = max((found for line in _sentences(paragraphs) if (found := _asked(line))), key=_said, default=None)
    ministers = ministers_in(asked["whom"]) if asked and asked["whom"] else ()
    answered_by = _ANSWERED_BY.search(" ".join(paragraphs))
    is_derived = not ministers and answered_by is not None
    if is_derived and answered_by:
        ministers = ministers_in(answered_by["who"])
    subject, dated = _parted(asked["what"]) if asked else ("", "")
    sent_in = _first_day(dated, _SENT_IN) or _first_day(text, _SENT_IN, _LETTER_OF_THE_KAMER)
    days = dict.fromkeys(day for found in _SENT_IN.finditer(text) if (day := day_in(found["day"])))
    number = CASE_NUMBER.search(text)
    return Opening(
        askers=askers_in(asked["who"]) if asked else Askers(()),
        ministers=ministers,
        subject=subject or _subject_line(paragraphs),
        sent_in=sent_in,
        answered_on=_first_day(text, _RECEIVED, _DATED),
        case_number=number[0] if number else "",
        is_derived=is_derived,
        is_impossible=sent_in is None and bool(_IMPOSSIBLE.search(text)),
        other_days=tuple(day for day in days if day != sent_in),
    )


def _parted(what: str) -> tuple[str, str]:
    """The subject, and the dates behind it: from the last "(ingezonden …" on, for a subject may hold a day of its own."""
    sent = [found.start() for found in _SENT.finditer(what)]
    end = sent[-1] if sent else len(_DATES_BEHIND.sub("", what))
    subject = _SUBJECT_END.sub("", _SUBJECT_END.sub("", what[:end])).strip()
    return subject, what[end:] if sent else ""


def _subject_line(paragraphs: Sequence[str]) -> str:
    """The subject of a document that has it on a line of its own: "Onderwerp: gaswinning"."""
    found = next((found for line in paragraphs if (found := _SUBJECT_LINE.match(line))), None)
    return _SUBJECT_END.sub("", found["what"]).strip() if found else ""


def says_who_asks(paragraph: str) -> bool:
    """Whether a paragraph is the sentence that says who asks whom, though its subject may hold a question mark."""
    return _asked(paragraph) is not None


def document_number_in(text: str) -> str:
    """The number of the document itself ("ah-tk-20232024-1314", "2024D28123"); "" when it names none."""
    found = _DOCUMENT_NUMBER.search(text)
    return found[0] if found else ""


def _sentences(paragraphs: Sequence[str]) -> list[str]:
    """Each paragraph, and each with the one after it: a heading may be two paragraphs long."""
    pairs = [f"{first} {second}" for first, second in pairwise(paragraphs) if not is_labelled(second)]
    return [*paragraphs, *pairs]


def _asked(sentence: str) -> re.Match[str] | None:
    return _ASKED.search(sentence) or _ASKED_WHOM.search(sentence)


def _said(found: re.Match[str]) -> tuple[bool, bool, bool]:
    """How much a sentence says, to compare it by."""
    return bool(found["whom"]), bool(found["what"]), "(" in found["who"]


def _first_day(text: str, *patterns: re.Pattern[str]) -> date | None:
    for pattern in patterns:
        for found in pattern.finditer(text):
            if day := day_in(found["day"]):
                return day
    return None

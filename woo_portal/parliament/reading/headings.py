"""The headings of questions and answers: "Vraag 3, 4 en 5", "Antwoord op vragen 7, 8, en 9", and bare numbers. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MOST = 30
"""No heading stands above more questions: "vraag 2 – 2024" is no range."""
_NUMBER = r"\d{1,3}[a-z]?(?![\w%])"
_NUMBERS = rf"{_NUMBER}(?:(?:\s*,\s*(?:en\s+)?|\s+en\s+|\s*&\s*|\s*(?:t/m|tot\s+en\s+met|[–-])\s*|\s+){_NUMBER})*"
_QUESTION = re.compile(rf"(?P<word>Vra(?:ag|gen)|VRA(?:AG|GEN))\s*(?:nr\.?\s*)?(?P<numbers>{_NUMBERS})(?P<rest>.*)$")
_ANSWER = re.compile(
    rf"(?:Antwoord(?:en)?|ANTWOORD(?:EN)?|Beantwoording)(?:\s+(?:op|van|bij))?(?:\s+de)?(?:\s+(?:vra(?:ag|gen)|VRA(?:AG|GEN)))?"
    rf"\s*(?:nr\.?\s*)?(?P<numbers>{_NUMBERS})(?P<rest>.*)$"
)
_BARE_ANSWER = re.compile(r"(?:Antwoord|ANTWOORD)\s*(?::\s*(?P<rest>.*))?$")
_INLINE_ANSWER = re.compile(r"(?:Antwoord|ANTWOORD)\s+(?P<rest>[A-ZÀ-Ý](?![A-ZÀ-Ý]).*)$")
_NOTICE = re.compile(r"(?:Mededeling|MEDEDELING)\s*(?::\s*(?P<rest>.*))?$")
_EXPLANATION = re.compile(r"(?:Toelichting|TOELICHTING)\s*(?::\s*(?P<rest>.*))?$")
_NOTES = re.compile(r"(?:Voetnoten|Noten|Bronnen|Voetnoot|Noot|Bron)\s*:?\s*$", re.IGNORECASE)
_CLOSED = re.compile(r"\s*[:.)]\s*")
_RANGE = re.compile(r"(\d{1,3})\s*(?:t/m|tot\s+en\s+met|[–-])\s*(\d{1,3})")
_EACH = re.compile(r"\d{1,3}[a-z]?")
_ONLY_NUMBERS = re.compile(rf"\s*{_NUMBERS}\s*")
_BEGINS = r"[A-ZÀ-Ý«“‘’\"'(€]"
_BARE = re.compile(
    rf"(?P<glued>\d{{1,3}})(?P<mark>\s?[-–:/]\s+|[.)])(?P<behind>{_BEGINS}.*)$"
    r"|(?:(?P<alone>\d{1,3})|\(?(?P<numbered>\d{1,3})(?P<sign>[.)]))(?P<blank>\s+|$)(?P<rest>.*)$"
)
_CAPITAL = re.compile(_BEGINS)


class Kind(StrEnum):
    """What a heading stands above."""

    QUESTION = "question"
    ANSWER = "answer"
    NOTICE = "notice"
    EXPLANATION = "explanation"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: what it stands above, for which numbers (none for "Antwoord:"), and what follows on the same line.

    `is_closed` is true when nothing follows, or when a colon or point parts it from what does.
    """

    kind: Kind
    numbers: tuple[str, ...] = ()
    rest: str = ""
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class BareNumber:
    """A line that begins with a number, and what follows.

    `style` is how it is written: "1" for a number alone, ".", ")" or another sign behind it, " " for none before a text.
    """

    number: str
    style: str
    rest: str


def heading_of(line: str) -> Heading | None:
    """The heading a tidy line is; None when it is none. A line of prose may look like one that is not closed."""
    for kind, pattern in ((Kind.QUESTION, _QUESTION), (Kind.ANSWER, _ANSWER)):
        if found := pattern.match(line):
            rest = found["rest"]
            sign = _CLOSED.match(rest)
            below = rest[sign.end() :] if sign else rest
            return Heading(kind, numbers_in(found["numbers"]), below.strip(), bool(sign) or not rest.strip())
    for kind, pattern in (
        (Kind.ANSWER, _BARE_ANSWER),
        (Kind.NOTICE, _NOTICE),
        (Kind.EXPLANATION, _EXPLANATION),
    ):
        if found := pattern.match(line):
            return Heading(kind, rest=(found["rest"] or "").strip())
    return Heading(Kind.NOTES) if _NOTES.match(line) else None


def inline_answer(line: str) -> Heading | None:
    """The heading of an answer that follows on the same line without a sign: "Antwoord Ja."; below a question only."""
    found = _INLINE_ANSWER.match(line)
    return Heading(Kind.ANSWER, rest=found["rest"], is_closed=False) if found else None


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers of "3, 4 en 5", "4 t/m 7" and, with a comma forgotten, "7, 8, 9 10 en 11"; each once."""
    return tuple(dict.fromkeys(_EACH.findall(_RANGE.sub(_written_out, text))))


def figure_of(number: str) -> int:
    """The figure of a number: 5 of "5a"."""
    return int(number.rstrip(_LETTERS))


def are_numbers(text: str) -> bool:
    """Whether a text is nothing but numbers of questions."""
    return _ONLY_NUMBERS.fullmatch(text) is not None


def _written_out(found: re.Match[str]) -> str:
    first, last = int(found[1]), int(found[2])
    if not first < last <= first + _MOST:
        return f"{first} {last}"
    return " ".join(str(number) for number in range(first, last + 1))


def bare_number(line: str) -> BareNumber | None:
    """The number a tidy line begins with, or all it is; None when it does not begin with one."""
    found = _BARE.match(line)
    if found is None:
        return None
    if found["alone"]:
        rest = found["rest"].strip()
        # "12 maanden geleden" begins with a number as well.
        return None if rest and not _CAPITAL.match(rest) else BareNumber(found["alone"], " " if rest else "1", rest)
    if found["glued"]:
        return BareNumber(found["glued"], found["mark"].strip(), found["behind"].strip())
    return BareNumber(found["numbered"], found["sign"], found["rest"].strip())

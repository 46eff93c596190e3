"""What is read in a document with parliamentary questions: frozen, and JSON in and out. Pure.

Numbers of questions are text: "5a" is one. A key is what a question is known by while its number and place change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from woo_portal.presentation.dutch import enumeration

NO_KEY = 0
"""Keys count from 1."""
REFERENCE = re.compile(r"\[(\d{1,2}|voetnoot \d{1,2})\]")
"""How a text refers to a note."""
_SUB_QUESTION = re.compile(r"^(?:([a-z]|[ivx]{1,4}|\d{1,2})[.)]|([–•-]))\s+(?=\S)")


class Role(StrEnum):
    """What a line of the document was read as."""

    OPENING = "opening"
    QUESTION = "question"
    ANSWER = "answer"
    NOTICE = "notice"
    EXPLANATION = "explanation"
    NOTE = "note"
    FURNITURE = "furniture"
    LEFT_OVER = "left_over"
    """Read as nothing: it is shown to who looks at what was read."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as it stood, and what it was read as; `key` is the question's or the answer's it belongs to, or `NO_KEY`."""

    text: str
    page: int
    role: Role
    key: int = NO_KEY


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the Kamer who asks; `party` is "" when the document names none."""

    name: str
    party: str

    def __str__(self) -> str:
        return f"{self.name} ({self.party})" if self.party else self.name


@dataclass(frozen=True, slots=True)
class Minister:
    """Whom the questions are put to: "Staatssecretaris", "van Infrastructuur en Waterstaat"."""

    role: str
    portfolio: str

    def __str__(self) -> str:
        return f"{self.role} {self.portfolio}".strip()


@dataclass(frozen=True, slots=True)
class SubQuestion:
    """A lettered or bulleted part of a question."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, or several under one heading that could not be told apart; paragraphs are separated by a newline."""

    key: int
    numbers: tuple[str, ...]
    text: str

    @property
    def label(self) -> str:
        """ "3", or "3, 4 en 5"."""
        return enumeration(list(self.numbers))

    @property
    def notes(self) -> tuple[str, ...]:
        """The labels of the notes it refers to, in order."""
        return notes_referred_to(self.text)

    @property
    def parts(self) -> tuple[SubQuestion, ...]:
        """Its lettered or bulleted parts."""
        return sub_questions(self.text)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, to one question or to several together."""

    key: int
    numbers: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: "1", its text, and the addresses in it."""

    label: str
    text: str
    links: tuple[str, ...] = ()


class FlagCode(StrEnum):
    """What may be wrong. The first group is about how a document was read; the second about what the contents lack."""

    DOCUMENT = "document"
    UNNUMBERED = "unnumbered"
    SHARED_HEADING = "shared_heading"
    HEADLESS_ANSWER = "headless_answer"
    ASSUMED_PARTY = "assumed_party"
    DERIVED_MINISTER = "derived_minister"
    ANSWERS_DIFFER = "answers_differ"
    DIFFERS = "differs"
    LEFT_OVER = "left_over"
    LIST_INSIDE = "list_inside"

    NO_QUESTIONS = "no_questions"
    GAP = "gap"
    DOUBLE = "double"
    EMPTY = "empty"
    NOTE_MISSING = "note_missing"
    NO_MEMBERS = "no_members"
    NO_PARTY = "no_party"
    NO_MINISTER = "no_minister"
    NO_SUBJECT = "no_subject"
    NO_DATE = "no_date"
    NO_CASE_NUMBER = "no_case_number"


OF_READING = frozenset(
    {
        FlagCode.DOCUMENT,
        FlagCode.UNNUMBERED,
        FlagCode.SHARED_HEADING,
        FlagCode.HEADLESS_ANSWER,
        FlagCode.ASSUMED_PARTY,
        FlagCode.DERIVED_MINISTER,
        FlagCode.ANSWERS_DIFFER,
        FlagCode.DIFFERS,
        FlagCode.LEFT_OVER,
        FlagCode.LIST_INSIDE,
    }
)
"""The flags that stay what they are when a person changes the contents."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something for a person to look at, as a Dutch sentence; about one question when it has a key."""

    code: FlagCode
    text: str
    key: int = NO_KEY


@dataclass(frozen=True, slots=True)
class Contents:
    """A set of questions as it was read.

    `sent_in` is the day the questions were sent in (ingezonden), `answered_on` the day the answers were received or the
    letter with them was dated. `earlier` are earlier questions it refers to, as text; `notice` is a communication that
    stands in the place of answers (mededeling). `lines` are all lines of the document, in order. `last_key` is the highest
    key that was ever given: none is given twice, so that what hangs on a question never comes to hang on another.
    """

    form: str
    subject: str = ""
    case_number: str = ""
    document_number: str = ""
    sent_in: date | None = None
    answered_on: date | None = None
    members: tuple[Member, ...] = ()
    ministers: tuple[Minister, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: tuple[Answer, ...] = ()
    notes: tuple[Note, ...] = ()
    notice: str = ""
    explanation: str = ""
    earlier: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    lines: tuple[ReadLine, ...] = ()
    last_key: int = NO_KEY


def notes_referred_to(text: str) -> tuple[str, ...]:
    """The labels of the notes a text refers to ("[1]"), each once, in order."""
    return tuple(dict.fromkeys(REFERENCE.findall(text)))


def sub_questions(text: str) -> tuple[SubQuestion, ...]:
    """The parts of a question that begin a paragraph with "a.", "b)", "–" and the like."""
    found: list[SubQuestion] = []
    for paragraph in text.split("\n"):
        if start := _SUB_QUESTION.match(paragraph):
            found.append(SubQuestion(start[1] or start[2], paragraph[start.end() :]))
    return tuple(found)


def as_json(contents: Contents) -> dict[str, Any]:
    """The contents for a JSON column; `from_json` reads it back."""
    fields = asdict(contents)
    for name in ("sent_in", "answered_on"):
        fields[name] = fields[name].isoformat() if fields[name] else None
    return fields


def from_json(fields: Mapping[str, Any]) -> Contents:
    """The contents that `as_json` wrote. Raises `KeyError`, `TypeError` or `ValueError` for what it did not write."""
    return Contents(
        form=fields["form"],
        subject=fields["subject"],
        case_number=fields["case_number"],
        document_number=fields["document_number"],
        sent_in=_day(fields["sent_in"]),
        answered_on=_day(fields["answered_on"]),
        members=tuple(Member(**row) for row in fields["members"]),
        ministers=tuple(Minister(**row) for row in fields["ministers"]),
        questions=tuple(Question(row["key"], tuple(row["numbers"]), row["text"]) for row in fields["questions"]),
        answers=tuple(Answer(row["key"], tuple(row["numbers"]), row["text"]) for row in fields["answers"]),
        notes=_notes(fields["notes"]),
        notice=fields["notice"],
        explanation=fields["explanation"],
        earlier=tuple(fields["earlier"]),
        flags=tuple(Flag(FlagCode(row["code"]), row["text"], row["key"]) for row in fields["flags"]),
        lines=tuple(ReadLine(row["text"], row["page"], Role(row["role"]), row["key"]) for row in fields["lines"]),
        last_key=fields["last_key"],
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _notes(rows: Sequence[Mapping[str, Any]]) -> tuple[Note, ...]:
    return tuple(Note(row["label"], row["text"], tuple(row["links"])) for row in rows)

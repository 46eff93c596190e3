"""Reads chats in which personal data was marked by hand in the text itself: `bel [[P.tr:Ayşe]] op [[PH:06 1234 5678]]`.

What is marked how stands in docs/annotation.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from redaction.detecting import Label
from redaction.spans import Span

MARKS = {
    "P": Label.PERSON,
    "PH": Label.PHONE,
    "EM": Label.EMAIL,
    "AD": Label.ADDRESS,
    "BSN": Label.BSN,
    "IB": Label.IBAN,
    "LP": Label.LICENCE_PLATE,
    "DOB": Label.DATE_OF_BIRTH,
    "ID": Label.ID_DOCUMENT,
    "BC": Label.BANK_CARD,
    "OID": Label.OTHER_ID,
    "CR": Label.CREDENTIAL,
    "H": Label.HANDLE,
    "U": Label.URL,
    "LOC": Label.LOCATION,
    "SP": Label.SPECIAL,
}
"""What the letters before the colon of a mark stand for."""

_MARK = re.compile(r"\[\[(?P<mark>[A-Z]+)(?:\.(?P<origin>[a-z]{2}))?:(?P<passage>.*?)\]\]", re.DOTALL)
_PARTICIPANT = re.compile(r"(?P<key>\w+) = (?P<name>.+)")
_MESSAGE = re.compile(r"(?P<key>\w+): (?P<text>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage a person marked. `origin` is that of a name, where the annotations tell it: "tr", "sr"."""

    label: Label
    span: Span
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A message with what a person found in it."""

    conversation: str
    sender: str
    text: str
    marks: tuple[Mark, ...]


def read_marked(path: Path) -> list[Annotated]:
    """The messages of a marked text, in order. Raises `ValueError` for a line that is none of its forms."""
    messages: list[Annotated] = []
    conversation = ""
    names: dict[str, str] = {}
    for line in _lines(path.read_text("utf-8")):
        if line.startswith("== "):
            conversation, names = line.removeprefix("== ").partition(" | ")[0], {}
        elif participant := _PARTICIPANT.fullmatch(line):
            names[participant["key"]] = participant["name"]
        elif message := _MESSAGE.fullmatch(line):
            messages.append(_annotated(conversation, names[message["key"]], message["text"]))
        else:
            raise ValueError(f"{path.name}: {line}")
    return messages


def _lines(text: str) -> Iterator[str]:
    """The lines without remarks and blank ones; those that go on with the one before belong to it."""
    kept = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    yield from "\n".join(kept).replace("\n+ ", "\0").replace("\n", "\1").replace("\0", "\n").split("\1")


def _annotated(conversation: str, sender: str, marked: str) -> Annotated:
    text, marks, end = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[end : match.start()]
        start = len(text)
        text += match["passage"]
        marks.append(Mark(MARKS[match["mark"]], Span(start, len(text)), match["origin"] or ""))
        end = match.end()
    return Annotated(conversation, sender, text + marked[end:], tuple(marks))

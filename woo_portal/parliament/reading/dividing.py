"""Divides the lines of a document into its parts: the opening, questions, answers, notes and what belongs to none. Pure.

Each line gets one role, so that nothing is dropped. Headings say "Vraag 3"; where none does, bare numbers count, each when
it is the next in the row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from woo_portal.parliament.reading.blocks import Block, taken_apart
from woo_portal.parliament.reading.contents import NO_KEY, FlagCode, Role
from woo_portal.parliament.reading.footnotes import NoteLines, notes_among
from woo_portal.parliament.reading.furniture import is_furniture
from woo_portal.parliament.reading.headings import BareNumber, Heading, Kind, bare_number, figure_of, heading_of
from woo_portal.parliament.reading.paragraphs import tidy
from woo_portal.parliament.reading.sheets import Break, Line, Place

_FORGOTTEN = 3
"""So many numbers in a row may be missing between two bare ones; a larger step is another kind of number."""
_ROLES = {
    Kind.QUESTION: Role.QUESTION,
    Kind.ANSWER: Role.ANSWER,
    Kind.NOTICE: Role.NOTICE,
    Kind.EXPLANATION: Role.EXPLANATION,
    Kind.NOTES: Role.LEFT_OVER,
}


@dataclass(frozen=True, slots=True)
class Division:
    """The parts of a document.

    `blocks` are its questions, answers, notices and explanations; the key of each is its place here, from 1. `roles` has
    one entry a line, with the key of its block; `notes` are the lines of the body that are notes.
    """

    blocks: tuple[Block, ...]
    roles: tuple[tuple[Role, int], ...]
    notes: NoteLines


def divide(lines: Sequence[Line]) -> Division:
    """The parts of the lines of a document."""
    texts = [tidy(line.text) for line in lines]
    body = [place for place, line in enumerate(lines) if line.place == Place.BODY and not is_furniture(texts[place])]
    worded = any(_is_worded_question(texts[place], lines[place]) for place in body)
    style = "" if worded else _style_of_numbers(texts, body)
    notes = notes_among(lines, body, question_style=None if style in ("", "1") else style.strip())
    walk = _Walk(lines, texts, _worded if worded else _numbered(style))
    for place in body:
        if place not in notes.labels:
            walk.take(place)
    if not walk.blocks:
        walk.take_paragraphs()
    blocks = taken_apart([block for block in walk.finished() if block.role != Role.LEFT_OVER], lines)
    return Division(tuple(blocks), _roles(lines, texts, blocks, walk.opening, notes.labels), notes)


def _is_worded_question(text: str, line: Line) -> bool:
    heading = heading_of(text)
    return heading is not None and heading.kind == Kind.QUESTION and (heading.is_closed or line.is_heading)


def _style_of_numbers(texts: Sequence[str], body: Sequence[int]) -> str:
    """How the questions are numbered: as the first "1" that a "2" in the same style follows, else as the first "1"."""
    seen: dict[str, int] = {}
    for place in body:
        number = bare_number(texts[place])
        if number and number.number == "1":
            seen.setdefault(number.style, place)
        if number and number.number == "2" and number.style in seen:
            return number.style
    return min(seen, key=lambda style: seen[style]) if seen else ""


Reader = Callable[[str, Line, int], Heading | None]
"""The heading that a line is, given the number that is expected next."""


def _worded(text: str, line: Line, expected: int) -> Heading | None:
    heading = heading_of(text)
    if heading is None or heading.is_closed or line.is_heading:
        return heading
    # "Vraag 4 Bent u bereid …": the words follow without a sign. In an answer the same may begin a sentence.
    is_next = heading.kind == Kind.QUESTION and heading.numbers == (str(expected),) and line.before != Break.NONE
    return heading if is_next and heading.rest[:1].isupper() else None


def _numbered(style: str) -> Reader:
    def read(text: str, line: Line, expected: int) -> Heading | None:
        number = bare_number(text)
        if style and number and number.style == style and _fits(number, line, expected):
            return Heading(Kind.QUESTION, (number.number,), number.rest)
        heading = heading_of(text)
        return heading if heading and heading.kind != Kind.QUESTION and heading.is_closed else None

    return read


def _fits(number: BareNumber, line: Line, expected: int) -> bool:
    step = int(number.number) - expected
    if step == 0:
        return line.before != Break.NONE or number.style == "1"
    return 0 < step <= _FORGOTTEN and line.before != Break.NONE and (number.style == "1" or "?" in number.rest)


class _Walk:
    """Goes down the lines of the body and gathers them into blocks; `opening` are the places above the first."""

    def __init__(self, lines: Sequence[Line], texts: Sequence[str], read: Reader) -> None:
        self._lines, self._texts, self._read = lines, texts, read
        self.blocks: list[tuple[Block, list[int]]] = []
        self.opening: list[int] = []
        self._expected = 1
        self._asked: tuple[str, ...] = ()

    def take(self, place: int) -> None:
        """Give a line its place: in the opening, at the head of a block, or in the block that is open."""
        heading = self._read(self._texts[place], self._lines[place], self._expected) if self._texts[place] else None
        if heading is not None and (self.blocks or heading.kind in (Kind.QUESTION, Kind.ANSWER)):
            self.blocks.append((self._begun(heading, place), []))
        elif self.blocks:
            self.blocks[-1][1].append(place)
        else:
            self.opening.append(place)

    def _begun(self, heading: Heading, place: int) -> Block:
        numbers = heading.numbers
        if heading.kind == Kind.QUESTION:
            goes_on = bool(self.blocks) and self.blocks[-1][0].role == Role.QUESTION
            self._asked = (*self._asked, *numbers) if goes_on else numbers
            self._expected = figure_of(numbers[-1]) + 1
        elif heading.kind == Kind.ANSWER and not numbers:
            numbers = self._asked
        return Block(_ROLES[heading.kind], numbers, place, rest=heading.rest)

    def take_paragraphs(self) -> None:
        """Where no number was found: make each paragraph with a question mark a question."""
        paragraphs: list[list[int]] = []
        for place in self.opening:
            if self._lines[place].before != Break.NONE or not paragraphs:
                paragraphs.append([])
            paragraphs[-1].append(place)
        for paragraph in paragraphs:
            if any("?" in self._texts[place] for place in paragraph):
                number = str(len(self.blocks) + 1)
                self.blocks.append((Block(Role.QUESTION, (number,), doubt=FlagCode.UNNUMBERED), paragraph))

    def finished(self) -> list[Block]:
        """The blocks with their lines."""
        return [replace(block, places=tuple(places)) for block, places in self.blocks]


def _roles(
    lines: Sequence[Line],
    texts: Sequence[str],
    blocks: Sequence[Block],
    opening: Sequence[int],
    notes: Collection[int],
) -> tuple[tuple[Role, int], ...]:
    """The role of every line."""
    of = dict.fromkeys(opening, (Role.OPENING, NO_KEY))
    for key, block in enumerate(blocks, start=1):
        of.update(dict.fromkeys(block.all_places, (block.role, key)))
    found = []
    for place, line in enumerate(lines):
        if place in notes or line.place == Place.NOTE:
            found.append((Role.NOTE, NO_KEY))
        elif line.place == Place.FURNITURE or (texts[place] and is_furniture(texts[place])):
            found.append((Role.FURNITURE, NO_KEY))
        else:
            found.append(of.get(place, (Role.LEFT_OVER, NO_KEY)))
    return tuple(found)

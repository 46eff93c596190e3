"""Divides the lines of a document into its parts: the opening, questions, answers, notes and what belongs to none. Pure.

Each line gets one role, so that nothing is dropped. Headings say "Vraag 3"; where none does, bare numbers count: which of
them are those of questions is found in `numbering`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from woo_portal.parliament.reading.blocks import Block, taken_apart
from woo_portal.parliament.reading.contents import NO_KEY, FlagCode, Role
from woo_portal.parliament.reading.footnotes import NoteLines, notes_among
from woo_portal.parliament.reading.furniture import is_furniture
from woo_portal.parliament.reading.headings import Heading, Kind, bare_number, figure_of, heading_of, inline_answer
from woo_portal.parliament.reading.numbering import Candidate, Shared, shared_out
from woo_portal.parliament.reading.opening import says_who_asks
from woo_portal.parliament.reading.paragraphs import tidy
from woo_portal.parliament.reading.sheets import Break, Line, Place

_MUCH_BETTER = 3
_ASKS = re.compile(r"[?]|:$")
_GOES_ON = re.compile(r"[;,]$|\b(?:en|of)$")
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
    one entry a line, with the key of its block; `notes` are the lines of the body that are notes. `doubtful` are the numbers
    inside a block, by its key, that might be those of questions.
    """

    blocks: tuple[Block, ...]
    roles: tuple[tuple[Role, int], ...]
    notes: NoteLines
    doubtful: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def divide(lines: Sequence[Line]) -> Division:
    """The parts of the lines of a document."""
    texts = [tidy(line.text) for line in lines]
    body = [place for place, line in enumerate(lines) if line.place == Place.BODY and not is_furniture(texts[place])]
    worded = any(_is_worded_question(texts[place], lines[place]) for place in body) or _are_inline(lines, texts, body)
    style = "" if worded else _style_of_numbers(lines, texts, body)
    notes = notes_among(lines, body, question_style=None if style in ("", "1") else style.strip())
    rest = [place for place in body if place not in notes.labels]
    shared = shared_out(_candidates(lines, texts, rest, style)) if style else Shared()
    walk = _Walk(lines, texts, _worded if worded else _numbered(shared.questions))
    for place in rest:
        walk.take(place)
    if not walk.blocks:
        walk.take_paragraphs()
    blocks = taken_apart([block for block in walk.finished() if block.role != Role.LEFT_OVER], lines)
    return Division(
        tuple(blocks),
        _roles(lines, texts, blocks, walk.opening, notes.labels),
        notes,
        _doubtful(texts, blocks, shared),
    )


def _is_worded_question(text: str, line: Line) -> bool:
    heading = heading_of(text)
    return heading is not None and heading.kind == Kind.QUESTION and (heading.is_closed or line.is_heading)


def _style_of_numbers(lines: Sequence[Line], texts: Sequence[str], body: Sequence[int]) -> str:
    """How the questions are numbered: as the first "1" that a "2" in the same style follows, else as the first "1".

    A list inside a question comes later than its number. Another style is that of the questions when it makes a row that is
    several times as good: then the first is that of pages.
    """
    seen: dict[str, int] = {}
    rows: set[str] = set()
    for place in body:
        number = bare_number(texts[place])
        if number and number.number == "1":
            seen.setdefault(number.style, place)
        if number and number.number == "2" and number.style in seen:
            rows.add(number.style)
    first = min(rows or seen, key=lambda style: seen[style], default="")
    if len(rows) < 2:
        return first
    worth = {style: shared_out(_candidates(lines, texts, body, style)).worth for style in rows}
    best = max(rows, key=lambda style: (worth[style], -seen[style]))
    return best if worth[best] > worth[first] * _MUCH_BETTER else first


def _are_inline(lines: Sequence[Line], texts: Sequence[str], body: Sequence[int]) -> bool:
    """Whether every question stands behind its heading without a sign between: "Vraag 1 Bent u …", "Vraag 2 Wanneer …"."""
    expected = 1
    for place in body:
        heading = heading_of(texts[place])
        if heading and _is_next_inline(heading, lines[place], expected):
            expected += 1
    return expected > 2


def _is_next_inline(heading: Heading, line: Line, expected: int) -> bool:
    """Whether a heading on one line with its text is the expected one; in an answer the same may begin a sentence."""
    is_next = heading.kind == Kind.QUESTION and heading.numbers == (str(expected),) and line.before != Break.NONE
    return is_next and heading.rest[:1].isupper()


def _candidates(lines: Sequence[Line], texts: Sequence[str], places: Sequence[int], style: str) -> Iterator[Candidate]:
    """The lines that begin with a number in the style of the questions."""
    numbered = [place for place in places if (found := bare_number(texts[place])) and found.style == style]
    has_gaps = any(lines[place].before == Break.GAP for place in numbered[1:])
    in_answer = False
    for at, place in enumerate(places):
        heading, number = heading_of(texts[place]), bare_number(texts[place])
        if heading is not None and heading.is_closed:
            in_answer = heading.kind == Kind.ANSWER
        if number is None or number.style != style:
            continue
        begins = lines[place].before != Break.NONE
        text = (
            _paragraph(lines, texts, places, at)
            if number.rest
            else "".join(texts[at] for at in places[at + 1 : at + 2])
        )
        # A part of a list goes on with the sentence above it, asks nothing, and in an answer stands close below it.
        against = (
            0.5 * (number.rest or text)[:1].islower()
            + 0.5 * bool(_GOES_ON.search(text))
            + 0.2 * (_ASKS.search(text) is None)
        )
        against += 0.6 * (has_gaps and in_answer and lines[place].before != Break.GAP)
        yield Candidate(
            place,
            int(number.number),
            may_follow=begins or style == "1",
            may_skip=begins and (style == "1" or "?" in number.rest),
            against=against,
        )


def _paragraph(lines: Sequence[Line], texts: Sequence[str], places: Sequence[int], at: int) -> str:
    """The paragraph that begins at the line of this index among the places."""
    end = next(
        (later for later in range(at + 1, len(places)) if lines[places[later]].before != Break.NONE), len(places)
    )
    return " ".join(texts[place] for place in places[at:end])


def _doubtful(texts: Sequence[str], blocks: Sequence[Block], shared: Shared) -> dict[int, tuple[str, ...]]:
    """The numbers in each block, by its key, that might be those of questions: in a question all of the same style."""
    found: dict[int, tuple[str, ...]] = {}
    for key, block in enumerate(blocks, start=1):
        suspect = shared.others if block.role == Role.QUESTION else shared.doubtful
        numbers = [
            number.number for place in block.places if place in suspect and (number := bare_number(texts[place]))
        ]
        if numbers:
            found[key] = tuple(numbers)
    return found


Reader = Callable[[int, str, Line, int], Heading | None]
"""The heading that a line is, given its place and the number that is expected next."""


def _worded(place: int, text: str, line: Line, expected: int) -> Heading | None:
    heading = heading_of(text)
    if heading is None or heading.is_closed or line.is_heading:
        return heading
    return heading if _is_next_inline(heading, line, expected) else None


def _numbered(questions: Collection[int]) -> Reader:
    def read(place: int, text: str, line: Line, expected: int) -> Heading | None:
        number = bare_number(text)
        if number and place in questions:
            return Heading(Kind.QUESTION, (number.number,), number.rest)
        heading = heading_of(text)
        return heading if heading and heading.kind != Kind.QUESTION and heading.is_closed else None

    return read


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
        heading = self._heading(place) if self._texts[place] else None
        if heading is not None and (self.blocks or heading.kind in (Kind.QUESTION, Kind.ANSWER)):
            self.blocks.append((self._begun(heading, place), []))
        elif self.blocks:
            self.blocks[-1][1].append(place)
        else:
            self.opening.append(place)

    def _heading(self, place: int) -> Heading | None:
        text, line = self._texts[place], self._lines[place]
        if heading := self._read(place, text, line, self._expected):
            return heading
        is_asked = bool(self.blocks) and self.blocks[-1][0].role == Role.QUESTION and line.before != Break.NONE
        return inline_answer(text) if is_asked else None

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
        """Where no number was found: make each paragraph with a question mark a question; others below the first are left."""
        paragraphs: list[list[int]] = []
        for place in self.opening:
            if self._lines[place].before != Break.NONE or not paragraphs:
                paragraphs.append([])
            paragraphs[-1].append(place)
        for paragraph in paragraphs:
            text = " ".join(self._texts[place] for place in paragraph)
            if "?" in text and (self.blocks or not says_who_asks(text)):
                number = str(len(self.blocks) + 1)
                self.blocks.append((Block(Role.QUESTION, (number,), doubt=FlagCode.UNNUMBERED), paragraph))
        first = self.blocks[0][1][0] if self.blocks else len(self._lines)
        self.opening = [place for place in self.opening if place < first]

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

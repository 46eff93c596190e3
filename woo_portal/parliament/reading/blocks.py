"""A block: the lines of one question, one answer or one notice; and the blocks that are taken apart. Pure.

Taken apart are questions that share a heading ("Vraag 3, 4 en 5"), each in a paragraph of its own, and an answer without a
heading from the question above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from woo_portal.parliament.reading.contents import FlagCode, Role, sub_questions
from woo_portal.parliament.reading.paragraphs import joined
from woo_portal.parliament.reading.sheets import Break, Line


@dataclass(frozen=True, slots=True)
class Block:
    """The lines below a heading, by their places in the document. `rest` stands on the line of the heading, behind it.

    `heading` is the place of the heading, None where there is none; `doubt` says what is uncertain about the block.
    """

    role: Role
    numbers: tuple[str, ...] = ()
    heading: int | None = None
    places: tuple[int, ...] = ()
    rest: str = ""
    doubt: FlagCode | None = None

    @property
    def all_places(self) -> tuple[int, ...]:
        """The places of its lines, the heading's among them."""
        return self.places if self.heading is None else (self.heading, *self.places)


def text_of(block: Block, lines: Sequence[Line]) -> str:
    """The text of a block, one line a paragraph."""
    below = [lines[place] for place in block.places]
    return joined([Line(block.rest), *below] if block.rest else below)


def taken_apart(blocks: Sequence[Block], lines: Sequence[Line]) -> list[Block]:
    """The blocks, with what shares a heading and what lacks one taken apart."""
    answered = any(block.role == Role.ANSWER for block in blocks) or _are_answered_below(blocks, lines)
    found: list[Block] = []
    for place, block in enumerate(blocks):
        if block.role != Role.QUESTION:
            found.append(block)
        elif len(block.numbers) > 1:
            found.extend(_apart(block, lines))
        else:
            awaited = answered and not _is_answered(block, blocks[place + 1 :])
            found.extend(_without_answer(block, lines) if awaited else [block])
    return found


def _are_answered_below(blocks: Sequence[Block], lines: Sequence[Line]) -> bool:
    """Whether most questions have below them what asks nothing: then it is their answer, though nothing says so."""
    asked = [block for block in blocks if block.role == Role.QUESTION and len(block.numbers) == 1]
    parted = (_without_answer(block, lines) for block in asked)
    # A list below a question is part of it.
    below = [
        parts[1] for parts in parted if len(parts) > 1 and not sub_questions(text_of(parts[1], lines).split("\n")[0])
    ]
    return len(below) > 1 and len(below) * 2 > len(asked)


def _is_answered(block: Block, following: Sequence[Block]) -> bool:
    return any(other.role == Role.ANSWER and set(block.numbers) & set(other.numbers) for other in following)


def _paragraphs(block: Block, lines: Sequence[Line], apart: Break = Break.PARAGRAPH) -> list[list[int]]:
    """The places of a block's lines by paragraph, or where `apart` is a gap by what white space separates."""
    found: list[list[int]] = []
    for place in block.places:
        if not lines[place].text.strip():
            continue
        if lines[place].before >= apart or not found:
            found.append([])
        found[-1].append(place)
    return found


def _apart(block: Block, lines: Sequence[Line]) -> list[Block]:
    """The questions under one heading, when there are as many paragraphs that ask as there are numbers."""
    shared = replace(block, doubt=FlagCode.SHARED_HEADING)
    if block.rest:
        return [shared]
    ways = (_asking(_paragraphs(block, lines, apart), lines) for apart in (Break.PARAGRAPH, Break.GAP))
    asking = next((way for way in ways if len(way) == len(block.numbers)), None)
    if asking is None:
        return [shared]
    heading: int | None = block.heading
    found = []
    for number, places in zip(block.numbers, asking, strict=True):
        found.append(replace(shared, numbers=(number,), heading=heading, places=tuple(places)))
        heading = None
    return found


def _asking(paragraphs: Sequence[Sequence[int]], lines: Sequence[Line]) -> list[list[int]]:
    """The paragraphs that ask, each with those that introduce it; what follows the last belongs to it."""
    asking: list[list[int]] = []
    held: list[int] = []
    for paragraph in paragraphs:
        held = [*held, *paragraph]
        if "?" in joined(lines[place] for place in paragraph):
            asking.append(held)
            held = []
    if held and asking:
        asking[-1].extend(held)
    return asking


def _without_answer(block: Block, lines: Sequence[Line]) -> list[Block]:
    """A question, and the answer that stands below it without a heading: what follows the last paragraph that asks."""
    paragraphs = _paragraphs(block, lines)
    asks = [place for place, paragraph in enumerate(paragraphs) if "?" in joined(lines[at] for at in paragraph)]
    if asks:
        following = paragraphs[max(asks) + 1 :]
    elif "?" in block.rest:
        # The line of the heading asks; the one below it may go on with it.
        following = [paragraph for paragraph in paragraphs if lines[paragraph[0]].before != Break.NONE]
    else:
        following = []
    if not following or lines[following[0][0]].before != Break.GAP:
        return [block]
    start = following[0][0]
    question = replace(block, places=tuple(place for place in block.places if place < start))
    below = tuple(place for place in block.places if place >= start)
    return [question, Block(Role.ANSWER, block.numbers, None, below, doubt=FlagCode.HEADLESS_ANSWER)]

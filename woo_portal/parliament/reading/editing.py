"""What a person changes in the questions that were read: each change makes new contents of old ones. Pure.

A question is named by its key, which stays while its number, text and place change; a key that is not there is an error of
the page, and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archive.storable import printable
from woo_portal.parliament.reading.checking import flags_of_contents
from woo_portal.parliament.reading.contents import OF_READING, Contents, Flag, Note, Question
from woo_portal.parliament.reading.footnotes import links_in, start_of
from woo_portal.parliament.reading.headings import are_numbers, figure_of, numbers_in

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n+")
_BLANKS = re.compile(r"[^\S\n]+")


class CannotSplit(Exception):
    """There is no empty line to split the question at."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A question as a person typed it: its numbers as text ("3, 4 en 5"), and its text."""

    numbers: str
    text: str


def typed_over(contents: Contents, typed: Mapping[int, Typed]) -> Contents:
    """The contents with the numbers and texts that were typed, by key; a question that was not on the page stays."""
    return replace(
        contents,
        questions=tuple(
            replace(question, numbers=numbers_of(typed[question.key].numbers), text=clean(typed[question.key].text))
            if question.key in typed
            else question
            for question in contents.questions
        ),
    )


def numbers_of(text: str) -> tuple[str, ...]:
    """The numbers a person typed: "3, 4 en 5", "3-5", "5a"; none for what are no numbers."""
    return numbers_in(text.lower()) if are_numbers(text.lower()) else ()


def clean(text: str) -> str:
    """A text as it is kept: single blanks, no empty lines at its ends; an empty line inside stays, to split at."""
    lines = [
        _BLANKS.sub(" ", line).strip() for line in printable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def split(contents: Contents, key: int) -> Contents:
    """The question as several, one for each part between empty lines. Raises `CannotSplit` without an empty line.

    Several numbers are dealt out when there are as many parts; else the first part keeps them, and each next one gets the
    number after the one before it.
    """
    place = _place(contents.questions, key)
    if place is None:
        return contents
    question = contents.questions[place]
    parts = [part for part in _EMPTY_LINE.split(question.text) if part.strip()]
    if len(parts) < 2:
        raise CannotSplit
    rows = [(number,) for number in question.numbers] if len(parts) == len(question.numbers) else None
    found: list[Question] = []
    for at, part in enumerate(parts):
        numbers = rows[at] if rows else question.numbers if at == 0 else _following(found[-1].numbers)
        found.append(Question(question.key if at == 0 else contents.last_key + at, numbers, part))
    grown = replace(contents, last_key=contents.last_key + len(parts) - 1)
    return _with(grown, [*contents.questions[:place], *found, *contents.questions[place + 1 :]])


def merge(contents: Contents, key: int) -> Contents:
    """The question and the one above it as one, with the key of the upper; the first has none above it."""
    place = _place(contents.questions, key)
    if not place:
        return contents
    above, below = contents.questions[place - 1], contents.questions[place]
    numbers = tuple(dict.fromkeys((*above.numbers, *below.numbers)))
    text = "\n\n".join(filter(None, (above.text, below.text)))
    both = replace(above, numbers=numbers, text=text)
    return _with(contents, [*contents.questions[: place - 1], both, *contents.questions[place + 1 :]])


def move(contents: Contents, key: int, *, by: int) -> Contents:
    """The question one place up (-1) or down (1); it keeps its number."""
    place = _place(contents.questions, key)
    if place is None or not 0 <= place + by < len(contents.questions):
        return contents
    rows = list(contents.questions)
    rows.insert(place + by, rows.pop(place))
    return _with(contents, rows)


def remove(contents: Contents, key: int) -> Contents:
    """The contents without the question."""
    return _with(contents, [question for question in contents.questions if question.key != key])


def add(contents: Contents) -> Contents:
    """The contents with an empty question at the end, numbered after the last."""
    numbers = _following(contents.questions[-1].numbers) if contents.questions else ("1",)
    key = contents.last_key + 1
    return _with(replace(contents, last_key=key), [*contents.questions, Question(key, numbers, "")])


def renumber(contents: Contents) -> Contents:
    """The questions numbered 1, 2, 3, … in their order."""
    rows = [replace(question, numbers=(str(number),)) for number, question in enumerate(contents.questions, start=1)]
    return _with(contents, rows)


def notes_of(text: str, before: Sequence[Note]) -> tuple[Note, ...]:
    """The notes a person typed, one a line, each with its label before it: "[1] NOS, 3 maart 2026".

    A line without a label goes on with the note above it. Addresses that stood behind the words of a note stay with it.
    """
    behind = {note.label: note.links for note in before}
    found: dict[str, str] = {}
    label = ""
    for line in clean(text).split("\n"):
        start = start_of(line)
        if start and start.label not in found:
            label = start.label
            found[label] = start.rest
        elif line and label:
            found[label] = f"{found[label]} {line}"
    return tuple(Note(label, text, links_in(text, behind.get(label, ()))) for label, text in found.items())


def flags_now(found: Contents, now: Contents) -> tuple[Flag, ...]:
    """What is still to be looked at: of how the document was read, as long as the question is there, and what is missing."""
    keys = {0, *(question.key for question in now.questions), *(answer.key for answer in found.answers)}
    lasting = (flag for flag in found.flags if flag.code in OF_READING and flag.key in keys)
    return (*lasting, *flags_of_contents(now))


def _with(contents: Contents, questions: Sequence[Question]) -> Contents:
    return replace(contents, questions=tuple(questions))


def _place(questions: Sequence[Question], key: int) -> int | None:
    return next((place for place, question in enumerate(questions) if question.key == key), None)


def _following(numbers: tuple[str, ...]) -> tuple[str, ...]:
    figures = [figure_of(number) for number in numbers]
    return (str(max(figures, default=0) + 1),)

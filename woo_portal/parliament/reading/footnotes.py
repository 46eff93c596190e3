"""Footnotes: which lines are notes, what each says, and where the text refers to them. Pure.

Some forms say which lines are notes; in the others a note is known by its place in the row (1, 2, 3, …), by a text that
refers to it, and by being written otherwise than the questions are numbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from woo_portal.parliament.reading.contents import Note
from woo_portal.parliament.reading.headings import heading_of
from woo_portal.parliament.reading.paragraphs import joined, tidy
from woo_portal.parliament.reading.sheets import Break, Line, Place

_START = re.compile(
    r"(?:\[(?P<boxed>\d{1,2}|voetnoot \d{1,2})\]|(?P<figure>\d{1,2})(?P<sign>[.)]?))"
    r"(?:\s+(?P<text>\S.*)|\s*(?P<same>[A-Za-zÀ-ÿ«“‘\"'(].*)?)$"
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>«»“”]+|\b[\w-]+(?:\.[\w-]+)*\.(?:nl|com|org|eu|net|be|int|info)/[^\s<>«»“”]*",
    re.IGNORECASE,
)
_BOXED = re.compile(r"\[(\d{1,2}|voetnoot \d{1,2})\]")
_CLOSED = re.compile(r"(?<=[\w?!.,;:»”’'\")])[^\S\n]?(?<!\d)(\d{1,2})\)")
_GLUED = re.compile(r"(?<=[^\d\s][»”’'\"?.!;:,)])(\d{1,2})(?![\w%])|(?<=[a-zà-ÿ]{3})(\d{1,2})(?![\w%])")
_LONGEST_ASIDE = 500
_LINK_EDGE = ".,;:)]}’'\""


@dataclass(frozen=True, slots=True)
class Start:
    """How a note begins: its label, how that is written ("[", ".", ")" or ""), and the rest of the line."""

    label: str
    style: str
    rest: str


def start_of(line: str) -> Start | None:
    """The beginning of a note that a tidy line may be; None when it begins otherwise."""
    found = _START.match(line)
    if found is None:
        return None
    rest = found["text"] or found["same"] or ""
    return Start(found["boxed"], "[", rest) if found["boxed"] else Start(found["figure"], found["sign"], rest)


def references_in(text: str) -> set[str]:
    """The labels a text refers to, as "[1]" or "1)"; the figure that ends a parenthesis, as in "(vraag 3)", is none."""
    closed = {found[1] for found in _CLOSED.finditer(text) if not _is_in_parentheses(text, found.start())}
    return set(_BOXED.findall(text)) | closed


def _is_in_parentheses(text: str, place: int) -> bool:
    depth = 0
    for sign in text[max(0, place - _LONGEST_ASIDE) : place]:
        depth = depth + 1 if sign == "(" else max(0, depth - 1) if sign == ")" else depth
    return depth > 0


def with_references(text: str, labels: Iterable[str], *, glued: bool = False) -> str:
    """The text with each reference to one of these notes as "[1]".

    `glued`: the figures that were raised have become part of the text, as where it was copied from a PDF: "bericht»?1".
    """
    known = set(labels)

    def boxed(found: re.Match[str]) -> str:
        is_reference = found[1] in known and not _is_in_parentheses(text, found.start())
        return f"[{found[1]}]" if is_reference else found[0]

    text = _CLOSED.sub(boxed, text)
    return _GLUED.sub(lambda found: f"[{found[1]}]" if found[1] in known else found[0], text) if glued else text


def links_in(text: str, behind: Iterable[str] = ()) -> tuple[str, ...]:
    """The addresses in a text and those behind its words, each once; one without a scheme gets https."""
    written = [_whole(found[0]) for found in _LINK.finditer(text)]
    return tuple(dict.fromkeys([*written, *behind]))


def _whole(address: str) -> str:
    while address and address[-1] in _LINK_EDGE and (address[-1] != ")" or address.count("(") < address.count(")")):
        address = address[:-1]
    return address if "://" in address else f"https://{address}"


@dataclass(frozen=True, slots=True)
class NoteLines:
    """Which lines of the body are of notes: their places, each with the label of its note.

    `are_glued` is true when the raised figures that refer to them have become part of the text.
    """

    labels: Mapping[int, str]
    are_glued: bool = False


def notes_among(lines: Sequence[Line], places: Sequence[int], *, question_style: str | None) -> NoteLines:
    """The notes among the lines of the body, which stand at `places`.

    `question_style` is the sign behind the numbers of questions, where those stand before a text as those of notes do:
    notes have another sign, or start at 1 again behind the last question.
    """
    texts = [tidy(lines[place].text) for place in places]
    row = _Row(texts)
    free_from = 0 if question_style is None else _last_in_order(texts, question_style) + 1
    found: dict[int, str] = {}
    for at, (place, text) in enumerate(zip(places, texts, strict=True)):
        start = start_of(text)
        is_free = start is not None and (start.style != question_style or at >= free_from)
        follows = bool(found) and at > 0 and places[at - 1] in found and places[at - 1] == place - 1
        if start and is_free and row.takes(start, lines[place], follows=follows):
            found[place] = start.label
        elif follows and _goes_on(lines[place], text):
            found[place] = found[place - 1]
    return NoteLines(found, are_glued=row.style == "" and not row.referred)


class _Row:
    """The row of notes so far: which comes next, and how they are written."""

    def __init__(self, texts: Sequence[str]) -> None:
        whole = "\n".join(texts)
        self.referred = references_in(whole)
        self._raised = self.referred | {found[1] or found[2] for found in _GLUED.finditer(whole)}
        self.style: str | None = None
        self._next = 1

    def takes(self, start: Start, line: Line, *, follows: bool) -> bool:
        """Whether a line begins the next note; `follows` says that the line before it is a note's."""
        if start.label != str(self._next) or self.style not in (None, start.style) or line.is_heading:
            return False
        opens = line.before != Break.NONE or follows
        if start.style == "[":
            is_next = opens  # also where the reference to it was lost
        elif start.style == "":
            # "1 NOS, 3 mei 2025": the figure was raised; a full line of text may stand above it.
            is_raised = start.label in self._raised and (start.rest[:1].isupper() or (opens and bool(start.rest)))
            # Directly below a note the next one is known by its number alone.
            is_next = is_raised or (self.style == "" and follows and start.rest[:1].isupper())
        else:
            is_next = opens and start.label in self.referred
        if is_next:
            self.style, self._next = start.style, self._next + 1
        return is_next


def _goes_on(line: Line, text: str) -> bool:
    """Whether a line below a note belongs to it."""
    heading = heading_of(text)
    return bool(text) and line.before != Break.GAP and not line.is_heading and not (heading and heading.is_closed)


def _last_in_order(texts: Sequence[str], style: str) -> int:
    """The index of the last text that goes on with the row of questions numbered in this style; -1 without one."""
    last, expected = -1, 1
    for at, text in enumerate(texts):
        start = start_of(text)
        if start and start.style == style and start.label == str(expected):
            last, expected = at, expected + 1
    return last


def notes_from(lines: Sequence[Line], labelled: Mapping[int, str]) -> tuple[Note, ...]:
    """The notes of a document, in the order of their first lines.

    `labelled` are the lines of the body that were found to be notes; those of `Place.NOTE` say themselves where each begins.
    """
    gathered: dict[str, list[Line]] = {}
    label = ""
    for place, line in enumerate(lines):
        if line.place == Place.NOTE:
            start = start_of(tidy(line.text))
            label = start.label if start else label
        elif place not in labelled:
            continue
        gathered.setdefault(labelled.get(place, label), []).append(line)
    return tuple(_note(label, parts) for label, parts in gathered.items() if label)


def _note(label: str, lines: Sequence[Line]) -> Note:
    # A note is one paragraph, however many lines it was set in.
    text = joined(replace(line, before=Break.NONE) for line in lines)
    start = start_of(text)
    if start and start.label == label:
        text = start.rest
    return Note(label, text, links_in(text, [link for line in lines for link in line.links]))

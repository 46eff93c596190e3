"""A text cut at its passages, for whoever decides on them: the token it will be in print, the proposals, the rest. Pure.

Unlike `redaction.apply` this keeps the withheld words: it serves the reviewer's screen only, never a publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from redaction.apply import WithheldSpan, tokens
from redaction.spans import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage: `accepted` ones become tokens with their `grounds`, `rejected` ones are printed. `label` is the name of its
    kind in Dutch.
    """

    id: int
    span: Span
    accepted: bool
    grounds: tuple[str, ...]
    label: str
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks. `grounds` are those of the token it is in print, none when it is printed.

    `ends` are the marks whose last piece this is: there they are named.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    grounds: tuple[str, ...] = ()
    ends: tuple[Mark, ...] = ()


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """The text in pieces, in order; their texts together are the text. Raises `ValueError` for a mark outside it."""
    marks = sorted(marks, key=lambda mark: (mark.span, mark.id))
    if any(mark.span.end > len(text) for mark in marks):
        raise ValueError(f"a mark reaches outside a text of {len(text)} code points")
    tokenised = tokens(text, _withheld(marks))
    cut: list[tuple[Span, tuple[Mark, ...], tuple[str, ...]]] = []
    position = 0
    for span, grounds in tokenised:
        cut += _printed(position, span.start, marks)
        cut.append((span, tuple(mark for mark in marks if mark.accepted and span.covers(mark.span)), grounds))
        position = span.end
    cut += _printed(position, len(text), marks)
    return _named(text, cut)


def _withheld(marks: Iterable[Mark]) -> Iterator[WithheldSpan]:
    return (WithheldSpan(mark.span, ground) for mark in marks if mark.accepted for ground in mark.grounds)


def _printed(start: int, end: int, marks: list[Mark]) -> list[tuple[Span, tuple[Mark, ...], tuple[str, ...]]]:
    """The pieces of a stretch that is printed, cut where proposals begin and end."""
    proposals = [mark for mark in marks if not mark.accepted and mark.span.start < end and start < mark.span.end]
    edges = {start, end}
    edges.update(edge for mark in proposals for edge in (mark.span.start, mark.span.end) if start < edge < end)
    places = sorted(edges)
    spans = [Span(left, right) for left, right in pairwise(places)]
    return [(span, tuple(mark for mark in proposals if mark.span.overlaps(span)), ()) for span in spans]


def _named(text: str, cut: list[tuple[Span, tuple[Mark, ...], tuple[str, ...]]]) -> tuple[Piece, ...]:
    """The pieces, each mark named at its last one."""
    last = {mark: span for span, marks, _ in cut for mark in marks}
    return tuple(
        Piece(text[span.start : span.end], marks, grounds, tuple(mark for mark in marks if last[mark] == span))
        for span, marks, grounds in cut
    )

"""The runs of letters of a page, and the order in which a page of two columns is read. Pure.

A page has two columns when lines often begin at two edges far apart and most of the left ones fill the room up to the right
ones; the cells of a table do not. Lines across both stand above or below what they part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

_APART = 100.0
"""Points between the left edges of two columns."""
_LINES = 5
"""A column has so many lines; a list of names beside another has fewer."""
_FILLED = 0.6
"""The share of its column that the middle line of the left column fills."""
_SAME_EDGE = 3.0
_OFTEN = 0.2
"""The share of the lines at the commonest left edge that another edge has as well."""
_NUMBER = re.compile(r"\(?\d{1,3}[.)]?")


@dataclass(frozen=True, slots=True)
class Run:
    """Letters on one line of a page; points from the lower left corner. `size` is that of most of its letters."""

    text: str
    page: int
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Gutter:
    """The white space between two columns: where the left one ends, and how much further the right one ends."""

    left: float
    shift: float


def is_number(run: Run) -> bool:
    """Whether a run is nothing but a number, as one that hangs in the margin beside a question."""
    return _NUMBER.fullmatch(run.text.strip()) is not None


def left_edge(runs: Iterable[Run]) -> float:
    """Where the text begins: the leftmost edge at which lines often do, for the lines of a hanging paragraph are indented."""
    edges = Counter(round(run.left) for run in runs)
    most = edges.most_common(1)[0][1]
    return min(edge for edge, times in edges.items() if times >= max(2, most * _OFTEN) or times == most)


def gutter_of(runs: Sequence[Run]) -> Gutter | None:
    """The gutter of a page with two columns, by the runs of its text; None for any other page."""
    words = [run for run in runs if not is_number(run)]
    edges = Counter(round(run.left) for run in words)
    often = sorted(edge for edge, times in edges.items() if times >= max(_LINES, max(edges.values()) * _OFTEN))
    first = often[0] if often else 0.0
    second = next((edge for edge in often if edge - first > _APART), None)
    if second is None:
        return None
    left = [run for run in words if run.left < second - _SAME_EDGE and run.right < second]
    right = [run for run in words if run.left >= second - _SAME_EDGE]
    if len(left) < _LINES or median(run.right - run.left for run in left) < (second - first) * _FILLED:
        return None
    end = max(run.right for run in left)
    return Gutter(end, max(run.right for run in right) - end)


def in_reading_order(runs: Sequence[Run], gutter: Gutter | None) -> Iterator[list[Run]]:
    """The runs of a page, ordered from its head, in parts that are read one after the other.

    Lines of a left column are made as long as those of the right one: a line is full when it fills its own column.
    """
    if gutter is None:
        yield list(runs)
        return
    across: list[Run] = []
    left: list[Run] = []
    right: list[Run] = []
    for run in runs:
        is_across = run.left < gutter.left - _SAME_EDGE and run.right > gutter.left + _SAME_EDGE
        if is_across and (left or right):
            yield from (across, left, right)
            across, left, right = [], [], []
        if is_across:
            across.append(run)
        elif run.left < gutter.left - _SAME_EDGE:
            left.append(replace(run, right=run.right + gutter.shift))
        else:
            right.append(run)
    yield from (across, left, right)

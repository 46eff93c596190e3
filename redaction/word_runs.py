"""Knows texts again by some of their words: four that follow one another tell where they were taken from.

Case, accents, and what stands between words do not count: who retypes them loses these, and so does recognition. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from redaction.names.lists import key
from redaction.offsets import plain_form
from redaction.spans import Span

RUN = 4
"""Words from which a text is known wherever they stand."""
_WORD = re.compile(r"[^\W_]+")
What = TypeVar("What")


class Run(NamedTuple):
    """Words of a text, by the measure they are compared by, and where they stand in it, in code points."""

    words: tuple[str, ...]
    span: Span


def runs_in(text: str) -> Iterator[Run]:
    """Every `RUN` words that follow one another in a text; none of a shorter one."""
    plain = plain_form(text)
    found = [(key(match[0]), plain.original(Span(*match.span()))) for match in _WORD.finditer(plain.text)]
    for first in range(len(found) - RUN + 1):
        part = found[first : first + RUN]
        yield Run(tuple(word for word, _ in part), Span(part[0][1].start, part[-1][1].end))


class KnownTexts(Generic[What]):
    """Texts to know again, each with what is told of it; of two that have words in common the first one counts."""

    def __init__(self) -> None:
        self._whats: dict[tuple[str, ...], What] = {}

    def add(self, text: str, what: What) -> None:
        """Know a text again by its runs; one of fewer words is not known."""
        for run in runs_in(text):
            self._whats.setdefault(run.words, what)

    def found_in(self, text: str) -> Iterator[tuple[Span, What]]:
        """Where known texts stand in another one: from the first known word of a stretch to the last."""
        stretch: tuple[Span, What] | None = None
        for run in runs_in(text):
            if run.words not in self._whats:
                continue
            if stretch is not None and stretch[0].overlaps(run.span):
                stretch = Span(stretch[0].start, run.span.end), stretch[1]
                continue
            if stretch is not None:
                yield stretch
            stretch = run.span, self._whats[run.words]
        if stretch is not None:
            yield stretch

"""Making a search narrower or wider by one condition, as the line one would have typed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.expressions import EVERYTHING, And, Expression, all_of
from archive.search.language import parse, write


@dataclass(frozen=True, slots=True)
class Part:
    """A condition of a search as typed, and the search without it."""

    typed: str
    without: str


def narrowed(typed: str, by: Expression) -> str:
    """The search with one more condition (with terms, not ids); the same search when it has that already."""
    asked = parse(typed)
    if by in (asked, *(asked.parts if isinstance(asked, And) else ())):
        return write(asked)
    return write(all_of((asked, by)))


def parts(typed: str) -> list[Part]:
    """The conditions of a search that must all hold, each to be taken away by itself."""
    asked = parse(typed)
    if asked == EVERYTHING:
        return []
    every = asked.parts if isinstance(asked, And) else (asked,)
    return [Part(write(part), write(all_of(rest for rest in every if rest is not part))) for part in every]

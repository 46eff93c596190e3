"""Words to add to a search: what is suggested, what a person ticked, and the search that makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from archive.search.expressions import QueryProblem
from archive.search.language import parse, write
from archive.search.resolving import resolve
from archive.search.suggesting import Suggestion, related, suggest
from archive.search.widening import asked_words, or_else, widened

TOGETHER = ""
"""What related words are suggested for: no word of the search in particular."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The words of one kind that are suggested for a word of the search (empty: for all of it)."""

    word: str
    kind: str
    suggestions: tuple[Suggestion, ...]


def choices(line: str) -> list[Choices]:
    """What is suggested for a search, word by word, the words that are often said with it last. Raises `QueryProblem`."""
    asked = parse(line)
    found = [
        Choices(word.text, kind.label, tuple(alike))
        for word, suggestions in suggest(asked_words(asked)).items()
        for kind, alike in groupby(suggestions, key=lambda suggestion: suggestion.kind)
    ]
    if together := related(resolve(asked)) if asked_words(asked) else []:
        found.append(Choices(TOGETHER, together[0].kind.label, tuple(together)))
    return found


def with_more_words(line: str, ticked: Iterable[str]) -> str:
    """The search with the ticked words beside those they were suggested for. A tick is "word:suggestion".

    A tick that belongs to no word of the search, or that is no word, adds nothing. Raises `QueryProblem`.
    """
    asked = parse(line)
    wanted: dict[str, list[str]] = defaultdict(list)
    for tick in ticked:
        beside, colon, also = tick.rpartition(":")
        if colon and _is_word(also):
            wanted[beside].append(also)
    for word in asked_words(asked):
        if word.text in wanted:
            asked = widened(asked, word, wanted[word.text])
    return write(or_else(asked, wanted[TOGETHER]))


def _is_word(text: str) -> bool:
    try:
        return write(parse(text)) == text and len(text.split()) == 1
    except QueryProblem:
        return False

"""Sentences of the Dutch Universal Dependencies treebanks as training data.

The treebanks say which words are proper nouns, not whose. What is plainly a person or plainly a town is taken as such; the
other proper nouns are unknown, and everything else is no name, which is what a name finder for chat learns most from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from redaction.names import lists
from redaction.names.training.labelled import Labelled
from redaction.spans import Span

_TITLES = frozenset(
    "president premier minister koning koningin prins prinses generaal paus keizer zanger schrijver trainer bondscoach "
    "heer mevrouw dhr mw mr dr drs prof professor burgemeester senator rechter keizerin graaf hertog sir lord".split()
)
_INITIAL = re.compile(r"(?:[A-Z][a-z]?\.)+")


@dataclass(frozen=True, slots=True)
class _Word:
    span: Span
    text: str
    proper: bool
    neuter: bool


def read_treebank(path: Path, places: frozenset[str]) -> list[Labelled]:
    """The sentences of a CoNLL-U file; `places` are the keys of towns."""
    surnames: set[str] = set()
    document, sentences = "", []
    for name, text, words in _sentences(path):
        if name != document:
            document, surnames = name, set()
        persons, unknown = [], []
        for first, end in _runs(words):
            run = words[first:end]
            span = Span(run[0].span.start, run[-1].span.end)
            before = words[first - 1].text.lower().rstrip(".") if first else ""
            kind = _kind([word.text for word in run], before, surnames, places)
            if kind:
                persons.append(span)
                surnames.add(run[-1].text)
            elif kind is None and not all(word.neuter for word in run):
                unknown.append(span)
        sentences.append(Labelled(text, tuple(persons), tuple(unknown)))
    return sentences


def _kind(run: list[str], before: str, surnames: set[str], places: frozenset[str]) -> bool | None:
    """Whether a row of proper nouns is a person; None when that cannot be told."""
    first = lists.first_names().get(lists.key(run[0])) is False
    initial = bool(_INITIAL.fullmatch(run[0]))
    if before in _TITLES or (len(run) > 1 and (first or initial)) or (len(run) == 1 and run[0] in surnames):
        return True
    if lists.key(" ".join(run)) in places:
        return False
    return True if first and len(run) == 1 else None


def _runs(words: list[_Word]) -> Iterator[tuple[int, int]]:
    first = None
    for place, word in enumerate([*words, None]):
        if word is not None and word.proper:
            first = place if first is None else first
        elif first is not None:
            yield first, place
            first = None


def _sentences(path: Path) -> Iterator[tuple[str, str, list[_Word]]]:
    """Document, text and words of each sentence."""
    for block in path.read_text("utf-8").split("\n\n"):
        text = re.search(r"^# text = (.*)$", block, re.MULTILINE)
        name = re.search(r"^# sent_id = (.*?)(?:\.p\.|\\)", block, re.MULTILINE)
        if text is None:
            continue
        words, at = [], 0
        for row in (line.split("\t") for line in block.splitlines() if re.match(r"\d+\t", line)):
            start = text[1].find(row[1], at)
            if start < 0:
                break
            at = start + len(row[1])
            words.append(_Word(Span(start, at), row[1], "eigen" in row[4], "onz" in row[4].split("|")))
        else:
            yield name[1] if name else "", text[1], words

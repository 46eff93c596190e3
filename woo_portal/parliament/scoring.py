"""What each message scores for the terms of a question, and why: all that a hit has to be told by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.models import Lexeme
from woo_portal.parliament.marks import Mark, is_mark, marks_of, scores_of
from woo_portal.parliament.ranking import (
    RELATED_SHARE,
    Corpus,
    Floats,
    Ranked,
    by_words,
    combined,
    learned,
    related,
    rows_around,
    stretches,
    with_surroundings,
)
from woo_portal.parliament.terms import Matches, matches_of, weights_of

RELATED_SHOWN = 5
"""So many related words are told of a hit at most."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that is proposed, with what stands around it, in order. `here` are the terms in the message itself, `near` those
    around it, `related` the words there that go with the terms in the best proposals; `is_like` says that it resembles what was
    judged to be evidence.
    """

    message: int
    around: tuple[int, ...]
    here: tuple[str, ...]
    near: tuple[str, ...]
    related: tuple[str, ...]
    is_like: bool


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """What every row scores for some terms, surroundings included; `related` weighs the words that were added to these."""

    scores: Floats
    terms: tuple[str, ...]
    matches: Matches
    marks: Mapping[str, Mark]
    related: Floats


def scored(corpus: Corpus, terms: Sequence[str]) -> Scored:
    """The score of every message by words, days, persons, functions and organisations, and by the words that go with these."""
    marks = marks_of(corpus, terms)
    matches = matches_of(corpus, [term for term in terms if not is_mark(term)])
    weights = weights_of(corpus, matches)
    asked = with_surroundings(corpus, by_words(corpus, weights) + scores_of(corpus, marks.values()))
    others = related(corpus, asked, weights)
    scores = asked + RELATED_SHARE * with_surroundings(corpus, by_words(corpus, others))
    return Scored(scores, tuple(terms), matches, marks, others)


def proposed(
    corpus: Corpus, by: Scored, relevant: Collection[int], other: Collection[int]
) -> tuple[Iterator[Ranked], NDArray[np.bool_]]:
    """The stretches that are proposed, the best first, when these rows were judged; none is of a judged message. And which rows
    resemble what is relevant: these are proposed without any of the terms.
    """
    likeness = learned(corpus, relevant, other)
    is_like = likeness > (likeness.mean() + likeness.std() / 2 if relevant else 0)
    hits = (by.scores > 0) | is_like
    hits[[*relevant, *other]] = False
    scores = combined(by.scores, likeness) if relevant else by.scores
    return stretches(corpus, scores, hits=hits), is_like


def told(corpus: Corpus, ranked: Sequence[Ranked], by: Scored, is_like: NDArray[np.bool_]) -> tuple[Hit, ...]:
    """Hits with why they are. `is_like` says which rows resemble what was judged to be evidence.

    The reason may lie in a neighbour that another stretch shows already: all rows around a hit are looked at.
    """
    finds = {term: frozenset(number for number, _ in found) for term, found in by.matches.items()}

    def terms_in(row: int) -> set[str]:
        here = set(map(int, corpus.words_in(row)))
        return {term for term, numbers in finds.items() if here & numbers}

    added = {row: _related_around(corpus, row, by.related) for row in (stretch.row for stretch in ranked)}
    written = _written(corpus, {number for numbers in added.values() for number in numbers})
    hits = []
    for stretch in ranked:
        window = rows_around(corpus, stretch.row)
        here = terms_in(stretch.row) | {term for term, mark in by.marks.items() if mark.on[stretch.row]}
        near = {term for row in window for term in terms_in(row)}
        near |= {term for term, mark in by.marks.items() if any(mark.scores[row] > 0 for row in window)}
        hits.append(
            Hit(
                message=int(corpus.ids[stretch.row]),
                around=tuple(int(corpus.ids[row]) for row in range(stretch.first, stretch.last + 1)),
                here=tuple(term for term in by.terms if term in here),
                near=tuple(term for term in by.terms if term in near - here),
                related=tuple(written[number] for number in added[stretch.row]),
                is_like=bool(is_like[stretch.row]),
            )
        )
    return tuple(hits)


def _related_around(corpus: Corpus, row: int, weights: Floats) -> list[int]:
    """The related words (numbers) in a message and around it, those that weigh most first."""
    found = {int(word) for near in rows_around(corpus, row) for word in corpus.words_in(near) if weights[word] > 0}
    return sorted(found, key=lambda word: (-weights[word], word))[:RELATED_SHOWN]


def _written(corpus: Corpus, numbers: Collection[int]) -> dict[int, str]:
    """These words of the vocabulary as somebody writes them; without their ending where the archive has no more."""
    if not numbers:
        return {}
    wanted = {word: number for word, number in corpus.vocabulary.items() if number in numbers}
    known = dict(Lexeme.objects.filter(lexeme__in=list(wanted)).exclude(word="").values_list("lexeme", "word"))
    return {number: known.get(word, word) for word, number in wanted.items()}

"""Ranks the messages of an archive for a question: first by its words, then by what a person judged. Pure: arrays only.

A message is ranked together with what stands around it: one line of chat says too little to be found by. First come the
question's rarest words (BM25); with judgements a linear classifier is trained on message and surroundings and weighs in.
Figures behind the constants: context doubles average precision; the classifier's settings are those with which 95 % of what is
relevant was found soonest on five review sets (see docs/decisions/0061).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

AROUND = 5
"""Messages before and after a message that are read with it."""
APART = 6 * 3600
"""Seconds between two messages from which they no longer stand around one another."""
_NEAR = 0.5
"""How much a neighbour counts, and each further one that much less."""
_SATURATION, _LENGTH = 1.2, 0.75
"""BM25's k and b."""
_COST, _POSITIVE = 0.11, 9.8
"""The classifier's cost, and how much more a relevant example counts than another."""
_PRESUMED = 100
"""Messages nobody judged that are taken for not relevant while training, for most of any archive is; a quarter at most."""
_ROUNDS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Messages as rows of word numbers, sorted by conversation and moment: those of row i are `words[starts[i]:starts[i + 1]]`.

    `ids` and `chats` are those of the archive, `moments` seconds since 1970; `vocabulary` gives each stemmed word its number.
    """

    ids: Ints
    chats: Ints
    moments: Ints
    starts: Ints
    words: Ints
    vocabulary: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.ids)

    def frequencies(self) -> Ints:
        """In how many messages each word stands, by its number."""
        return np.bincount(self.words, minlength=len(self.vocabulary))

    def rarity(self) -> Floats:
        """How telling each word is: the logarithm of how many messages there are to one that has it."""
        return np.log((len(self) + 1) / (self.frequencies() + 0.5))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A stretch of a conversation around a hit: rows `first` to `last` of the corpus, both included, and its score."""

    row: int
    first: int
    last: int
    score: float


def by_words(corpus: Corpus, weights: Floats) -> Floats:
    """BM25 of each message by itself, for words that weigh so much (by their number)."""
    if not len(corpus):
        return np.zeros(0)
    lengths = np.diff(corpus.starts)
    found = _summed(corpus, weights)
    norm = 1 - _LENGTH + _LENGTH * lengths / max(lengths.mean(), 1)
    return found * (_SATURATION + 1) / (1 + _SATURATION * norm)


def _summed(corpus: Corpus, weights: Floats) -> Floats:
    """The weights of each message's words, added up."""
    total = np.concatenate(([0.0], np.cumsum(weights[corpus.words])))
    return total[corpus.starts[1:]] - total[corpus.starts[:-1]]


def with_surroundings(corpus: Corpus, scores: Floats) -> Floats:
    """Each score with that of the messages around it, in the same conversation and not hours apart."""
    joined = scores.copy()
    for distance in range(1, min(AROUND, len(corpus) - 1) + 1):
        share = _NEAR**distance
        near = (corpus.chats[distance:] == corpus.chats[:-distance]) & (
            corpus.moments[distance:] - corpus.moments[:-distance] <= APART
        )
        joined[distance:] += share * scores[:-distance] * near
        joined[:-distance] += share * scores[distance:] * near
    return joined


def learned(corpus: Corpus, relevant: Collection[int], other: Collection[int], *, seed: int = 1) -> Floats:
    """What each message scores by a linear classifier trained on these rows; zeros while nothing relevant is known."""
    if not relevant:
        return np.zeros(len(corpus))
    rarity = corpus.rarity()
    examples = [(row, 1.0) for row in sorted(relevant)] + [(row, -1.0) for row in sorted(other)]
    unknown = np.setdiff1d(np.arange(len(corpus)), [row for row, _ in examples])
    size = min(_PRESUMED, len(unknown) // 4)
    drawn = np.random.default_rng(seed).choice(unknown, size=size, replace=False)
    examples += [(int(row), -1.0) for row in drawn]
    weights = _train([_vector(corpus, rarity, row) for row, _ in examples], [sign for _, sign in examples], len(rarity))
    return with_surroundings(corpus, _summed(corpus, weights * rarity) / np.sqrt(1 + np.diff(corpus.starts)))


def _vector(corpus: Corpus, rarity: Floats, row: int) -> tuple[Ints, Floats]:
    """A message and its surroundings as one vector of length 1: the numbers of its words, and what each weighs."""
    weighed: dict[int, float] = {}
    for near in _rows_around(corpus, row):
        share = _NEAR ** abs(near - row)
        for word in corpus.words[corpus.starts[near] : corpus.starts[near + 1]]:
            weighed[int(word)] = weighed.get(int(word), 0.0) + share
    words = np.fromiter(weighed, dtype=np.int64, count=len(weighed))
    values = np.fromiter(weighed.values(), dtype=np.float64, count=len(weighed)) * rarity[words]
    return words, values / max(float(np.sqrt(values @ values)), 1e-9)


def _rows_around(corpus: Corpus, row: int) -> range:
    first = last = row
    while first > max(0, row - AROUND) and _are_near(corpus, first - 1, first):
        first -= 1
    while last < min(len(corpus) - 1, row + AROUND) and _are_near(corpus, last, last + 1):
        last += 1
    return range(first, last + 1)


def _are_near(corpus: Corpus, one: int, next_one: int) -> bool:
    same = corpus.chats[one] == corpus.chats[next_one]
    return bool(same and corpus.moments[next_one] - corpus.moments[one] <= APART)


def _train(vectors: Sequence[tuple[Ints, Floats]], signs: Sequence[float], size: int) -> Floats:
    """The weights of a linear support vector machine with squared hinge loss: dual coordinate descent, in a fixed order
    (Hsieh et al., ICML 2008, algorithm 1; the method of LIBLINEAR).
    """
    weights, duals = np.zeros(size), np.zeros(len(vectors))
    for _ in range(_ROUNDS):
        for place, ((words, values), sign) in enumerate(zip(vectors, signs, strict=True)):
            regular = 0.5 / (_COST * (_POSITIVE if sign > 0 else 1.0))
            gradient = sign * float(weights[words] @ values) - 1 + regular * duals[place]
            before = duals[place]
            duals[place] = max(before - gradient / (float(values @ values) + regular), 0.0)
            weights[words] += (duals[place] - before) * sign * values
    return weights


def combined(words: Floats, judged: Floats) -> Floats:
    """One score of both: each in units of its own spread, so that neither drowns the other."""
    return _in_spreads(words) + 1.5 * _in_spreads(judged)


def _in_spreads(scores: Floats) -> Floats:
    spread = float(scores.std()) if len(scores) else 0.0
    return (scores - scores.mean()) / spread if spread else np.zeros(len(scores))


def stretches(corpus: Corpus, scores: Floats, *, hits: NDArray[np.bool_] | None = None) -> Iterator[Ranked]:
    """The best messages with their surroundings, the best first; no message stands in two of them.

    `hits` says of each row whether it may be a hit itself; without it all may. The others can still stand around one.
    """
    taken = np.zeros(len(corpus), dtype=bool)
    rows = np.arange(len(corpus)) if hits is None else np.flatnonzero(hits)
    for row in rows[np.argsort(-scores[rows], kind="stable")]:
        if taken[row]:
            continue
        around = [near for near in _rows_around(corpus, int(row)) if not taken[near]]
        own = _unbroken(around, int(row))
        taken[own] = True
        yield Ranked(int(row), own[0], own[-1], float(scores[row]))


def _unbroken(rows: Sequence[int], row: int) -> list[int]:
    """Of these rows those that follow one another around `row`."""
    here = set(rows)
    first = last = row
    while first - 1 in here:
        first -= 1
    while last + 1 in here:
        last += 1
    return list(range(first, last + 1))

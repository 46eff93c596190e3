"""Ranks the messages of an archive for a question: first by its words, then by what a person judged. Pure: arrays only.

A message is ranked together with what stands around it: one line of chat says too little to be found by. First come the
question's rarest words (BM25), then the words that go with these in the best stretches; with judgements a linear classifier
is trained on message and surroundings and weighs in.
Figures behind the constants: context doubles average precision; the classifier's settings are those with which 95 % of what is
relevant was found soonest on five review sets (see docs/decisions/0061).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

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
_BEST, _RELATED, _IN_STRETCHES = 20, 20, 2
"""Related words: from so many of the best stretches, so many words, each in at least so many of these."""
RELATED_SHARE = 0.5
"""How much related words count beside those that were asked for."""
_COST, _POSITIVE = 0.11, 9.8
"""The classifier's cost, and how much more a relevant example counts than another."""
_PRESUMED = 100
"""Messages nobody judged that are taken for not relevant while training, for most of any archive is; a quarter at most."""
_SEED = 1
"""Of the drawing of these: the same judgements give the same order."""
_ROUNDS, _STILL = 30, 1e-4
_SORTED_FIRST = 2000


@dataclass(frozen=True, eq=False)
class Corpus:
    """Messages as rows of word numbers, sorted by conversation and moment: those of row i are `words[starts[i]:starts[i + 1]]`.

    `ids`, `chats` and `senders` (handles, 0 for nobody) are those of the archive, `moments` seconds since 1970; `vocabulary`
    gives each stemmed word its number, from 0 and in that order.
    """

    ids: Ints
    chats: Ints
    moments: Ints
    starts: Ints
    words: Ints
    senders: Ints
    vocabulary: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.ids)

    def words_in(self, row: int) -> Ints:
        """The words of a message."""
        return self.words[self.starts[row] : self.starts[row + 1]]

    def frequencies(self) -> Ints:
        """In how many messages each word stands, by its number."""
        return np.bincount(self.words, minlength=len(self.vocabulary))

    def containing(self, part: str) -> Iterator[int]:
        """The numbers of the words that these letters stand in, each once."""
        joined, starts = self._joined
        at = joined.find(part)
        while at >= 0:
            number = int(np.searchsorted(starts, at, side="right")) - 1
            yield number
            at = joined.find(part, int(starts[number + 1])) if number + 1 < len(starts) else -1

    @cached_property
    def _joined(self) -> tuple[str, Ints]:
        """All words in one text, and where each begins: a search through it is ten times as fast as one word by word."""
        lengths = np.fromiter((len(word) + 1 for word in self.vocabulary), dtype=np.int64, count=len(self.vocabulary))
        return "\n".join(self.vocabulary), np.cumsum(lengths) - lengths

    @cached_property
    def lettered(self) -> NDArray[np.bool_]:
        """Which words have letters: a time or an amount that stands in the same messages says nothing of the subject."""
        return np.fromiter(
            (word.isalpha() or word.upper() != word.lower() for word in self.vocabulary),
            dtype=bool,
            count=len(self.vocabulary),
        )

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
    # Few words weigh anything: only where these stand is added up.
    places = np.flatnonzero((weights != 0)[corpus.words])
    rows = np.searchsorted(corpus.starts, places, side="right") - 1
    found = np.bincount(rows, weights=weights[corpus.words[places]], minlength=len(corpus))
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


def related(corpus: Corpus, scores: Floats, sought: Floats) -> Floats:
    """What each word weighs that was not asked for but stands in several of the best stretches by these scores, and is rare
    elsewhere (pseudo relevance feedback). `sought` has the weights of the words that were asked for.
    """
    rarity, total = corpus.rarity(), np.zeros(len(corpus.vocabulary))
    count = np.zeros(len(corpus.vocabulary))
    best = [stretch.row for stretch in islice(stretches(corpus, scores, hits=scores > 0), _BEST)]
    for row in best:
        words, values = _vector(corpus, rarity, row)
        total[words] += values
        count[words] += 1
    total[(count < _IN_STRETCHES) | (sought > 0) | ~corpus.lettered] = 0
    chosen = np.argsort(-total, kind="stable")[:_RELATED]
    weights = np.zeros(len(total))
    weights[chosen] = rarity[chosen] * total[chosen] / max(float(total.max(initial=0)), 1e-9)
    return weights


def learned(corpus: Corpus, relevant: Collection[int], other: Collection[int]) -> Floats:
    """What each message scores by a linear classifier trained on these rows; zeros while nothing relevant is known."""
    if not relevant:
        return np.zeros(len(corpus))
    rarity = corpus.rarity()
    examples = [(row, 1.0) for row in sorted(relevant)] + [(row, -1.0) for row in sorted(other)]
    is_unknown = np.ones(len(corpus), dtype=bool)
    is_unknown[[row for row, _ in examples]] = False
    unknown = np.flatnonzero(is_unknown)
    size = min(_PRESUMED, len(unknown) // 4)
    drawn = np.random.default_rng(_SEED).choice(unknown, size=size, replace=False)
    examples += [(int(row), -1.0) for row in drawn]
    weights = _train([_vector(corpus, rarity, row) for row, _ in examples], [sign for _, sign in examples], len(rarity))
    return with_surroundings(corpus, _summed(corpus, weights * rarity) / np.sqrt(1 + np.diff(corpus.starts)))


def _vector(corpus: Corpus, rarity: Floats, row: int) -> tuple[Ints, Floats]:
    """A message and its surroundings as one vector of length 1: the numbers of its words, and what each weighs."""
    near = rows_around(corpus, row)
    shares = _NEAR ** np.abs(np.arange(near.start, near.stop) - row).astype(float)
    lengths = np.diff(corpus.starts[near.start : near.stop + 1])
    all_words = corpus.words[corpus.starts[near.start] : corpus.starts[near.stop]]
    words, place = np.unique(all_words, return_inverse=True)
    values = np.bincount(place, weights=np.repeat(shares, lengths), minlength=len(words)) * rarity[words]
    return words, values / max(float(np.sqrt(values @ values)), 1e-9)


def rows_around(corpus: Corpus, row: int) -> range:
    """A message and those it is read with."""
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
    (Hsieh et al., ICML 2008, algorithm 1; the method of LIBLINEAR), over the products of the few examples.
    """
    words, values = (np.concatenate(parts) for parts in zip(*vectors, strict=True))
    owners = np.repeat(np.arange(len(vectors)), [len(own) for own, _ in vectors])
    products, whole = np.zeros((len(vectors), len(vectors))), np.zeros(size)
    for row, (own, weighed) in zip(products, vectors, strict=True):
        whole[own] = weighed
        row[:] = np.bincount(owners, weights=values * whole[words], minlength=len(vectors))
        whole[own] = 0
    sides, duals = np.array(signs), np.zeros(len(vectors))
    scores = np.zeros(len(vectors))
    for _ in range(_ROUNDS):
        moved = 0.0
        for place, sign in enumerate(signs):
            regular = 0.5 / (_COST * (_POSITIVE if sign > 0 else 1.0))
            before = float(duals[place])
            gradient = sign * float(scores[place]) - 1 + regular * before
            after = max(before - gradient / (float(products[place, place]) + regular), 0.0)
            if after != before:
                duals[place] = after
                scores += (after - before) * sign * products[place]
                moved = max(moved, abs(after - before))
        if moved < _STILL:
            break
    return np.asarray(np.bincount(words, weights=values * (duals * sides)[owners], minlength=size), dtype=np.float64)


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
    for row in _best_first(scores, np.arange(len(corpus)) if hits is None else np.flatnonzero(hits)):
        if taken[row]:
            continue
        around = [near for near in rows_around(corpus, row) if not taken[near]]
        own = _unbroken(around, row)
        taken[own] = True
        yield Ranked(row, own[0], own[-1], float(scores[row]))


def _best_first(scores: Floats, rows: Ints) -> Iterator[int]:
    """These rows by their score, the first of equals first. The best are sorted apart: seldom is one asked for more."""
    parts = [rows]
    if len(rows) > _SORTED_FIRST:
        least = np.partition(scores[rows], -_SORTED_FIRST)[-_SORTED_FIRST]
        parts = [rows[scores[rows] >= least], rows[scores[rows] < least]]
    for part in parts:
        yield from map(int, part[np.argsort(-scores[part], kind="stable")])


def _unbroken(rows: Sequence[int], row: int) -> list[int]:
    """Of these rows those that follow one another around `row`."""
    here = set(rows)
    first = last = row
    while first - 1 in here:
        first -= 1
    while last + 1 in here:
        last += 1
    return list(range(first, last + 1))

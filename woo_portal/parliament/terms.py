"""The terms a question is sought by: its rarest words, and what each of them finds among the messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from woo_portal.parliament.asking import words_of
from woo_portal.parliament.corpus import stems_of
from woo_portal.parliament.ranking import Corpus, Floats

MOST_TERMS = 12
"""So many of the most telling words are proposed: more of them find less (see docs/decisions/0061)."""
_ENOUGH = 4
"""With fewer words of its own that find something, a question is sought with those of the subject as well."""
_SHORTEST_PART = 5
"""Letters of a word that is also looked for inside others: "pomp" is in half the dictionary, "noodpomp" is not."""
_SHORTEST_WHOLE = 8
"""Letters of a word of which the beginning or the end is also looked for as a word: "privételefoon" finds "telefoon"."""
_PART = 0.4
"""How much a word counts that has the term in it ("noodpompen" for "pompen"), or is in it."""


def proposed_terms(corpus: Corpus, question: str, subject: str = "") -> list[str]:
    """At most `MOST_TERMS` words of a question that stand in some message, the most telling first."""
    own = _telling(corpus, words_of(question))
    if len(own) < _ENOUGH:
        own += [word for word in _telling(corpus, words_of(subject)) if word not in own]
    return own[:MOST_TERMS]


def _telling(corpus: Corpus, words: Sequence[str]) -> list[str]:
    rarity, stems = corpus.rarity(), stems_of(words)
    worth: dict[str, float] = {}
    seen: set[tuple[str, ...]] = set()
    for word in words:
        found = _numbers(corpus, stems.get(word, ()))
        if found and stems[word] not in seen:
            seen.add(stems[word])
            worth[word] = max(float(rarity[number]) for number, _ in found)
    return sorted(worth, key=lambda word: -worth[word])


Matches = Mapping[str, Sequence[tuple[int, float]]]
"""For each term the words it finds, by their number, and how much they count: 1 for the word itself."""


def weights_of(corpus: Corpus, matches: Matches) -> Floats:
    """What each word of the corpus weighs when the terms are sought that find these."""
    weights, rarity = np.zeros(len(corpus.vocabulary)), corpus.rarity()
    for found in matches.values():
        for number, share in found:
            weights[number] = max(weights[number], share * float(rarity[number]))
    return weights


def matches_of(corpus: Corpus, terms: Iterable[str]) -> Matches:
    """What each of these terms finds, in the word's own form, inside other words and as a part of the term."""
    known = list(dict.fromkeys(terms))
    stems = stems_of(known)
    return {
        term: [*_numbers(corpus, stems.get(term, ())), *_in_compounds(corpus, stems.get(term, ()))] for term in known
    }


def _numbers(corpus: Corpus, stems: Sequence[str]) -> list[tuple[int, float]]:
    found: dict[int, float] = {}
    for stem in stems:
        if stem in corpus.vocabulary:
            found[corpus.vocabulary[stem]] = 1.0
        if len(stem) >= _SHORTEST_PART:
            for number in corpus.containing(stem):
                found.setdefault(number, _PART)
    return list(found.items())


def _in_compounds(corpus: Corpus, stems: Sequence[str]) -> list[tuple[int, float]]:
    """The words a compound is made of. None is proposed for these alone: they say less than the whole."""
    parts = {part for stem in stems for part in _parts(stem)}
    return [(corpus.vocabulary[part], _PART) for part in parts if part in corpus.vocabulary]


def _parts(stem: str) -> Iterator[str]:
    """What a compound may be made of: its beginnings and its ends that are long enough to be a word of their own."""
    if len(stem) < _SHORTEST_WHOLE:
        return
    for length in range(_SHORTEST_PART, len(stem)):
        for part in (stem[:length], stem[-length:]):
            if part.isalpha():
                yield part

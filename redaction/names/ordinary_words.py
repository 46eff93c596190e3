"""Which words are ordinary Dutch, by how often they are written.

The counts come with the package pyspellchecker (its Dutch dictionary). A word of that dictionary that was never counted has
the count `UNCOUNTED`: rare words, and names.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache

from redaction.names import lists

UNCOUNTED = 50
_SHORTEST_PART = 3


class Currency(IntEnum):
    """How ordinary a word is."""

    UNKNOWN = 0
    RARE = 1
    ORDINARY = 2


@cache
def _counts() -> tuple[frozenset[str], frozenset[str]]:
    from spellchecker import SpellChecker  # reads 340,000 words: a second, once

    dictionary = SpellChecker(language="nl").word_frequency.dictionary
    # The counts of words that begin with "aa" are missing from it, "aan" among them.
    ordinary = frozenset(word for word, count in dictionary.items() if count > UNCOUNTED or word.startswith("aa"))
    return ordinary, frozenset(dictionary).difference(ordinary)


def load() -> None:
    """Read the counts now, which the first question would wait for: about a second."""
    _counts()


def currency(word: str) -> Currency:
    """How ordinary `word`, written in lower case, is in Dutch."""
    ordinary, rare = _counts()
    if word in ordinary:
        return Currency.ORDINARY
    return Currency.RARE if word in rare else Currency.UNKNOWN


def is_compound(word: str) -> bool:
    """Whether `word`, written in lower case, is two ordinary words in one, as Dutch makes them: "schadeloket", "piketbox"."""
    ordinary, _ = _counts()
    of_the_office = lists.words("office_words")
    for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        first, second = word[:place], word[place:]
        if second in ordinary and (
            first in ordinary or first in of_the_office or (first.endswith("s") and first[:-1] in ordinary)
        ):
            return True
    return False

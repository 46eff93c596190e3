"""Which words are ordinary Dutch, by how often they are written.

The counts come with the package pyspellchecker (its Dutch dictionary). A word of that dictionary that was never counted has
the count `UNCOUNTED`: rare words, and names.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache

UNCOUNTED = 50


class Currency(IntEnum):
    """How ordinary a word is."""

    UNKNOWN = 0
    RARE = 1
    ORDINARY = 2


@cache
def _counts() -> tuple[frozenset[str], frozenset[str]]:
    from spellchecker import SpellChecker  # reads 340,000 words: a second, once

    dictionary = SpellChecker(language="nl").word_frequency.dictionary
    ordinary = frozenset(word for word, count in dictionary.items() if count > UNCOUNTED)
    return ordinary, frozenset(word for word, count in dictionary.items() if count <= UNCOUNTED)


def currency(word: str) -> Currency:
    """How ordinary `word`, written in lower case, is in Dutch."""
    ordinary, rare = _counts()
    if word in ordinary:
        return Currency.ORDINARY
    return Currency.RARE if word in rare else Currency.UNKNOWN

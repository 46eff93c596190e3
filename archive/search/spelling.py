"""Which words are one slip of the fingers or of Dutch spelling away from a word. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

_SOUND_ALIKE = (("ei", "ij"), ("au", "ou"), ("ch", "g"), ("ks", "x"), ("kw", "q"), ("ie", "i"), ("th", "t"), ("c", "s"))
"""Spellings of one sound of which one is not a single letter away from the other."""


def slips(word: str) -> set[str]:
    """What is written for a word, in small letters, when one letter is left out, added, replaced, or has changed places
    with its neighbour, or when one sound is spelled otherwise ("ij" for "ei"). Without the word itself.
    """
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + right[1:] for left, right in halves if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in halves if right for letter in ascii_lowercase}
    found |= {left + letter + right for left, right in halves for letter in ascii_lowercase}
    return {*found, *_heard_otherwise(word)} - {word}


def _heard_otherwise(word: str) -> Iterator[str]:
    for pair in _SOUND_ALIKE:
        for sound, other in (pair, pair[::-1]):
            place = word.find(sound)
            while place >= 0:
                yield word[:place] + other + word[place + len(sound) :]
                place = word.find(sound, place + 1)

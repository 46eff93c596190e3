"""Finds thousands of texts at once, however they are spaced, wrapped, hyphenated, accented or capitalised. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

import ahocorasick

_SHORTEST_IN_BYTES = 6
"""Fewer bytes than this are found by chance in the megabytes of compressed fonts of a package."""
_NOT_WRITTEN = frozenset({"Cc", "Cf", "Cn", "Mn", "Me", "Pd", "Zs", "Zl", "Zp"})
"""Categories left out of a comparison: spaces, ends of lines, hyphens and dashes, accents, what is invisible."""


class _Folding(dict[int, str]):
    """A table for `str.translate` that works out each code point once."""

    def __missing__(self, codepoint: int) -> str:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(codepoint)).casefold())
        kept = "".join(character for character in folded if unicodedata.category(character) not in _NOT_WRITTEN)
        self[codepoint] = kept
        return kept


_folding = _Folding()


def fold(text: str) -> str:
    """The letters, digits and signs of `text` in which two writings of it are equal.

    Works on each code point alone, so that folding two texts one after the other is folding them together: counts in
    parts add up to counts in the whole, but for what straddles them.
    """
    return text.translate(_folding)


def is_right_to_left(text: str) -> bool:
    """Whether a PDF may give some of `text` back in the order in which it is drawn, and not in which it is read."""
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


class Needles:
    """Texts to look for, known by their place in the sequence they came in. Texts of no letter are never found."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._folded = ahocorasick.Automaton()
        self._bytes = ahocorasick.Automaton()
        self._places: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            for writing in _writings(text):
                places = self._places.setdefault(writing, [])
                places.append(place)
                self._folded.add_word(writing, (len(writing), writing))
            for encoded in _encodings(text):
                self._bytes.add_word(encoded, place)
        for automaton in (self._folded, self._bytes):
            automaton.make_automaton()

    def __len__(self) -> int:
        return len(self._places)

    def count(self, folded: str) -> Counter[str]:
        """How often each writing stands in a folded text, overlaps included."""
        if not self._places:
            return Counter()
        return Counter(writing for _, (_, writing) in self._folded.iter(folded))

    def places(self, writing: str) -> list[int]:
        """The texts that are written so."""
        return self._places[writing]

    def in_bytes(self, content: bytes) -> set[int]:
        """The texts of six bytes and more that stand in `content` as they were given, in any of the usual encodings."""
        if not len(self._bytes):
            return set()
        return {place for _, place in self._bytes.iter(content.decode("latin-1"))}


def _writings(text: str) -> set[str]:
    folded = fold(text)
    writings = {folded, folded[::-1]} if is_right_to_left(text) else {folded}
    return {writing for writing in writings if any(character.isalnum() for character in writing)}


def _encodings(text: str) -> set[str]:
    """The bytes of `text` in each usual encoding, as Latin-1 text for the automaton."""
    encoded = {text.encode(encoding, "ignore") for encoding in ("utf-8", "latin-1", "utf-16-be", "utf-16-le")}
    return {content.decode("latin-1") for content in encoded if len(content) >= _SHORTEST_IN_BYTES}

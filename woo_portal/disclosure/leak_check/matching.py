"""Finds thousands of texts at once, however they are spaced, wrapped, hyphenated, accented or capitalised. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import ahocorasick

from redaction.offsets import plain_form

_SHORTEST_IN_BYTES = 6
"""Fewer bytes than this are found by chance in the megabytes of compressed fonts of a package."""
_LONG = 200
_LONG_NUMBER = 9
"""Digits of a telephone number or a BSN: a cell that holds it as a number drops its zero, +31 replaces it."""
_NOT_COMPARED = frozenset({"Cc", "Cf", "Cn", "Mn", "Me", "Pd", "Zs", "Zl", "Zp"})
"""Categories left out of a comparison: spaces, ends of lines, hyphens and dashes, accents, what is invisible."""
_WORD = re.compile(r"[^\W_]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]+")


_PLAIN = re.compile(r"([^\x00-\x7f]+)")


class _Folding(dict[int, str | None]):
    """A table for `str.translate` that works out each code point once. None for what goes: with "" a text of ASCII takes long."""

    def __missing__(self, codepoint: int) -> str | None:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(codepoint)).casefold())
        kept = [character for character in folded if unicodedata.category(character) not in _NOT_COMPARED]
        # Fonts build accented i from the dotless one.
        self[codepoint] = text = "".join(kept).replace("ı", "i") or None
        return text


_folding = _Folding()


def fold(text: str) -> str:
    """The letters, digits and signs of `text` in which two writings of it are equal.

    Works on each code point alone: two texts folded one after the other are the two folded together.
    """
    if len(text) < _LONG:
        return text.translate(_folding)
    # Python has a fast way for ASCII, which most of a text is.
    return "".join([part.translate(_folding) for part in _PLAIN.split(text)])


def letters(folded: str) -> str:
    """Of a folded text its letters and digits only."""
    return "".join(filter(str.isalnum, folded))


def words(text: str) -> str:
    """The words of `text`, folded, each between spaces: what holds `words(name)` holds the name as whole words."""
    plain = plain_form(text).text
    found = _WORD.findall(plain.lower()) if plain.isascii() else filter(None, map(fold, _WORD.findall(plain)))
    return f" {' '.join(found)} "


def reads_otherwise(folded: str) -> bool:
    """Whether some letters or digits may come back from a PDF in the order they are drawn in, and not as they are read."""
    return any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in set(folded))


class Needles:
    """Texts to look for, known by their place in the sequence they came in. Texts of no letter or digit are not found."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._folded = ahocorasick.Automaton()
        self._bytes = ahocorasick.Automaton()
        # Of all that read the same the places are one list, for there are a hundred thousand in a large set.
        self._places: dict[str, list[list[int]]] = {}
        encoded: dict[str, list[list[int]]] = {}
        self.unsearchable = 0
        alike: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            alike.setdefault(text, []).append(place)
        for text, places in alike.items():
            forms = _forms(text)
            self.unsearchable += 0 if forms else len(places)
            for form in forms:
                self._folded.add_word(form, min(forms))
                self._places.setdefault(min(forms), []).append(places)
            for content in _encodings(text):
                encoded.setdefault(content, []).append(places)
        for content, found in encoded.items():
            self._bytes.add_word(content, found)
        self._folded.make_automaton()
        self._bytes.make_automaton()

    def count(self, folded: str) -> Counter[str]:
        """How often each form stands in a folded text, overlaps included. Forms without letters from right to left are
        sought between such letters only, for around these the order of a PDF is uncertain."""
        if not self._places:
            return Counter()
        found = Counter(form for _, form in self._folded.iter(folded))
        if not _RIGHT_TO_LEFT.search(folded):
            return found
        apart = Counter(form for _, form in self._folded.iter(_RIGHT_TO_LEFT.sub("\uffff", folded)))
        return apart + Counter({form: count for form, count in found.items() if _RIGHT_TO_LEFT.search(form)})

    def places(self, form: str) -> list[int]:
        """The texts that have this form, by their place."""
        return sorted(set().union(*self._places[form]))

    def in_bytes(self, content: bytes) -> set[int]:
        """The texts of six bytes and more that stand in `content` as they were given, in any of the usual encodings."""
        if not len(self._bytes):
            return set()
        return set().union(*(places for _, found in self._bytes.iter(content.decode("latin-1")) for places in found))


def _forms(text: str) -> set[str]:
    """The folded text; backwards as well when a PDF may give it so, a number also without the zero it begins with."""
    folded = fold(text)
    forms = {folded, folded[::-1]} if _RIGHT_TO_LEFT.search(folded) else {folded}
    if folded.isdecimal() and len(folded) >= _LONG_NUMBER:
        forms.add(folded.lstrip("0"))
    return {form for form in forms if letters(form)}


def _encodings(text: str) -> set[str]:
    """The bytes of `text` in each usual encoding, as Latin-1 text for the automaton."""
    encoded = {text.encode(encoding, "ignore") for encoding in ("utf-8", "latin-1", "utf-16-be", "utf-16-le")}
    return {content.decode("latin-1") for content in encoded if len(content) >= _SHORTEST_IN_BYTES}

"""Text as detectors want to read it, and the way back to the text as it was written. Pure.

Chat is full of no-break spaces, invisible marks, typographic dashes and letters of odd alphabets. Detectors see one plain
form; what they find is translated back, so that nothing of a found word stays visible.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from redaction.spans import Span

_APOSTROPHES = dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4\u2032", "'")
_QUOTES = dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"')
_LINE_ENDS = dict.fromkeys("\u2028\u2029\u0085", "\n")
_DASHES = dict.fromkeys("\u2212\u2043\u02d7", "-")
_PLAIN = {**_APOSTROPHES, **_QUOTES, **_LINE_ENDS, **_DASHES}
_ODD = re.compile(r"[^\n -~]+")
"""What may be written otherwise in the plain form; all else is in it as it was."""
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class PlainForm:
    """A plain `text` and, per code point of it, the half-open range of the original it stands for.

    `starts` and `ends` are None when the text was plain already: then every offset is its own.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, span: Span) -> Span:
        """The span of the original text that `span` of the plain text stands for; whole characters, never a part."""
        if self.starts is None or self.ends is None:
            return span
        return Span(self.starts[span.start], self.ends[span.end - 1])


def plain_form(text: str) -> PlainForm:
    """The plain form of any text: NFKC letter by letter, Latin digits, simple spaces, dashes, quotes and apostrophes.

    Marks without a shape are left out and belong to the letter before them. Lone surrogates, which no encoding can hold,
    become U+FFFD. Line ends are kept.
    """
    if text.isascii() and (text.isprintable() or text.replace("\n", "").isprintable()):
        return PlainForm(text)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for odd in _ODD.finditer(text):
        first, last = odd.span()
        if first > done and _is_mark(text[first]):
            first -= 1  # it belongs to the letter before it
        letters.append(text[done:first])
        starts.extend(range(done, first))
        ends.extend(range(done + 1, first + 1))
        for start, end in _clusters(text, first, last):
            plain = _plain(text[start:end])
            if not plain and ends:
                ends[-1] = end
            letters.append(plain)
            starts.extend([start] * len(plain))
            ends.extend([end] * len(plain))
        done = last
    letters.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return PlainForm("".join(letters), tuple(starts), tuple(ends))


def _clusters(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """A letter with the combining marks after it, in order; together they are all of the text from `first` to `last`."""
    edges = [first, *(at for at in range(first + 1, last) if not _is_mark(text[at])), last]
    return pairwise(edges)


def _is_mark(letter: str) -> bool:
    return letter >= "\u0300" and unicodedata.combining(letter) > 0


@lru_cache(maxsize=4096)
def _plain(cluster: str) -> str:
    if cluster in _PLAIN:  # before NFKC, which takes a spacing acute accent apart
        return _PLAIN[cluster]
    if cluster.isascii():
        return cluster if cluster.isprintable() or cluster == "\n" else " "
    return "".join(_plain_character(character) for character in unicodedata.normalize("NFKC", cluster))


def _plain_character(character: str) -> str:
    """What one character of the NFKC form becomes; "" for what has no shape."""
    if character in _PLAIN:
        return _PLAIN[character]
    category = unicodedata.category(character)
    if category in ("Cf", "Me") or character in _INVISIBLE or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category in ("Zs", "Cc"):
        return character if character == "\n" else " "
    if category == "Pd":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return "\ufffd" if category == "Cs" else character

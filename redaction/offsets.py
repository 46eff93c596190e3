"""Text as detectors want to read it, and the way back to the text as it was written. Pure.

Chat is full of no-break spaces, invisible marks, typographic dashes and letters of odd alphabets. Detectors see one plain
form; what they find is translated back, so that nothing of a found word stays visible.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from redaction.spans import Span

_APOSTROPHES = dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4\u2032", "'")
_QUOTES = dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"')
_LINE_ENDS = dict.fromkeys("\u2028\u2029\u0085", "\n")
_DASHES = dict.fromkeys("\u2212\u2043\u02d7", "-")
_PLAIN = {**_APOSTROPHES, **_QUOTES, **_LINE_ENDS, **_DASHES}
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Normalised:
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


def normalise(text: str) -> Normalised:
    """The plain form of any text: NFKC letter by letter, Latin digits, simple spaces, dashes, quotes and apostrophes.

    Marks without a shape are left out and belong to the letter before them. Lone surrogates, which no encoding can hold,
    become U+FFFD. Line ends are kept.
    """
    if text.isascii() and (text.isprintable() or text.replace("\n", "").isprintable()):
        return Normalised(text)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        plain = _plain(text[start:end])
        if not plain and ends:
            ends[-1] = end
        letters.append(plain)
        starts.extend([start] * len(plain))
        ends.extend([end] * len(plain))
    return Normalised("".join(letters), tuple(starts), tuple(ends))


def _clusters(text: str) -> list[tuple[int, int]]:
    """A letter with the combining marks after it, in order; together they are the whole text."""
    edges = [0]
    edges += [at for at in range(1, len(text)) if text[at] < "\u0300" or not unicodedata.combining(text[at])]
    return [] if not text else list(zip(edges, [*edges[1:], len(text)], strict=True))


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

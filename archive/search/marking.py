"""Marks around what was found, put in the text as it was written. Pure.

The server finds words in the text as it is searched: signs between words are spaces, invisible characters are gone, and an accent
is one character with its letter. The marks it puts there are carried over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

HIT_START, HIT_END = "\ue000", "\ue001"
"""Marks around what was found; private-use characters, so that escaping the text for a page leaves them alone."""
_ACCENTED = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", re.DOTALL)
"""A character with the accents that are characters of their own."""


def unmarked(text: str) -> str:
    """The text without marks."""
    return text.replace(HIT_START, "").replace(HIT_END, "")


def marked_as_written(found: str, text: str) -> str:
    """The text with the marks that stand in `found`, the same text as it is searched; without any when it is another text.

    A text that holds such characters itself is shown without any: who sees a mark may rely on it.
    """
    if unmarked(found) == text:
        return found
    if unmarked(text) != text:
        return unmarked(text)
    rest = re.split(f"([{HIT_START}{HIT_END}])", found)
    sought, marks = "".join(rest[::2]), _places(rest)
    at = 0
    written: list[str] = []
    for piece in _ACCENTED.findall(text):
        composed = unicodedata.normalize("NFC", piece)
        if sought.startswith((composed, f" {composed[1:]}"), at):
            after = at + len(composed)
            starts, ends = _any(marks, HIT_START, range(at, after)), _any(marks, HIT_END, range(at + 1, after + 1))
            written.append(f"{starts}{piece}{ends}")
            at = after
        else:
            written.append(piece)
    return "".join(written) if at == len(sought) else text


def _any(marks: Mapping[int, Collection[str]], mark: str, places: Iterable[int]) -> str:
    """The mark, if it stands at one of the places."""
    return mark if any(mark in marks.get(place, ()) for place in places) else ""


def _places(pieces: list[str]) -> dict[int, list[str]]:
    """Behind how many characters which marks stand, in a text that was split at its marks."""
    places: dict[int, list[str]] = {}
    at = 0
    for piece, mark in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        at += len(piece)
        places.setdefault(at, []).append(mark)
    return places

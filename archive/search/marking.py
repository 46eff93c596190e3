"""Marks around what was found, put in the text as it was written. Pure.

The server finds words in the text as it is searched: signs between words are spaces, invisible characters are gone, and an accent
is one character with its letter. The marks it puts there are carried over.
"""

from __future__ import annotations

import re
import unicodedata

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
    at, written = 0, []
    for piece in _ACCENTED.findall(text):
        composed = unicodedata.normalize("NFC", piece)
        is_there = sought.startswith(composed, at)
        if is_there or (len(composed) == 1 and sought.startswith(" ", at)):
            written += [mark for mark in marks.get(at, ()) if mark == HIT_START]
            at += len(composed)
            written += [piece, *(mark for mark in marks.get(at, ()) if mark == HIT_END)]
        else:
            written.append(piece)
    return "".join(written) if at == len(sought) else text


def _places(pieces: list[str]) -> dict[int, list[str]]:
    """Behind how many characters which marks stand, in a text that was split at its marks."""
    places: dict[int, list[str]] = {}
    at = 0
    for piece, mark in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        at += len(piece)
        places.setdefault(at, []).append(mark)
    return places

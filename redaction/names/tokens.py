"""Cuts a text into its words and marks, as chat writes them.

A word stays a word and every mark is a token of its own, so that "Jan/Fatima", "(@Emre)" and "Janssen-H." fall into names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from redaction.names import lists


def tokens(text: str) -> Iterator[tuple[int, str]]:
    """The words, marks and line ends of a text and where each begins, in one pass, however long it is and whatever is in it."""
    for match in _pattern().finditer(text):
        start, token = match.start(), match[0]
        if token.isspace():
            if "\n" not in token:
                continue
            if start and token[0] == " ":  # a blank behind a word belongs to that word
                start, token = start + 1, token[1:]
        yield start, token


@cache
def _pattern() -> re.Pattern[str]:
    abbreviations = sorted(lists.words("abbreviations") | {"t.n.v.", "t.a.v."}, key=len, reverse=True)
    prefixes = sorted((word for word in lists.words("tussenvoegsels") if {".", "/"} & set(word)), key=len, reverse=True)
    return re.compile(
        rf"(?<!\w)(?:(?:{'|'.join(map(re.escape, abbreviations))})(?!\w)|(?:{'|'.join(map(_prefix, prefixes))}))"
        r"|'[st](?![^\W_])|o'[^\W_]{3,}|[^\W_]+|\S|\s+",
        re.IGNORECASE,
    )


def _prefix(word: str) -> str:
    """The pattern of a tussenvoegsel with marks in it: behind its last dot a surname may follow at once, "v.d.Wal"."""
    return re.escape(word) + ("" if word.endswith(".") else r"(?!\w)")

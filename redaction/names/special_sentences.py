"""Ways of saying something special of somebody that are no fixed phrase: "moet donderdag voorkomen", "actief bij de bond".

They stand in `lists/special_sentences.txt`, in a form that who knows the law can read and add to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from redaction.names import lists

BODY = "(?:" + "|".join(sorted(lists.words("body_parts"), key=len, reverse=True)) + ")"
"""A part of the body."""
_ANY = r"(?: [\w'-]+){0,3}?"


@cache
def sentences() -> dict[str, re.Pattern[str]]:
    """A pattern for each list that sentences go with ("special_crime")."""
    words, told = _told()
    named = {"{body}": BODY}
    for name, row in words.items():
        named[name] = _one_of(row, named)
    return {
        kind: re.compile(
            rf"(?<![\w-])(?:{'|'.join(_pattern(sentence, named) for sentence in found)})(?!\w)", re.IGNORECASE
        )
        for kind, found in told.items()
    }


@cache
def hints() -> dict[str, frozenset[str]]:
    """For each of these lists letters, in lower case, of which every sentence of it has some: of the words of each sentence those
    that one of must be there and that are the longest.
    """
    words, told = _told()
    words = {"{body}": "|".join(lists.words("body_parts")), **words}
    return {
        kind: frozenset(hint for sentence in found for hint in _hints(sentence, words)) for kind, found in told.items()
    }


@cache
def _told() -> tuple[dict[str, str], dict[str, list[str]]]:
    """What the file says: the words of each name, and the sentences of each list."""
    text = (files("redaction.names") / "lists" / "special_sentences.txt").read_text("utf-8")
    words: dict[str, str] = {}
    told: dict[str, list[str]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("{"):
            name, _, row = line.partition(" = ")
            words[name] = row
        elif not line.startswith("#"):
            kind, _, sentence = line.partition(": ")
            told.setdefault(kind, []).append(sentence)
    return words, told


def _hints(sentence: str, words: dict[str, str]) -> list[str]:
    needed = [part for part in sentence.split() if part != ".." and part[0] not in "[!"]
    return max(
        ([_letters(word) for word in _spelled(part, words)] for part in needed), key=lambda row: min(map(len, row))
    )


def _spelled(row: str, words: dict[str, str]) -> Iterator[str]:
    """The words of a row, with those that a name stands for in its place."""
    for word in row.split("|"):
        yield from _spelled(words[word], words) if word in words else (word,)


def _letters(word: str) -> str:
    """What is in every text that holds the word."""
    return max(word.replace("_", " ").lower().split("*"), key=len)


def _pattern(sentence: str, named: dict[str, str]) -> str:
    first, *rest = sentence.split()
    return _one_of(first, named) + "".join(_next(part, named) for part in rest)


def _next(part: str, named: dict[str, str]) -> str:
    """The pattern of a part of a sentence, with the blank before it."""
    if part == "..":
        return _ANY
    if part.startswith("!"):
        return rf"(?! {_one_of(part[1:], named)}(?!\w))"
    return f"(?: {_one_of(part[1:-1], named)})?" if part.startswith("[") else f" {_one_of(part, named)}"


def _one_of(words: str, named: dict[str, str]) -> str:
    """A pattern for one of the words; the longest first, so that "in de" does not hide "in de bak"."""
    ordered = sorted(words.split("|"), key=len, reverse=True)
    return "(?:" + "|".join(named.get(word) or _word(word) for word in ordered) + ")"


def _word(word: str) -> str:
    return re.escape(word.replace("_", " ")).replace(r"\*", r"\w*")

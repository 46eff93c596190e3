"""Ways of saying something special of somebody that are no fixed phrase: "moet donderdag voorkomen", "actief bij de bond".

They stand in `lists/special_sentences.txt`, in a form that who knows the law can read and add to.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from redaction.names import lists

BODY = "(?:" + "|".join(sorted(lists.words("body_parts"), key=len, reverse=True)) + ")"
"""A part of the body."""
_ANY = r"(?: [\w'-]+){0,3}?"


@cache
def sentences() -> dict[str, re.Pattern[str]]:
    """A pattern for each list that sentences go with ("special_crime")."""
    text = (files("redaction.names") / "lists" / "special_sentences.txt").read_text("utf-8")
    named = {"{body}": BODY}
    told: dict[str, list[str]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("{"):
            name, _, words = line.partition(" = ")
            named[name] = _one_of(words, named)
        elif not line.startswith("#"):
            kind, _, sentence = line.partition(": ")
            told.setdefault(kind, []).append(_pattern(sentence, named))
    return {kind: re.compile(rf"(?<![\w-])(?:{'|'.join(found)})(?!\w)", re.IGNORECASE) for kind, found in told.items()}


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

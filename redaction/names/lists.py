"""The word lists of the name finder: read once, compared without regard to case and accents.

The lists are files beside this module, one entry a line, `#` for a remark and ` ?` behind an entry that is also an ordinary
word, place or phrase.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_UNDECOMPOSED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ß": "ss"})


def key(word: str) -> str:
    """What words are compared by: lower case, without accents ("Yıldız" and "YILDIZ" are "yildiz")."""
    lower = word.lower()
    if lower.isascii():
        return lower
    plain = unicodedata.normalize("NFKD", lower.translate(_UNDECOMPOSED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def first_names() -> dict[str, bool]:
    """Every first name by its key; True when it is also an ordinary word."""
    return dict(_entries("first_names"))


@cache
def surnames() -> dict[str, bool]:
    """Every surname that stands without a tussenvoegsel by its key; True when it is also an ordinary word."""
    return {entry: ambiguous for entry, ambiguous in _entries("surnames") if " " not in entry}


@cache
def surnames_with_prefix() -> dict[str, dict[tuple[str, ...], bool]]:
    """Surnames with their tussenvoegsels: "berg" gives ("van", "den"), and True when the phrase is an ordinary one."""
    found: dict[str, dict[tuple[str, ...], bool]] = {}
    for entry, ambiguous in _entries("surnames"):
        *prefix, last = entry.split()
        if prefix:
            found.setdefault(last, {})[tuple(prefix)] = ambiguous
    return found


@cache
def words(name: str) -> frozenset[str]:
    """The keys of the list of that name: "titles", "tussenvoegsels", "greetings" and so on."""
    return frozenset(entry for entry, _ in _entries(name))


@cache
def marked(name: str) -> dict[str, bool]:
    """The keys of the list of that name; True for an entry with a question mark."""
    return dict(_entries(name))


@cache
def short_names() -> dict[str, tuple[str, ...]]:
    """How people are called, by the key of their name in full: "cornelis" gives ("kees", "cor", …)."""
    found = {}
    for line, _ in _lines("short_names"):
        name, _, called = line.partition(":")
        found[key(name)] = tuple(map(key, called.split()))
    return found


@cache
def places() -> tuple[str, ...]:
    """Towns as they are written, the longest first."""
    lines = [line for line, _ in _lines("places")]
    return tuple(sorted(lines, key=lambda place: (-len(place), place)))


def _entries(name: str) -> Iterator[tuple[str, bool]]:
    for line, ambiguous in _lines(name):
        yield key(line), ambiguous


def _lines(name: str) -> Iterator[tuple[str, bool]]:
    text = (files("redaction.names") / "lists" / f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        entry = line.partition("#")[0].strip()
        if entry:
            yield entry.removesuffix("?").rstrip(), entry.endswith("?")

"""Whether two names may be one person's: the same but for accents, initials and tussenvoegsels. Pure.

"Jan vd Berg", "J. van den Berg" and "Berg, Jan van den" may be one; "Jan" may be any Jan, and is nobody's double.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from redaction.names import lists

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_INITIALS = 3
NUMBER = 9
"""Digits of a telephone number that do not depend on how the country is written."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: given names or initials, and the surname without its tussenvoegsels."""

    given: tuple[str, ...]
    surname: str


def read(name: str) -> Name | None:
    """A name of a given name or initials and a surname; None for anything less, and for an address."""
    if "@" in name:
        return None
    surname, comma, given = name.partition(",")
    words = _WORD.findall(f"{given} {surname}" if comma else name)
    known = lists.words("tussenvoegsels")
    kept = [word for word in words if lists.key(word) not in known]
    if len(kept) < 2 or len(kept[-1]) < 2:
        return None
    parts: list[str] = []
    for word in kept[:-1]:
        is_initials = word.isupper() and len(word) <= _LONGEST_INITIALS
        parts += [lists.key(letter) for letter in word] if is_initials else [lists.key(word)]
    return Name(tuple(parts), lists.key(kept[-1]))


def alike(one: Name, other: Name) -> bool:
    """Whether the surname is the same and no given name or initial contradicts another."""
    if one.surname != other.surname:
        return False
    return all(_agree(a, b) for a, b in zip(one.given, other.given, strict=False))


def _agree(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one == other


def number_in(value: str) -> str:
    """The digits that tell one telephone number from another; empty when the value holds no number and little else."""
    digits = re.sub(r"\D", "", value.partition("@")[0])
    letters = _WORD.search(value.partition("@")[0])
    return digits[-NUMBER:] if NUMBER <= len(digits) <= 15 and not letters else ""


def address_in(value: str) -> str:
    """The e-mail address a value is, in lower case; empty when it is none."""
    name, _, domain = value.strip().lower().rpartition("@")
    return f"{name}@{domain}" if name and "." in domain and " " not in f"{name}{domain}" else ""

"""Turns a text and the passages decided to be withheld into runs. Pure; the only way from text to print.

A `Withheld` run has no field that could hold what it stands for. Whatever renders or exports is given runs only, so a
leak would be an import error (see the contracts in pyproject.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from redaction.detecting import Label
from redaction.grounds import sort_key
from redaction.offsets import plain_form
from redaction.spans import Span


@dataclass(frozen=True, slots=True)
class Shown:
    """Text that may be published, as it was written."""

    text: str


class Called(StrEnum):
    """What a person is called beside a number: a kind of function, and never the function. No room for a name."""

    ANYBODY = "persoon"
    OFFICIAL = "ambtenaar"
    JOURNALIST = "journalist"
    COMPANY = "bedrijfscontact"
    CITIZEN = "burger"


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """What stands for personal data: its kind, and the number of whose it is in the layer; 0 where that is nobody known.

    `role` is what a person is called beside the number. One that is `beside` does not replace the passage: it
    stands after the token with the ground, to tell one from another who was withheld.
    """

    label: Label
    number: int
    role: Called = Called.ANYBODY
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """A passage that may not be published: only the codes of its grounds remain ("5.1.2e"), in the order of the law.

    `aliases` tell whose data all of it is (`redaction.pseudonyms`), in its place or beside it; else there are none.
    """

    grounds: tuple[str, ...]
    aliases: tuple[Alias, ...] = ()


Run = Shown | Withheld


@dataclass(frozen=True, slots=True)
class WithheldSpan:
    """A decision: this span, on this ground; `alias` is what stands in its place, None for a token.

    A passage that is withheld on several grounds is one of these for each.
    """

    span: Span
    ground: str
    alias: Alias | None = None


def apply(text: str, withheld: Iterable[WithheldSpan]) -> tuple[Run, ...]:
    """The runs of `text`, its withheld passages replaced by their grounds.

    Passages that overlap, touch, or have nothing visible between them on one line become one run with all their grounds: the
    number of words in a name is not told; a genitive goes along. Raises `ValueError` when a span reaches outside the text.
    """
    withheld, runs = list(withheld), list[Run]()
    position = 0
    for passage, grounds in tokens(text, withheld):
        if passage.start > position:
            runs.append(Shown(text[position : passage.start]))
        runs.append(_withheld(grounds, _aliases(passage, withheld)))
        position = passage.end
    if position < len(text):
        runs.append(Shown(text[position:]))
    return tuple(runs)


@lru_cache(maxsize=1024)
def _withheld(grounds: tuple[str, ...], aliases: tuple[Alias, ...]) -> Withheld:
    """A large set has a hundred thousand of these, and they are the same few: each is in memory once."""
    return Withheld(grounds, aliases)


def _aliases(token: Span, withheld: Iterable[WithheldSpan]) -> tuple[Alias, ...]:
    """What stands for all of a token, in order of place: nothing when a part of it is withheld outright."""
    inside = sorted((item for item in withheld if token.covers(item.span)), key=lambda item: (item.span, item.ground))
    aliases = [item.alias for item in inside if item.alias]
    return tuple(dict.fromkeys(aliases)) if len(aliases) == len(inside) else ()


def _is_blank(between: str) -> bool:
    """Whether nothing is seen between two passages on one line: blanks, and marks without a shape, which print drops."""
    plain = plain_form(between).text
    return "\n" not in plain and not plain.strip()


def tokens(text: str, withheld: Iterable[WithheldSpan]) -> list[tuple[Span, tuple[str, ...]]]:
    """What becomes one token each in `apply`, in order of place, and the grounds printed on it."""
    passages: list[tuple[Span, set[str]]] = []
    for item in sorted(withheld, key=lambda item: (item.span, item.ground)):
        if item.span.end > len(text):
            raise ValueError(f"span {item.span} reaches outside a text of {len(text)} code points")
        span = _with_genitive(text, item.span)
        if passages:
            last, grounds = passages[-1]
            if span.start <= last.end or _is_blank(text[last.end : span.start]):
                grounds.add(item.ground)
                passages[-1] = (Span(last.start, max(last.end, span.end)), grounds)
                continue
        passages.append((span, {item.ground}))
    return [(span, tuple(sorted(grounds, key=sort_key))) for span, grounds in passages]


_NEAR = 9
"""So many letters before a passage are read for a quotation mark: there may be marks without a shape between."""
_UNSEEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_GENITIVE = re.compile(rf"{_UNSEEN}(['\u2019][sS]?)(?![^\W_])")
_QUOTED = re.compile(rf"['\u2018\u2019\u201a\u201b]{_UNSEEN}\Z")


def _with_genitive(text: str, span: Span) -> Span:
    """A passage and the genitive that hangs on it. Dutch writes "Petra's" behind a vowel, "Els'" behind a sibilant and "Jans"
    behind the rest: what was left standing told the last letter of a name.

    What stands in the passage has no say in it: a quotation mark that is taken for a genitive behind a sibilant only tells that
    there is one. Between quotation marks it is none.
    """
    found = _GENITIVE.match(text, span.end)
    if found is None or (len(found[1]) == 1 and _QUOTED.search(text[max(0, span.start - _NEAR) : span.start])):
        return span
    return Span(span.start, found.end())

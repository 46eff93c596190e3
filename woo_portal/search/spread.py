"""How the hits are spread, as lists that each lead to the hits of one person, function, conversation and so on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from archive.app_names import app_name
from archive.search.expressions import Field, Term
from archive.search.facets import Facets
from archive.search.naming import CONVERSATIONS, PERSONS, Naming, typable
from woo_portal.presentation import keyset
from woo_portal.search.narrowing import narrowed

FIRST = 6
"""So many of each list are shown at once."""
MOST = 60
"""So many are shown at most; who seeks another can type it."""
Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Value:
    """Something hits have in common, how many have it, and the address of those (empty: none)."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """A list of values, those with the most hits first; `unnamed` are so many more that are not listed."""

    title: str
    values: tuple[Value, ...]
    unnamed: int

    @property
    def first(self) -> tuple[Value, ...]:
        """What is shown at once."""
        return self.values[:FIRST]

    @property
    def others(self) -> tuple[Value, ...]:
        """What is shown when asked for."""
        return self.values[FIRST:]


def groups(facets: Facets, parameters: Mapping[str, str]) -> list[Group]:
    """The lists of a search with these `parameters` in its address; each value adds a condition to the line of words."""
    listed = (
        _group("Afzender", Field.SENDER, _named(PERSONS, facets.persons), parameters),
        _group("Functie", Field.FUNCTION, _most(facets.functions), parameters),
        _group("Organisatie", Field.ORGANISATION, _most(facets.organisations), parameters),
        _group("Gesprek", Field.CONVERSATION, _named(CONVERSATIONS, facets.conversations), parameters),
        _group("App", Field.APP, [(app_name(app), n) for app, n in _most(facets.apps)], parameters),
    )
    totals: tuple[Mapping, ...] = (
        facets.persons,
        facets.functions,
        facets.organisations,
        facets.conversations,
        facets.apps,
    )
    return [
        Group(title, values, max(0, len(every) - len(values)))
        for (title, values), every in zip(listed, totals, strict=True)
        if values
    ]


def _most(counted: Mapping[Key, int]) -> list[tuple[Key, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST]


def _named(naming: Naming, counted: Mapping[int, int]) -> list[tuple[str, int]]:
    most = _most(counted)
    names = naming.names_of(key for key, _ in most)
    return [(names[key], n) for key, n in most if key in names]


def _group(
    title: str, field: Field, counted: list[tuple[str, int]], parameters: Mapping[str, str]
) -> tuple[str, tuple[Value, ...]]:
    kept = {
        name: value for name, value in parameters.items() if value and name not in (keyset.AFTER, keyset.BEFORE, "q")
    }
    line = parameters.get("q", "")
    values = []
    for label, n in counted:
        # A title with quotation marks in it cannot be typed.
        url = f"?{urlencode({'q': narrowed(line, Term(field, label))} | kept)}" if label == typable(label) else ""
        values.append(Value(label, n, url))
    return title, tuple(values)

"""How the hits are spread, as lists that each lead to the hits of one person, function, conversation and so on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from archive.app_names import app_name
from archive.search.expressions import Field, Term
from archive.search.facets import Facets
from archive.search.naming import CONVERSATIONS, PERSONS, TOPICS, Naming, typable
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


def groups(facets: Facets, parameters: Mapping[str, str], *, page: str) -> list[Group]:
    """The lists of a search with these `parameters` in its address; each value adds a condition to the line of words.

    `page` is the address of the search itself, without parameters.
    """
    apps = {app_name(app): n for app, n in facets.apps.items()}
    listed = (
        ("Afzender", Field.SENDER, facets.persons, _named(PERSONS, facets.persons)),
        ("Functie", Field.FUNCTION, facets.functions, _most(facets.functions)),
        ("Organisatie", Field.ORGANISATION, facets.organisations, _most(facets.organisations)),
        ("Gesprek", Field.CONVERSATION, facets.conversations, _named(CONVERSATIONS, facets.conversations)),
        ("Onderwerp", Field.TOPIC, facets.topics, _named(TOPICS, facets.topics)),
        ("App", Field.APP, apps, _most(apps)),
    )
    found = []
    for title, field, counted, most in listed:
        if most:
            values = tuple(_value(field, label, n, parameters, page) for label, n in most)
            found.append(Group(title, values, len(counted) - len(values)))
    return found


def _value(field: Field, label: str, count: int, parameters: Mapping[str, str], page: str) -> Value:
    # A title with quotation marks in it cannot be typed.
    if label != typable(label):
        return Value(label, count, "")
    typed = narrowed(parameters.get("q", ""), Term(field, label))
    return Value(label, count, f"{page}?{urlencode({**parameters, 'q': typed})}")


def _most(counted: Mapping[Key, int]) -> list[tuple[Key, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST]


def _named(naming: Naming, counted: Mapping[int, int]) -> list[tuple[str, int]]:
    most = _most(counted)
    names = naming.names_of(key for key, _ in most)
    return [(names[key], n) for key, n in most if key in names]

"""The three parts of the archive, as links above each of its lists."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

_PARTS = (("Imports", "archive"), ("Gesprekken", "archive-conversations"), ("Personen", "archive-persons"))


@dataclass(frozen=True, slots=True)
class Tab:
    """A link, and whether its list is open."""

    label: str
    url: str
    active: bool


def tabs(active: str) -> list[Tab]:
    """The parts; `active` is the name of the URL of the one that is open."""
    return [Tab(label, reverse(name), name == active) for label, name in _PARTS]

"""The names of a person as sources give them, with what kind of name each is and where it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Coalesce, Left

from archive.models import Handle, Person, Source
from woo_portal.intake.wording import HANDLES

EVERYWHERE = "overal"
SCOPE_LENGTH = 32
"""So much of a source's hash is in the scope of its names."""


@dataclass(frozen=True, slots=True)
class NamedHandle:
    """A handle in words. `place` says on which phone a contact name means this person."""

    handle: Handle
    kind: str
    place: str


def named_handles(handles: Iterable[Handle]) -> list[NamedHandle]:
    """The handles in words; two queries for any number."""
    found = list(handles)
    places = _places({handle.scope for handle in found if handle.scope})
    return [
        NamedHandle(handle, HANDLES.get(handle.kind, handle.kind), places.get(handle.scope, EVERYWHERE))
        for handle in found
    ]


def _places(scopes: set[str]) -> dict[str, str]:
    """For each scope (see `archive.identity.scope_of`) the phone it stands for."""
    holders = {scope.partition(":")[2]: scope for scope in scopes if scope.startswith("holder:")}
    sources = {scope.partition(":")[2]: scope for scope in scopes if scope.startswith("source:")}
    places = {}
    named = Person.objects.filter(pk__in=holders).values_list("pk", Coalesce("merged_into__name", "name"))
    for pk, name in named:
        places[holders[str(pk)]] = f"op de telefoon van {name}"
    found = Source.objects.annotate(start=Left("sha256", SCOPE_LENGTH)).filter(start__in=sources)
    for start, file_name in found.values_list("start", "file_name"):
        places[sources[start]] = f"in «{file_name}»"
    return places

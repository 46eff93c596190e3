"""Which handles are one person. A new handle gets a person; linking a handle to another person can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from archive.importing import HandleKind, ParsedHandle
from archive.models import Handle, Person, Source
from archive.storable import stored_name

LOCAL_KINDS = frozenset({HandleKind.CONTACT_NAME, HandleKind.PUSH_NAME})
"""Names that mean something on one phone only."""


def scope_of(source: Source) -> str:
    """The scope of a contact name in this source: the phone's holder, or the source itself when nobody said whose it is."""
    return f"holder:{source.holder_id}" if source.holder_id else f"source:{source.sha256[:32]}"


def resolve_handles(
    parsed: Iterable[ParsedHandle], *, scope: str, same_persons: Mapping[ParsedHandle, int]
) -> dict[ParsedHandle, Handle]:
    """The stored handle of each parsed one; handles and persons that are new are made.

    A new handle becomes of the person (id) that `same_persons` says, else of the one person in the
    archive with exactly that full name, else of a new person.
    """
    resolved: dict[ParsedHandle, Handle] = {}
    for handle in dict.fromkeys(parsed):
        handle_scope = scope if handle.kind in LOCAL_KINDS else ""
        value = stored_name(handle.value)
        known = Handle.objects.filter(kind=handle.kind.value, value=value, scope=handle_scope).first()
        if known is None:
            person_id = same_persons.get(handle) or _person_named(handle)
            if person_id is None:
                person_id = Person.objects.create(name=stored_name(handle.shown)[:200]).pk
            known = Handle.objects.create(kind=handle.kind.value, value=value, scope=handle_scope, person_id=person_id)
        resolved[handle] = known
    return resolved


def _person_named(handle: ParsedHandle) -> int | None:
    """The one person of this full name (two words at least); a first name alone says nothing."""
    if handle.kind is HandleKind.PHONE or len(handle.shown.split()) < 2:
        return None
    found = list(Person.objects.filter(name__iexact=handle.shown).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def link_handle(*, handle: Handle, person: Person) -> Person:
    """Say that a handle is this person's; the person it was taken from, who stays even without handles."""
    before = handle.person
    handle.person = person
    handle.save(update_fields=["person"])
    return before

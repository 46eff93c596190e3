"""Persons of the archive as detectors know them: with every name, number and address it has of them."""

from __future__ import annotations

from archive.importing import HandleKind
from archive.models import Handle, Person
from archive.querysets.persons import PersonQuerySet
from redaction.detecting import KnownPerson


def known_person(person: Person) -> KnownPerson:
    """A person read `with_details`."""
    by_kind: dict[str, list[str]] = {}
    for handle in person.handles.all():
        by_kind.setdefault(handle.kind, []).append(handle.value)
    names = [person.name, *by_kind.get(HandleKind.CONTACT_NAME, ()), *by_kind.get(HandleKind.PUSH_NAME, ())]
    names += [alias.name for alias in person.aliases.all()]
    return KnownPerson(
        person_id=person.pk,
        names=tuple(dict.fromkeys(names)),
        phones=tuple(by_kind.get(HandleKind.PHONE, ())),
        emails=tuple(by_kind.get(HandleKind.EMAIL, ())),
    )


def participants_of(conversation_id: int) -> PersonQuerySet:
    """Who takes part in a conversation."""
    handles = Handle.objects.filter(participations__conversation=conversation_id)
    return Person.objects.with_details().filter(pk__in=handles.order_by().values("person"))


def functionaries() -> PersonQuerySet:
    """Who has, or had, a function: they are spoken of in chats they are not in."""
    return Person.objects.with_details().exclude(functions=None)

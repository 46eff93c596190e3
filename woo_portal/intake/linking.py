"""Saying which name is whose, the log of it, and taking it back.

Linking a name moves the sender of every message under it, in every dossier, to another person; the messages stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.db.models import Count, Q

from archive.identity import link_handle
from archive.models import Capture, Conversation, Handle, Message, Person
from archive.querysets import HandleQuerySet
from woo_portal.accounts.models import User
from woo_portal.audit.events import record, sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.passages import search_again

CANDIDATES = 20
PLACES = 10
HISTORY = 50
"""So many events of a person are shown."""


class LinkChanged(Exception):
    """Somebody linked the name elsewhere since the page was made; the message is Dutch."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the history of a person; `can_undo` when it is the link that holds now."""

    event: Event
    sentence: str
    can_undo: bool


@transaction.atomic
def link(handle_id: int, *, seen: int, person: Person, by: User, undoes: Event | None = None) -> Handle:
    """Say that a name is this person's. `seen` is the id of whose it was on the page.

    Raises `LinkChanged` when it is somebody else's by now, and `Handle.DoesNotExist`.
    """
    handle = Handle.objects.select_for_update(of=("self",)).select_related("person").get(pk=handle_id)
    if handle.person_id == person.pk:
        return handle
    if handle.person_id != seen:
        raise LinkChanged(
            f"«{handle.value}» hoort intussen bij {handle.person.name}. Er is niets gewijzigd; kijk eerst of dat klopt."
        )
    before = link_handle(handle=handle, person=person)
    search_again([before.pk, person.pk])
    record(
        Verb.HANDLE_LINKED,
        by=by,
        subject=handle.value,
        handle=handle.pk,
        value=handle.value,
        from_person=before.pk,
        from_name=before.name,
        to_person=person.pk,
        to_name=person.name,
        undoes=undoes.pk if undoes else None,
    )
    return handle


@transaction.atomic
def link_to_new_person(handle_id: int, *, seen: int, name: str, by: User) -> Handle:
    """Say that a name is of somebody the archive does not know yet; raises as `link` does."""
    return link(handle_id, seen=seen, person=Person.objects.create(name=name), by=by)


def undo(event: Event, *, by: User) -> Handle:
    """Give the name back to whom this link took it from; raises `LinkChanged` when it was linked on since."""
    details = event.details
    person = Person.objects.get(pk=details["from_person"])
    return link(details["handle"], seen=details["to_person"], person=person, by=by, undoes=event)


def candidates(handle: Handle, words: str) -> list[Person]:
    """The persons a name may belong to, the most alike first: who matches `words`, else who shares a word with it."""
    others = Person.objects.exclude(pk=handle.person_id)
    if words:
        found = others.matching(words)
    else:
        shared = Q(pk=None)
        for word in re.findall(r"\w{3,}", handle.value):
            shared |= Q(name__unaccent__icontains=word)
        found = others.filter(shared)
    alike = TrigramSimilarity("name", words or handle.value)
    return list(found.with_details().order_by(alike.desc(), "name", "pk")[:CANDIDATES])


def places_of(handle: Handle) -> list[tuple[Conversation, int]]:
    """The conversations in which exports use this name, with how many messages under it, most first."""
    readable = Message.objects.visible().values("pk")
    used = Capture.objects.filter(sender=handle, message__in=readable).order_by().values_list("message__conversation")
    counts = dict(used.annotate(count=Count("id")).order_by("-count")[:PLACES])
    conversations = Conversation.objects.in_bulk(counts)
    return [(conversations[pk], count) for pk, count in counts.items()]


def history(person: Person, handles: HandleQuerySet) -> list[Entry]:
    """What was recorded about who a person is, newest first; of links those of `handles`, that the reader may know of."""
    about = Q(details__to_person=person.pk) | Q(details__from_person=person.pk) | Q(details__person=person.pk)
    verbs = (Verb.HANDLE_LINKED, Verb.FUNCTION_RECORDED)
    return list(_entries(list(Event.objects.filter(about, verb__in=verbs)[:HISTORY]), handles))


def _entries(events: list[Event], handles: HandleQuerySet) -> Iterator[Entry]:
    links = [event.details["handle"] for event in events if event.verb == Verb.HANDLE_LINKED]
    owners = dict(handles.filter(pk__in=links).values_list("pk", "person_id"))
    known = frozenset(owners)
    for event in events:
        if event.verb == Verb.HANDLE_LINKED and event.details["handle"] not in known:
            continue
        # A name's newest link comes first and is taken out, so that an older one finds no owner.
        owner = owners.pop(event.details["handle"], None) if event.verb == Verb.HANDLE_LINKED else None
        yield Entry(event, sentence(event), can_undo=owner is not None and owner == event.details["to_person"])

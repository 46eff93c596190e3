"""Saying which name is whose, and taking it back.

Linking a name moves the sender of every message under it, in every dossier, to another person; the messages stay.
"""

from __future__ import annotations

import re

from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.db.models import Count, Q

from archive.identity import link_handle, standing
from archive.models import Capture, Conversation, Handle, Message, Person, Source
from archive.querysets.persons import PersonQuerySet
from archive.retention import holds
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.passages import request_all_proposals, search_again

CANDIDATES = 20
PLACES = 10


class LinkChanged(Exception):
    """Somebody linked the name elsewhere since the page was made; the message is Dutch."""


@transaction.atomic
def link(handle_id: int, *, seen: int, person: Person, by: User, undoes: Event | None = None) -> Handle:
    """Say that a name is this person's, or the person's that one was merged into. `seen` is the id of whose it was on the page.

    Raises `LinkChanged` when it is somebody else's by now, and `Handle.DoesNotExist`.
    """
    person = Person.objects.get(pk=standing([person.pk])[person.pk])
    handle = Handle.objects.select_for_update(of=("self",)).select_related("person").get(pk=handle_id)
    if handle.person_id == person.pk:
        return handle
    if handle.person_id != seen:
        raise LinkChanged(
            f"«{handle.value}» hoort intussen bij {handle.person.name}. Er is niets gewijzigd; kijk eerst of dat klopt."
        )
    held = holds.on(handle.person)
    before = link_handle(handle=handle, person=person)
    kept = holds.keep_for((before, person), held)
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
        holds=[hold.pk for hold in kept],
        undoes=undoes.pk if undoes else None,
    )
    request_all_proposals()
    return handle


@transaction.atomic
def link_to_new_person(handle_id: int, *, seen: int, name: str, by: User) -> Handle:
    """Say that a name is of somebody the archive does not know yet; raises as `link` does."""
    return link(handle_id, seen=seen, person=Person.objects.create(name=name), by=by)


def undo(event: Event, *, by: User) -> Handle:
    """Give the name back to whom this link took it from; raises `LinkChanged` when it was linked on since."""
    details = event.details
    before, after = Person.objects.get(pk=details["from_person"]), Person.objects.get(pk=details["to_person"])
    return link(details["handle"], seen=after.standing_id, person=before, by=by, undoes=event)


def candidates(handle: Handle, words: str) -> list[Person]:
    """The persons a name may belong to, the most alike first: who matches `words`, else who shares a word with it."""
    return persons_like(words or handle.value, but=handle.person_id, is_typed=bool(words))


def persons_like(name: str, *, but: int, is_typed: bool) -> list[Person]:
    """The persons but one (id) that a name may mean, the most alike first.

    Who has all its words, in a name or a number, when it was typed to look for somebody; else who shares one with it.
    """
    others = Person.objects.standing().exclude(pk=but)
    if is_typed:
        found = others.matching(name)
    else:
        shared = Q(pk=None)
        for word in re.findall(r"\w{3,}", name):
            shared |= Q(name__unaccent__icontains=word)
        found = others.filter(shared)
    alike = TrigramSimilarity("name", name)
    return list(found.with_details().order_by(alike.desc(), "name", "pk")[:CANDIDATES])


def unidentified_senders(source: Source) -> PersonQuerySet:
    """Who sent a message of a source and of whom nobody has said who it is, by name."""
    used = Capture.objects.filter(source=source).order_by().values("sender")
    handles = Handle.objects.filter(pk__in=used).values("person")
    return Person.objects.standing().unidentified().filter(pk__in=handles).order_by("name", "pk")


def places_of(handle: Handle) -> list[tuple[Conversation, int]]:
    """The conversations in which exports use this name, with how many messages under it, most first."""
    readable = Message.objects.visible().values("pk")
    used = Capture.objects.filter(sender=handle, message__in=readable).order_by().values_list("message__conversation")
    counts = dict(used.annotate(count=Count("id")).order_by("-count")[:PLACES])
    conversations = Conversation.objects.in_bulk(counts)
    return [(conversations[pk], count) for pk, count in counts.items()]

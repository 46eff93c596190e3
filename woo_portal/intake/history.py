"""What was recorded about who a person is, and what of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Coalesce

from archive.models import Person
from archive.querysets.persons import HandleQuerySet
from woo_portal.audit.events import sentence
from woo_portal.audit.models import WHO_IS_WHO, Event, Verb

HISTORY = 50
"""So many events of a person are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the history of a person; `can_undo` when what it did still stands and is the last word on it."""

    event: Event
    sentence: str
    can_undo: bool


def history(person: Person, handles: HandleQuerySet) -> list[Entry]:
    """What was recorded about who a person is, under this name and those it had, newest first.

    Of links, splits and merges those of `handles`, that the reader may know of.
    """
    rows = list(Person.objects.same_as(person.pk).order_by().values_list("pk", flat=True))
    about = Q(details__to_person__in=rows) | Q(details__from_person__in=rows) | Q(details__person__in=rows)
    return list(_entries(list(Event.objects.filter(about, verb__in=WHO_IS_WHO)[:HISTORY]), handles))


@dataclass(slots=True)
class _Now:
    """How things stand: whose each name is, who each person is, and which merges a later one has overtaken."""

    owners: dict[int, int]
    standing: dict[int, int]
    merged_into: dict[int, int | None]
    overtaken: set[int] = field(default_factory=set)

    def can_undo(self, event: Event) -> bool:
        """Whether an event is the last word. Events come newest first: what one has told of, an older one cannot take back."""
        details = event.details
        if event.verb == Verb.FUNCTION_RECORDED:
            return False
        before, after = details["from_person"], details["to_person"]
        if event.verb == Verb.PERSONS_MERGED:
            is_last = before not in self.overtaken
            self.overtaken.add(before)
            return is_last and not details["undoes"] and self.merged_into.get(before) == after
        handles = details["handles"] if event.verb == Verb.PERSON_SPLIT else [details["handle"]]
        owners = {self.owners.pop(handle, None) for handle in handles}
        there = self.standing.get(after, after)
        return there in owners and self.standing.get(before, before) != there


def _names_in(event: Event) -> frozenset[int]:
    """The handles (ids) an event tells of."""
    details = event.details
    return frozenset([details["handle"]] if event.verb == Verb.HANDLE_LINKED else details.get("handles", ()))


def _entries(events: list[Event], handles: HandleQuerySet) -> Iterator[Entry]:
    told = {pk for event in events for pk in _names_in(event)}
    owners = dict(handles.filter(pk__in=told).values_list("pk", "person_id"))
    events = [event for event in events if _names_in(event) <= owners.keys()]
    persons = {event.details.get(key) for event in events for key in ("from_person", "to_person")} - {None}
    known = Person.objects.filter(pk__in=persons).annotate(one=Coalesce("merged_into", "pk"))
    rows = list(known.values_list("pk", "one", "merged_into"))
    now = _Now(
        owners=owners,
        standing={pk: one for pk, one, _ in rows},
        merged_into={pk: merged_into for pk, _, merged_into in rows},
    )
    for event in events:
        yield Entry(event, sentence(event), now.can_undo(event))

"""The questions everybody asks of messages and persons, by their names."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from archive.models import Conversation, Message, Person

LOCAL_ZONE = ZoneInfo("Europe/Amsterdam")
"""Days are days in the Netherlands."""
_STANDING = Coalesce("merged_into", "pk")
"""The id of the person that a row of persons is, or was merged into."""


def start_of_day(day: date) -> datetime:
    """The first instant of a Dutch day, aware."""
    return datetime.combine(day, time.min, tzinfo=LOCAL_ZONE)


def local_day(moment: datetime) -> date:
    """The Dutch day an aware moment falls on."""
    return moment.astimezone(LOCAL_ZONE).date()


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by time, person and conversation."""

    def between(self, first: date | None, last: date | None) -> MessageQuerySet:
        """Sent on the Dutch days from `first` to `last`, both included; an open bound is None."""
        found = self
        if first is not None:
            found = found.filter(sent_at__gte=start_of_day(first))
        if last is not None:
            found = found.filter(sent_at__lt=start_of_day(last + timedelta(days=1)))
        return found

    def on_day(self, day: date) -> MessageQuerySet:
        """Sent on one Dutch day."""
        return self.between(day, day)

    def by_person(self, person: Person | int) -> MessageQuerySet:
        """Sent under any handle of the person; of one that was merged, of the person it was merged into."""
        from archive.models import Person

        known = person if isinstance(person, int) else person.pk
        return self.filter(sender__person=Person.objects.filter(pk=known).order_by().values(one=_STANDING)[:1])

    def in_thread_of(self, message: Message) -> MessageQuerySet:
        """The thread of a message, in the order it was written; the message alone until its thread is set."""
        from archive.models import ThreadPlace

        place = ThreadPlace.objects.filter(message=message).first()
        found = self.filter(pk=message.pk) if place is None else self.filter(place__thread=place.thread)
        return found.order_by("sent_at", "position")

    def in_conversation(self, conversation: Conversation | int) -> MessageQuerySet:
        """Of one conversation, in the order it was written."""
        return self.filter(conversation=conversation).order_by("sent_at", "position")

    def newest_first(self) -> MessageQuerySet:
        """The order of hits: keyset (sent_at, id), both descending."""
        return self.order_by("-sent_at", "-id")

    def with_context(self, message: Message, before: int, after: int) -> list[Message]:
        """The message with up to `before` and `after` neighbours of its conversation, in order."""
        key = Q(sent_at__lt=message.sent_at) | Q(sent_at=message.sent_at, position__lt=message.position)
        chat = self.in_conversation(message.conversation_id)
        earlier = list(chat.filter(key).order_by("-sent_at", "-position")[:before])
        later = list(chat.exclude(key).exclude(pk=message.pk)[:after])
        return [*reversed(earlier), *chat.filter(pk=message.pk), *later]

    def neighbours(self, reach: int) -> dict[int, tuple[list[int], list[int]]]:
        """By message the ids of up to `reach` messages before it and after it in its conversation, both in order."""
        chat = self.model.objects.filter(conversation=OuterRef("conversation")).values("pk")
        tied = Q(sent_at=OuterRef("sent_at"))
        earlier = chat.filter(
            Q(sent_at__lt=OuterRef("sent_at")) | tied & Q(position__lt=OuterRef("position")),
            sent_at__lte=OuterRef("sent_at"),  # redundant, and the bound an index can use
        )
        later = chat.filter(
            Q(sent_at__gt=OuterRef("sent_at")) | tied & Q(position__gt=OuterRef("position")),
            sent_at__gte=OuterRef("sent_at"),
        )
        rows = self.order_by().values_list(
            "pk",
            ArraySubquery(earlier.order_by("-sent_at", "-position")[:reach]),
            ArraySubquery(later.order_by("sent_at", "position")[:reach]),
        )
        return {pk: (before[::-1], after) for pk, before, after in rows}

    def for_reading(self) -> MessageQuerySet:
        """With everything a screen shows of a message, in a fixed number of queries."""
        return self.select_related("conversation", "sender__person").prefetch_related(
            "sender__person__functions", "attachments", "reactions", "versions"
        )


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons with what is known of them."""

    def standing(self) -> PersonQuerySet:
        """Those that are somebody: not another name of a person they were merged into."""
        return self.filter(merged_into=None)

    def same_as(self, person: int) -> PersonQuerySet:
        """The rows that are the same human being as this one (id): the person, and all that were merged into it."""
        standing = self.model.objects.filter(pk=person).values(one=_STANDING)
        return self.filter(Q(pk__in=standing) | Q(merged_into__in=standing))

    def named(self, name: str) -> PersonQuerySet:
        """The persons of exactly this name, case aside; or of whom it was the name before they were merged."""
        rows = self.model.objects.filter(name__iexact=name).values(one=_STANDING)
        return self.filter(pk__in=rows)

    def with_details(self) -> PersonQuerySet:
        """With handles, functions and other names, in a fixed number of queries."""
        from archive.models import Handle

        return self.prefetch_related(
            "functions", "aliases", Prefetch("handles", Handle.objects.order_by("kind", "value"))
        )

    def matching(self, text: str) -> PersonQuerySet:
        """Of whom a name or a handle holds every word of `text`, without regard to case and diacritics.

        A text of digits is a number or a part of one, with or without the Dutch 0 in front: "06 1234" finds +316 1234….
        """
        from archive.models import Handle

        handles = Handle.objects.filter(person=OuterRef("pk"))
        aliases = self.model.objects.filter(merged_into=OuterRef("pk"))
        if number := _digits(text):
            return self.filter(Exists(handles.filter(value__contains=number)))
        found = self
        for word in text.split():
            by_handle = Exists(handles.filter(value__unaccent__icontains=word))
            by_alias = Exists(aliases.filter(name__unaccent__icontains=word))
            found = found.filter(Q(name__unaccent__icontains=word) | by_handle | by_alias)
        return found

    def unidentified(self) -> PersonQuerySet:
        """Whom a source names, but of whom no function is recorded: nobody has said yet who they are."""
        from archive.models import Function, Handle

        person = OuterRef("pk")
        return self.filter(
            Exists(Handle.objects.filter(person=person)), ~Exists(Function.objects.filter(person=person))
        )


def _digits(text: str) -> str:
    """The digits of a text that can only be a telephone number, without what stands before the subscriber's; else ""."""
    if not re.fullmatch(r"[+(]?\d[\d\s()-]{2,}", text.strip()):
        return ""
    return re.sub(r"^(00|0)", "", re.sub(r"\D", "", text))

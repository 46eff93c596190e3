"""The questions everybody asks of messages and persons, by their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.query import ModelIterable

if TYPE_CHECKING:
    from archive.models import Conversation, Message, Person  # noqa: F401  a base class names it as text

LOCAL_ZONE = ZoneInfo("Europe/Amsterdam")
"""Days are days in the Netherlands."""
_FIRST_DAY, _LAST_DAY = date(1, 1, 2), date(9999, 12, 31)
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
_STANDING = Coalesce("merged_into", "pk")
"""The id of the person that a row of persons is, or was merged into."""


def start_of_day(day: date) -> datetime:
    """The first instant of a Dutch day, aware; at an end of the calendar that of the nearest day there is in UTC too."""
    return datetime.combine(min(max(day, _FIRST_DAY), _LAST_DAY), time.min, tzinfo=LOCAL_ZONE)


def end_of_day(day: date) -> datetime:
    """The first instant after a Dutch day, aware; at the end of the calendar as `start_of_day`."""
    return start_of_day(day + timedelta(days=1) if day < _LAST_DAY else _LAST_DAY)


def local_day(moment: datetime) -> date:
    """The Dutch day an aware moment falls on."""
    return moment.astimezone(LOCAL_ZONE).date()


class PrivateMarkQuerySet(models.QuerySet[Any]):
    """Marks by whether they hold and what they cover."""

    def active(self) -> PrivateMarkQuerySet:
        """Not lifted."""
        return self.filter(lifted_at=None)

    def of_whole_conversations(self) -> PrivateMarkQuerySet:
        """Those that make a conversation private, with what is imported into it later."""
        return self.filter(message=None, since=None, until=None)

    def with_counts(self) -> PrivateMarkQuerySet:
        """With `count`: how many messages each covers now."""
        from archive.models import Message

        covered = Message.objects.filter(
            conversation=OuterRef("conversation"),
            pk=Coalesce(OuterRef("message"), F("pk")),
            sent_at__gte=Coalesce(OuterRef("since"), F("sent_at")),
            sent_at__lt=Coalesce(OuterRef("until"), Value(_END_OF_TIME)),
        )
        number = covered.order_by().values("conversation").annotate(number=Count("pk")).values("number")
        return self.annotate(count=Coalesce(Subquery(number, output_field=IntegerField()), 0))

    def on_outer_message(self) -> PrivateMarkQuerySet:
        """For a subquery: those on the message of the query around it, by itself."""
        return self.filter(message=OuterRef("pk"))

    def around_outer_message(self) -> PrivateMarkQuerySet:
        """For a subquery: those on its conversation, or on a period it was sent in."""
        return self.filter(
            Q(since=None) | Q(since__lte=OuterRef("sent_at")),
            Q(until=None) | Q(until__gt=OuterRef("sent_at")),
            message=None,
            conversation=OuterRef("conversation"),
        )


class _ReadableMessages(ModelIterable):
    """Messages as they come from `visible`: one that answers a private message does not tell what that said, or whose it was."""

    def __iter__(self) -> Iterator[Message]:
        for message in super().__iter__():
            if message.hides_quote:
                message.quote_text = message.quote_author = ""
                message.reply_to = None
            yield message


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by time, person and conversation, and by who may read them: see `archive.privacy`."""

    def private(self) -> MessageQuerySet:
        """Those behind a mark that holds."""
        on, around = _marks()
        return self.filter(Q(on) | Q(around))

    def visible(self) -> MessageQuerySet:
        """Those that may be read: whatever shows or counts messages to somebody starts here.

        Each has `hides_quote`: whether it answers a private message, which is then taken out of it.
        """
        on, around = _marks()
        # Apart, so that the database can join each to the marks instead of looking for them message by message.
        found = self.filter(~on, ~around).annotate(hides_quote=_hides_quote())
        found._iterable_class = _ReadableMessages
        return found

    def between(self, first: date | None, last: date | None) -> MessageQuerySet:
        """Sent on the Dutch days from `first` to `last`, both included; an open bound is None."""
        found = self
        if first is not None:
            found = found.filter(sent_at__gte=start_of_day(first))
        if last is not None:
            found = found.filter(sent_at__lt=end_of_day(last))
        return found

    def on_day(self, day: date) -> MessageQuerySet:
        """Sent on one Dutch day."""
        return self.between(day, day)

    def arrived_after(self, number: int) -> MessageQuerySet:
        """Those the archive did not hold yet when the batch of this number was its last; 0 stands for no batch at all."""
        later, earlier = _captured_around(number)
        return self.filter(later, ~earlier)

    def arrived_by(self, number: int) -> MessageQuerySet:
        """All others: those the archive held already when the batch of this number was its last."""
        later, earlier = _captured_around(number)
        return self.filter(~later | earlier)

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
        """By message the ids of up to `reach` messages before it and after it in its conversation, both in order.

        What is private is passed over.
        """
        chat = self.model.objects.visible().filter(conversation=OuterRef("conversation")).values("pk")
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


def _captured_around(number: int) -> tuple[Exists, Exists]:
    """Whether a source that was sealed after the batch of this number holds the message, and whether one until then does."""
    from archive.models import Batch, Capture

    held, sealed = Capture.objects.filter(message=OuterRef("pk")), Batch.objects.order_by()
    return (
        Exists(held.filter(source__in=sealed.filter(number__gt=number).values("run__source"))),
        Exists(held.filter(source__in=sealed.filter(number__lte=number).values("run__source"))),
    )


@cache
def _marks() -> tuple[Exists, Exists]:
    """Whether a mark that holds is on a message by itself, and whether one covers it with others.

    Made once, as what is built on it: a page asks for it many times, and a query never changes an expression it is given.
    """
    from archive.models import PrivateMark

    active = PrivateMark.objects.active()
    return Exists(active.on_outer_message()), Exists(active.around_outer_message())


def quotes_one_of(messages: MessageQuerySet) -> Q:
    """Condition: a message quotes one of these. The one it answers is known, or else it is any of the same conversation of
    which a version begins with what is quoted. Apps cut a long quote off and add an ellipsis.
    """
    answered = messages.filter(pk=OuterRef("reply_to"))
    beginning = models.Func(OuterRef("quote_text"), Value(" .…"), function="RTRIM", output_field=models.TextField())
    alike = messages.filter(
        Q(text__startswith=beginning) | Q(versions__text__startswith=beginning), conversation=OuterRef("conversation")
    )
    known = Q(reply_to__isnull=False) & Q(Exists(answered))
    return known | (Q(reply_to__isnull=True) & ~Q(quote_text="") & Q(Exists(alike)))


@cache
def _hides_quote() -> ExpressionWrapper:
    """Whether a message quotes a private one."""
    from archive.models import Message

    return ExpressionWrapper(quotes_one_of(Message.objects.private()), output_field=BooleanField())


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations by who may read them, with what there is to read."""

    def visible(self) -> ConversationQuerySet:
        """Those that are not private as a whole. What is private in them is not counted by `with_counts`."""
        from archive.models import PrivateMark

        marks = PrivateMark.objects.active().of_whole_conversations()
        return self.filter(~Exists(marks.filter(conversation=OuterRef("pk"))))

    def private(self) -> ConversationQuerySet:
        """Those that are private as a whole."""
        from archive.models import PrivateMark

        marks = PrivateMark.objects.active().of_whole_conversations()
        return self.filter(Exists(marks.filter(conversation=OuterRef("pk"))))

    def with_counts(self) -> ConversationQuerySet:
        """With `shown_count`, `shown_first` and `shown_last` of what may be read, and `private_count` of what may not."""
        from archive.models import Message, PrivateMark

        marked = Exists(PrivateMark.objects.active().filter(conversation=OuterRef("pk")))
        chat = Message.objects.filter(conversation=OuterRef("pk")).order_by()
        private = chat.private().values("conversation").annotate(number=Count("pk")).values("number")
        shown = chat.visible().values("sent_at")
        return self.annotate(
            private_count=Case(
                When(marked, then=Coalesce(Subquery(private), 0)), default=0, output_field=IntegerField()
            ),
            shown_count=F("message_count") - F("private_count"),
            shown_first=Case(When(marked, then=Subquery(shown.order_by("sent_at")[:1])), default=F("first_at")),
            shown_last=Case(When(marked, then=Subquery(shown.order_by("-sent_at")[:1])), default=F("last_at")),
        )


class HandleQuerySet(models.QuerySet[Any]):
    """Handles by who may know of them."""

    def visible(self) -> HandleQuerySet:
        """Those that are not used in private conversations alone, and were not when these were destroyed."""
        from archive.models import Conversation, Participant

        parts = Participant.objects.filter(handle=OuterRef("pk"))
        open_parts = parts.filter(conversation__in=Conversation.objects.visible())
        return self.filter(Exists(open_parts) | Q(~Exists(parts), was_hidden=False))


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons with what is known of them."""

    def visible(self) -> PersonQuerySet:
        """Those who are known from more than private conversations: from another one, a function, or their phone."""
        from archive.models import Conversation, Function, Handle, Participant, Source

        hidden = Handle.objects.filter(person=OuterRef("pk"), was_hidden=True)
        parts = Participant.objects.filter(handle__person=OuterRef("pk"))
        open_parts = parts.filter(conversation__in=Conversation.objects.visible())
        known = Exists(Function.objects.filter(person=OuterRef("pk"))) | Exists(
            Source.objects.filter(holder=OuterRef("pk"))
        )
        return self.filter(Exists(open_parts) | Q(~Exists(parts), ~Exists(hidden)) | known)

    def standing(self) -> PersonQuerySet:
        """Those that are somebody: not another name of a person they were merged into."""
        return self.filter(merged_into=None)

    def who_are(self, persons: Collection[int]) -> QuerySet[Any, int]:
        """For a subquery: the ids of the persons that these rows (ids) are, or were merged into."""
        return self.model.objects.filter(pk__in=persons).order_by().values_list(_STANDING, flat=True)

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

        return self._with_details(Handle.objects.all(), self.model.objects.all())

    def with_visible_details(self) -> PersonQuerySet:
        """As `with_details`, without the handles that only private conversations know, and the names merged with them."""
        from archive.models import Handle

        return self._with_details(Handle.objects.visible(), self.model.objects.visible_names())

    def visible_names(self) -> PersonQuerySet:
        """Of persons that were merged those whose name is not the name of a private handle of who they are now."""
        from archive.models import Handle

        hidden = Handle.objects.exclude(pk__in=Handle.objects.visible().values("pk"))
        return self.filter(~Exists(hidden.filter(person=OuterRef("merged_into"), value=OuterRef("name"))))

    def _with_details(self, handles: HandleQuerySet, aliases: PersonQuerySet) -> PersonQuerySet:
        return self.prefetch_related(
            "functions", Prefetch("aliases", aliases), Prefetch("handles", handles.order_by("kind", "value"))
        )

    def matching(self, text: str) -> PersonQuerySet:
        """Of whom a name or a handle holds every word of `text`, without regard to case and diacritics.

        A text of digits is a number or a part of one, with or without the Dutch 0 in front: "06 1234" finds +316 1234….
        """
        from archive.models import Handle

        return self._matching(text, Handle.objects.all(), self.model.objects.all())

    def matching_visibly(self, text: str) -> PersonQuerySet:
        """As `matching`, by what `with_visible_details` tells of them."""
        from archive.models import Handle

        return self._matching(text, Handle.objects.visible(), self.model.objects.visible_names())

    def _matching(self, text: str, known: HandleQuerySet, names: PersonQuerySet) -> PersonQuerySet:
        handles = known.filter(person=OuterRef("pk"))
        aliases = names.filter(merged_into=OuterRef("pk"))
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


class DestructionQuerySet(models.QuerySet[Any]):
    """Destructions with what is on their lists."""

    def with_totals(self) -> DestructionQuerySet:
        """With `total`: how many messages are on each list."""
        return self.annotate(total=Coalesce(Sum("lines__messages"), 0))


def _digits(text: str) -> str:
    """The digits of a text that can only be a telephone number, without what stands before the subscriber's; else ""."""
    if not re.fullmatch(r"[+(]?\d[\d\s()-]{2,}", text.strip()):
        return ""
    return re.sub(r"^(00|0)", "", re.sub(r"\D", "", text))

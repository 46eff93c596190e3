"""Messages, and which of them may be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.db.models.query import ModelIterable

from archive.days import end_of_day, start_of_day

if TYPE_CHECKING:
    from archive.models import Conversation, Message


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

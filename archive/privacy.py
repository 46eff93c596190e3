"""Business or private: marking what is no business of the State, before it is searched or read, and lifting a mark.

What is behind a mark is counted and not shown; `MessageQuerySet.visible` is what everybody reads through, and the search
index holds nothing of it. A message stays as it is, and stays in the archive: only a destruction takes it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from archive.models import Capture, Conversation, Message, MessageIndex, PrivateMark
from archive.querysets import MessageQuerySet, local_day, quotes_one_of, start_of_day
from archive.search.index import index_messages
from archive.standstill import have_to_oneself


@dataclass(frozen=True, slots=True)
class Scope:
    """What is marked in a conversation: some messages (ids), Dutch days from first to last, or all of it when all is empty.

    Of a period one side may be open.
    """

    conversation: int
    messages: tuple[int, ...] = ()
    first_day: date | None = None
    last_day: date | None = None


class NothingToMark(Exception):
    """The scope holds no message that is not private already."""


def in_scope(scope: Scope) -> MessageQuerySet:
    """The messages a scope covers now, private ones included."""
    chat = Message.objects.filter(conversation=scope.conversation)
    return chat.filter(pk__in=scope.messages) if scope.messages else chat.between(scope.first_day, scope.last_day)


def covered_by(mark: PrivateMark) -> MessageQuerySet:
    """The messages a mark covers now, in the order they were written."""
    chat = Message.objects.in_conversation(mark.conversation_id)
    if mark.message_id is not None:
        return chat.filter(pk=mark.message_id)
    if mark.since is not None:
        chat = chat.filter(sent_at__gte=mark.since)
    return chat.filter(sent_at__lt=mark.until) if mark.until is not None else chat


def days_of(mark: PrivateMark) -> tuple[date | None, date | None]:
    """The Dutch days of a mark on a period, both included; an open side is None."""
    first = local_day(mark.since) if mark.since else None
    last = local_day(mark.until - timedelta(microseconds=1)) if mark.until else None
    return first, last


@transaction.atomic
def mark(scope: Scope, *, reason: str, by: str, said_by: str = "") -> Sequence[PrivateMark]:
    """Mark what is in the scope; a mark for each message when messages are named. Raises `NothingToMark`.

    A period or a whole conversation also covers what is imported into it later.
    """
    have_to_oneself()
    covered = in_scope(scope)
    if not covered.visible().exists():
        raise NothingToMark
    facts = {"conversation_id": scope.conversation, "reason": reason, "by": by, "said_by": said_by}
    if scope.messages:
        fresh = covered.visible().order_by("sent_at", "position").values_list("pk", flat=True)
        marks = [PrivateMark(message_id=pk, **facts) for pk in fresh]
    else:
        since = start_of_day(scope.first_day) if scope.first_day else None
        until = start_of_day(scope.last_day + timedelta(days=1)) if scope.last_day else None
        marks = [PrivateMark(since=since, until=until, **facts)]
    PrivateMark.objects.bulk_create(marks)
    MessageIndex.objects.filter(message__in=covered.values("pk")).delete()
    return marks


@transaction.atomic
def lift(mark: PrivateMark, *, reason: str, by: str) -> None:
    """End a mark; what no other mark covers can be read and found again. A mark that is lifted already stays as it is."""
    have_to_oneself()
    locked = PrivateMark.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=mark.pk)
    if locked.lifted_at is not None:
        return
    locked.lifted_at, locked.lifted_by, locked.lift_reason = timezone.now(), by, reason
    locked.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    index_messages(locked.conversation)


def quoting(messages: MessageQuerySet) -> MessageQuerySet:
    """The messages that quote any of these."""
    return Message.objects.filter(quotes_one_of(messages.order_by()))


def private_total() -> int:
    """How many messages of the archive are behind a mark."""
    marked = PrivateMark.objects.active().values("conversation")
    return Message.objects.private().filter(conversation__in=marked).count()


def private_in(conversation: Conversation) -> int:
    """How many messages of a conversation are behind a mark."""
    return Message.objects.private().filter(conversation=conversation).count()


def private_per_source(sources: Sequence[int]) -> Mapping[int, int]:
    """How many private messages each of these sources (ids) holds; those that hold none are left out."""
    marked = Message.objects.private().filter(conversation__in=PrivateMark.objects.active().values("conversation"))
    held = Capture.objects.filter(source__in=sources, message__in=marked.values("pk")).order_by()
    return dict(held.values_list("source").annotate(number=Count("pk")))


def wholly_private(sources: Sequence[int]) -> frozenset[int]:
    """Which of these sources (ids) hold messages and none that may be read: even their names tell who wrote with whom."""
    some = private_per_source(sources)
    readable = Capture.objects.filter(source=OuterRef("source"), message__in=Message.objects.visible().values("pk"))
    found = Capture.objects.filter(~Exists(readable), source__in=list(some)).order_by().values_list("source", flat=True)
    return frozenset(found.distinct())

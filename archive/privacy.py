"""Business or private: marking what is no business of the State, before it is searched or read, and lifting a mark.

What is behind a mark is counted and not shown; `MessageQuerySet.visible` is what everybody reads through, and the search
index holds nothing of it. A message stays as it is, and stays in the archive: only a destruction takes it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Lower, StrIndex
from django.utils import timezone

from archive.captures.comparing import count_differences
from archive.days import end_of_day, local_day, start_of_day
from archive.models import (
    Capture,
    Conversation,
    DestroyedCapture,
    DestroyedPrivate,
    Handle,
    ImportRun,
    ImportState,
    Message,
    PrivateMark,
    Source,
)
from archive.querysets.messages import MessageQuerySet, quotes_one_of
from archive.search.index import index_messages, remove_private, remove_rows
from archive.search.vocabulary import settle
from archive.standstill import have_to_oneself

TWIN = "Hetzelfde bericht staat op een andere telefoon met een andere tekst; dat is als privé gemarkeerd."
"""Why the twin of a private message is private."""
_MARKED_ALONG = "het portaal"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is marked in a conversation: some messages (ids), Dutch days from first to last, or all of it when all is empty.

    Of a period one side may be open.
    """

    conversation: int
    messages: tuple[int, ...] = ()
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was made private for the time being: how many messages, and the marks that cover them."""

    messages: int
    marks: Sequence[PrivateMark]


class NothingToMark(Exception):
    """Whatever the scope holds is marked already."""


def in_scope(scope: Scope) -> MessageQuerySet:
    """The messages a scope covers now, private ones included, and these as another phone has them (see `Message.twin`)."""
    chat = Message.objects.filter(conversation=scope.conversation)
    chosen = chat.filter(pk__in=scope.messages) if scope.messages else chat.between(scope.first_day, scope.last_day)
    if beside := _twins_of(chosen):
        return chat.filter(Q(pk__in=chosen.values("pk")) | Q(pk__in=beside))
    return chosen


def _twins_of(messages: MessageQuerySet) -> set[int]:
    """The twins of these messages, and theirs (ids); those among them included."""
    found: set[int] = set()
    chat = Message.objects.order_by()
    more = chat.filter(Q(twin__in=messages.order_by().values("pk")) | Q(twins__in=messages.order_by().values("pk")))
    fresh = set(more.values_list("pk", flat=True))
    while fresh := fresh - found:
        found |= fresh
        fresh = set(chat.filter(Q(twin__in=fresh) | Q(twins__in=fresh)).values_list("pk", flat=True))
    return found


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

    The marks come back, with those on messages beside the scope that another phone has with another text.

    A period or a whole conversation also covers what is imported into it later. A message behind a wider mark can be marked
    by itself as well: it then stays private when the wide one is lifted.
    """
    have_to_oneself()
    covered = in_scope(scope)
    marked = PrivateMark.objects.active().exclude(message=None).values("message")
    fresh = covered.exclude(pk__in=marked) if scope.messages else covered.visible()
    if not fresh.exists():
        raise NothingToMark
    facts = {"conversation_id": scope.conversation, "reason": reason, "by": by, "said_by": said_by}
    if scope.messages:
        ids = fresh.order_by("sent_at", "position").values_list("pk", flat=True)
        marks = [PrivateMark(message_id=pk, **facts) for pk in ids]
    else:
        since = start_of_day(scope.first_day) if scope.first_day else None
        until = end_of_day(scope.last_day) if scope.last_day else None
        marks = [PrivateMark(since=since, until=until, **facts)]
    PrivateMark.objects.bulk_create(marks)
    conversation = Conversation.objects.get(pk=scope.conversation)
    marks += _cover(conversation, covered.visible())
    remove_private(Message.objects.filter(conversation=conversation))
    settle()
    count_differences(conversation.pk)
    return marks


def cover_twins(conversation: Conversation, source: Source) -> list[PrivateMark]:
    """Mark what an import added to a conversation and is a private message as another phone has it, edited or deleted there.

    What somebody lifted stays as it is: only what this source alone holds is looked at. The marks that were made.
    """
    if conversation.private_marks.active().exists():
        others = Capture.objects.filter(message=OuterRef("pk")).exclude(source=source)
        added = conversation.messages.visible().filter(~Exists(others), captures__source=source)
        return _cover(conversation, added)
    return []


def _cover(conversation: Conversation, messages: MessageQuerySet) -> list[PrivateMark]:
    """Mark those of these messages that are twins of private ones by themselves, until none is left; these marks."""
    made: list[PrivateMark] = []
    while True:
        hidden = Message.objects.private().filter(conversation=conversation)
        beside = messages.filter(Q(twin__in=hidden.values("pk")) | Q(pk__in=hidden.exclude(twin=None).values("twin")))
        ids = list(beside.order_by("pk").values_list("pk", flat=True))
        if not ids:
            return made
        facts = {"conversation": conversation, "reason": TWIN, "by": _MARKED_ALONG}
        made += PrivateMark.objects.bulk_create(PrivateMark(message_id=pk, **facts) for pk in ids)


def as_logged(marks: Iterable[PrivateMark]) -> list[list[int | None]]:
    """What a log keeps of marks, by which one that is removed is missed: number, message (None when on more) and conversation."""
    return [[mark.pk, mark.message_id, mark.conversation_id] for mark in marks]


def held_by(source: Source) -> MessageQuerySet:
    """The messages that a source holds, private ones included."""
    return Message.objects.filter(captures__source=source)


@transaction.atomic
def hide_new(source: Source, *, except_for: Collection[int], reason: str, by: str, said_by: str) -> Hidden:
    """Make private what only this source brought into the archive, until a person has looked at it.

    `except_for` are messages (ids) that stay as they are.

    A conversation that is all new becomes private as a whole, of others the moments at which everything is new.
    """
    have_to_oneself()
    others = Capture.objects.filter(message=OuterRef("pk")).exclude(source=source)
    new = held_by(source).filter(~Exists(others)).exclude(pk__in=except_for)
    facts = {"reason": reason, "by": by, "said_by": said_by}
    marks: list[PrivateMark] = []
    for conversation in new.order_by().values_list("conversation", flat=True).distinct():
        marks += _marks_on(conversation, set(new.filter(conversation=conversation).values_list("pk", flat=True)), facts)
    PrivateMark.objects.bulk_create(marks, batch_size=1000)
    remove_rows(list(new.values_list("pk", flat=True)))
    settle()
    for conversation in {mark.conversation_id for mark in marks}:
        count_differences(conversation)
    return Hidden(new.count(), marks)


def _marks_on(conversation: int, new: set[int], facts: Mapping[str, str]) -> Iterator[PrivateMark]:
    """As few marks as cover these messages of a conversation and no other."""
    rows = Message.objects.filter(conversation=conversation).order_by("sent_at").values_list("sent_at", "pk")
    moments = [(at, [pk for _, pk in group]) for at, group in groupby(rows, key=lambda row: row[0])]
    for is_new, stretch in groupby(moments, key=lambda moment: new.issuperset(moment[1])):
        found = list(stretch)
        if is_new and len(found) == len(moments):
            yield PrivateMark(conversation_id=conversation, **facts)
        elif is_new:
            until = found[-1][0] + timedelta(microseconds=1)
            yield PrivateMark(conversation_id=conversation, since=found[0][0], until=until, **facts)
        else:
            ids = (pk for _, group in found for pk in group if pk in new)
            yield from (PrivateMark(conversation_id=conversation, message_id=pk, **facts) for pk in ids)


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
    settle()
    count_differences(locked.conversation_id)


def private_messages() -> MessageQuerySet:
    """All messages behind a mark that holds, in no order: for comparing with what is shown, and to be shown to nobody."""
    marked = PrivateMark.objects.active().values("conversation")
    return Message.objects.private().filter(conversation__in=marked).order_by()


def private_since(moment: datetime) -> MessageQuerySet:
    """Those of `private_messages` that a mark covers which was made since a moment, or that were read since from a file."""
    marks = PrivateMark.objects.active().filter(at__gte=moment)
    read = Capture.objects.filter(message=OuterRef("pk"), source__runs__finished_at__gte=moment)
    is_marked = Q(Exists(marks.on_outer_message())) | Q(Exists(marks.around_outer_message()))
    return private_messages().filter(is_marked | Q(Exists(read)))


def quoting_private(messages: MessageQuerySet) -> MessageQuerySet:
    """Those of these messages that quote a private one of their chat."""
    return messages.filter(quotes_one_of(Message.objects.private().order_by()))


def quoting(messages: MessageQuerySet) -> MessageQuerySet:
    """The messages that quote any of these."""
    return Message.objects.filter(quotes_one_of(messages.order_by()))


def quoted_in(message: Message) -> MessageQuerySet:
    """What a message quotes: the message it answers, or where that is not known all that it may be."""
    if message.reply_to_id is not None:
        return Message.objects.filter(pk=message.reply_to_id)
    beginning = message.quote_text.rstrip(" .…")
    begins = Q(text__startswith=beginning) | Q(versions__text__startswith=beginning)
    found = Message.objects.filter(begins, conversation=message.conversation_id)
    return found if message.quote_text else found.none()


def private_total() -> int:
    """How many messages of the archive are behind a mark."""
    return private_messages().count()


def private_per_source(sources: Sequence[int]) -> Mapping[int, int]:
    """How many private messages each of these sources (ids) holds, or held until they were destroyed; the others are left
    out.
    """
    held = Capture.objects.filter(source__in=sources, message__in=private_messages().values("pk")).order_by()
    total: Counter[int] = Counter()
    there = held.values_list("source").annotate(number=Count("pk"))
    for source, number in there.union(_destroyed_private(sources), all=True):
        total[source] += number
    return total


def _destroyed_private(sources: Collection[int]) -> QuerySet[Any, Any]:
    gone = DestroyedPrivate.objects.filter(source__in=sources).order_by()
    return gone.values_list("source").annotate(number=Sum("messages"))


def unread_and_private(sources: Sequence[int]) -> frozenset[int]:
    """Which of these sources (ids) nothing was read of yet, so that nobody could mark it, and which are not to be named before:
    it was asked that nobody sees what is new in them, or they are called after what is private.
    """
    inside = StrIndex(Lower(OuterRef("file_name")), Lower("named"))
    chats = Conversation.objects.private().annotate(named=F("title"))
    names = Handle.objects.filter(was_hidden=True).annotate(named=F("value"))
    called_after = [
        Exists(rows.annotate(inside=inside).filter(inside__gt=0).exclude(named="")) for rows in (chats, names)
    ]
    asked = Exists(ImportRun.objects.filter(source=OuterRef("pk"), hides_new=True))
    read = Exists(ImportRun.objects.filter(source=OuterRef("pk"), state=ImportState.DONE))
    found = Source.objects.filter(~read, asked | called_after[0] | called_after[1], pk__in=sources)
    return frozenset(found.values_list("pk", flat=True))


def wholly_private(sources: Sequence[int]) -> frozenset[int]:
    """Which of these sources (ids) hold messages and none that may be read, and held no such until they were destroyed: even
    their names tell who wrote with whom.
    """
    some = list(private_per_source(sources))
    readable = Capture.objects.filter(source=OuterRef("pk"), message__in=Message.objects.visible().values("pk"))
    found = Source.objects.filter(~Exists(readable), pk__in=some).values_list("pk", flat=True)
    gone = DestroyedCapture.objects.filter(source__in=some).order_by().values_list("source")
    gone_openly = Counter(dict(gone.annotate(number=Count("pk")))) - Counter(dict(_destroyed_private(some)))
    return frozenset(found) - gone_openly.keys()

"""A conversation as it is read: a window of messages in order, the days between them, and which phones hold each."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db.models import Count, Max, Min, Prefetch, Sum

from archive.models import Capture, Conversation, Message, Person, Source
from archive.querysets import MessageQuerySet, local_day, start_of_day
from woo_portal.presentation import keyset

AS_WRITTEN = keyset.Order(("sent_at", "position"))
PAGE = 100
ABOVE = 15
"""So many messages stand above the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message as shown. `day` is its Dutch day when it is the first of that day in the window, else None.

    `missing_on` are the phones that lack it though their exports reach from before it to after it, and `private_before` is
    how many private messages stand between it and the one above.
    """

    message: Message
    day: date | None
    sender: str
    function: str
    captures: tuple[Capture, ...]
    missing_on: tuple[str, ...]
    private_before: int


@dataclass(frozen=True, slots=True)
class Phone:
    """A source that holds messages of a conversation: how many, and from when to when."""

    source_id: int
    label: str
    count: int
    first: datetime
    last: datetime


def phones(conversation: Conversation) -> list[Phone]:
    """The sources that hold the conversation, in the order they came in."""
    chat = Message.objects.visible().filter(conversation=conversation)
    held = Capture.objects.filter(message__in=chat.values("pk")).order_by().values_list("source")
    facts = {
        pk: tuple(rest)
        for pk, *rest in held.annotate(count=Count("id"), first=Min("sent_at"), last=Max("sent_at")).values_list(
            "source", "count", "first", "last"
        )
    }
    sources = Source.objects.filter(pk__in=facts).select_related("holder").order_by("pk")
    return [Phone(source.pk, _phone_of(source), *facts[source.pk]) for source in sources]


def _phone_of(source: Source) -> str:
    return f"telefoon van {source.holder.name}" if source.holder else f"onbekende telefoon («{source.file_name}»)"


def participants(conversation: Conversation) -> list[tuple[Person, int]]:
    """Who takes part, under whatever names, with how many messages that may be read; who wrote most comes first."""
    part = conversation.participants.order_by().values("handle__person").annotate(count=Sum("message_count"))
    counts = Counter(dict(part.values_list("handle__person", "count")))
    private = Message.objects.private().filter(conversation=conversation).exclude(sender=None).order_by()
    counts.subtract(dict(private.values_list("sender__person").annotate(count=Count("pk"))))
    persons = Person.objects.in_bulk(counts)
    return [(persons[pk], count) for pk, count in counts.most_common()]


Window = keyset.Page[Message]


def window(conversation: Conversation, parameters: Mapping[str, str]) -> Window:
    """The messages that `na` or `voor` in an address ask for; without these, the first."""
    return keyset.page(_messages(conversation), AS_WRITTEN, parameters, size=PAGE)


def window_from(conversation: Conversation, first: Message, kept: Mapping[str, str]) -> Window:
    """The messages from `first` on. `kept` stays in the addresses of the pages around them."""
    return keyset.page_from(_messages(conversation), AS_WRITTEN, first, kept, size=PAGE, inclusive=True)


def window_around(conversation: Conversation, message: Message, kept: Mapping[str, str]) -> Window:
    """The messages from a few above `message` on."""
    chat = Message.objects.visible().filter(conversation=conversation)
    above = chat.filter(AS_WRITTEN.beyond(message, backwards=True)).order_by(*AS_WRITTEN.names(backwards=True))
    return window_from(conversation, [message, *above[:ABOVE]][-1], kept)


def window_on(conversation: Conversation, day: date, kept: Mapping[str, str]) -> Window:
    """The messages from a Dutch day on; the last ones when it lies after them."""
    chat = Message.objects.visible().filter(conversation=conversation, sent_at__gte=start_of_day(day))
    first = chat.order_by(*AS_WRITTEN.names()).first()
    return window_at_the_end(conversation, kept) if first is None else window_from(conversation, first, kept)


def window_at_the_end(conversation: Conversation, kept: Mapping[str, str]) -> Window:
    """The last messages."""
    return keyset.last_page(_messages(conversation), AS_WRITTEN, kept, size=PAGE)


def _messages(conversation: Conversation) -> MessageQuerySet:
    captures = Capture.objects.select_related("source__holder", "sender").order_by("source", "first_unit")
    chat = Message.objects.visible().filter(conversation=conversation).for_reading()
    return chat.prefetch_related(Prefetch("captures", captures))


def private_around(conversation: Conversation, page: Window) -> list[int]:
    """How many private messages stand before each message of the page, and as the last one how many after all of them.

    What stands between two pages is counted on the second.
    """
    rows = page.rows
    if not conversation.private_marks.active().exists():
        return [0] * (len(rows) + 1)
    hidden = Message.objects.private().filter(conversation=conversation)
    if rows and page.previous_url:
        visible = Message.objects.visible().filter(conversation=conversation)
        before = visible.filter(AS_WRITTEN.beyond(rows[0], backwards=True))
        if last_seen := before.order_by(*AS_WRITTEN.names(backwards=True)).first():
            hidden = hidden.filter(AS_WRITTEN.beyond(last_seen))
    if rows and page.next_url:
        hidden = hidden.filter(AS_WRITTEN.beyond(rows[-1], backwards=True))
    keys = list(hidden.order_by(*AS_WRITTEN.names()).values_list("sent_at", "position"))
    bounds = [0, *(bisect_left(keys, (row.sent_at, row.position)) for row in rows), len(keys)]
    return [until - since for since, until in pairwise(bounds)]


def lines(messages: Iterable[Message], held_by: Sequence[Phone], private: Sequence[int]) -> list[Line]:
    """The messages with what is said around them; `held_by` are the phones of the conversation, `private` is how many
    private messages stand before each (see `private_around`).
    """
    shown = []
    last_day = None
    for message, hidden in zip(messages, private, strict=False):
        day = local_day(message.sent_at)
        person = message.sender.person if message.sender else None
        function = person.function_at(day) if person else None
        captures = tuple(message.captures.all())
        shown.append(
            Line(
                message=message,
                day=day if day != last_day else None,
                sender=person.name if person else "",
                function=function.title if function else "",
                captures=captures,
                missing_on=_missing_on(message, captures, held_by),
                private_before=hidden,
            )
        )
        last_day = day
    return shown


def _missing_on(message: Message, captures: Sequence[Capture], held_by: Sequence[Phone]) -> tuple[str, ...]:
    """A system line differs from phone to phone ("Je hebt …", "Kofi heeft …"), so of those nothing is said."""
    if message.is_system:
        return ()
    holding = {capture.source_id for capture in captures}
    return tuple(
        phone.label
        for phone in held_by
        if phone.source_id not in holding and phone.first < message.sent_at < phone.last
    )

"""A conversation as it is read: a window of messages in order, the days between them, and which phones hold each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Prefetch, Sum

from archive.models import Capture, Conversation, Message, Person, Source
from archive.querysets import MessageQuerySet, local_day, start_of_day
from woo_portal.intake.shown_attachments import ShownAttachment, shown_attachments
from woo_portal.presentation import keyset

AS_WRITTEN = keyset.Order(("sent_at", "position"))
PAGE = 100
ABOVE = 15
"""So many messages stand above the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message as shown. `day` is its Dutch day when it is the first of that day in the window, else None.

    `missing_on` are the phones that lack it though their exports reach from before it to after it.
    """

    message: Message
    day: date | None
    sender: str
    function: str
    captures: tuple[Capture, ...]
    attachments: tuple[ShownAttachment, ...]
    missing_on: tuple[str, ...]


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
    held = Capture.objects.filter(message__conversation=conversation).order_by().values_list("source")
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
    """Who takes part, under whatever names, with how many messages; who wrote most comes first."""
    part = conversation.participants.values("handle__person").annotate(count=Sum("message_count")).order_by("-count")
    counts = dict(part.values_list("handle__person", "count"))
    persons = Person.objects.in_bulk(counts)
    return [(persons[pk], count) for pk, count in counts.items()]


Window = keyset.Page[Message]


def window(conversation: Conversation, parameters: Mapping[str, str]) -> Window:
    """The messages that `na` or `voor` in an address ask for; without these, the first."""
    return keyset.page(_messages(conversation), AS_WRITTEN, parameters, size=PAGE)


def window_from(conversation: Conversation, first: Message, kept: Mapping[str, str]) -> Window:
    """The messages from `first` on. `kept` stays in the addresses of the pages around them."""
    return keyset.page_from(_messages(conversation), AS_WRITTEN, first, kept, size=PAGE, inclusive=True)


def window_around(conversation: Conversation, message: Message, kept: Mapping[str, str]) -> Window:
    """The messages from a few above `message` on."""
    chat = Message.objects.filter(conversation=conversation)
    above = chat.filter(AS_WRITTEN.beyond(message, backwards=True)).order_by(*AS_WRITTEN.names(backwards=True))
    return window_from(conversation, [message, *above[:ABOVE]][-1], kept)


def window_on(conversation: Conversation, day: date, kept: Mapping[str, str]) -> Window:
    """The messages from a Dutch day on; the last ones when it lies after them."""
    chat = Message.objects.filter(conversation=conversation, sent_at__gte=start_of_day(day))
    first = chat.order_by(*AS_WRITTEN.names()).first()
    return window_at_the_end(conversation, kept) if first is None else window_from(conversation, first, kept)


def window_at_the_end(conversation: Conversation, kept: Mapping[str, str]) -> Window:
    """The last messages."""
    return keyset.last_page(_messages(conversation), AS_WRITTEN, kept, size=PAGE)


def _messages(conversation: Conversation) -> MessageQuerySet:
    captures = Capture.objects.select_related("source__holder", "sender").order_by("source", "first_unit")
    chat = Message.objects.filter(conversation=conversation).for_reading()
    return chat.prefetch_related(Prefetch("captures", captures))


def lines(messages: Sequence[Message], held_by: Sequence[Phone]) -> list[Line]:
    """The messages with what is said around them; `held_by` are the phones of the conversation."""
    shown = []
    attachments = shown_attachments(messages)
    last_day = None
    for message in messages:
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
                attachments=attachments[message.pk],
                missing_on=_missing_on(message, captures, held_by),
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

"""A conversation as it is read: a window of messages in order, the days between them, and which phones hold each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch

from archive.models import Capture, Conversation, Message, Source
from archive.querysets import MessageQuerySet, local_day, start_of_day
from woo_portal.presentation import keyset

AS_WRITTEN = keyset.Order(("sent_at", "position"))
PAGE = 100
ABOVE = 15
"""So many messages stand above the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message as shown. `day` is its Dutch day when it is the first of that day in the window, else None."""

    message: Message
    day: date | None
    sender: str
    function: str
    captures: tuple[Capture, ...]
    only_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phone:
    """A source that holds messages of a conversation, and how many."""

    source: Source
    count: int

    @property
    def label(self) -> str:
        """Whose phone it is, in words."""
        return phone_of(self.source)


def phone_of(source: Source) -> str:
    """The phone a source came from, in words."""
    return f"telefoon van {source.holder.name}" if source.holder else f"onbekende telefoon («{source.file_name}»)"


def phones(conversation: Conversation) -> list[Phone]:
    """The sources that hold the conversation, in the order they came in."""
    counts = dict(
        Capture.objects.filter(message__conversation=conversation)
        .order_by()
        .values_list("source")
        .annotate(count=Count("id"))
    )
    sources = Source.objects.filter(pk__in=counts).select_related("holder").order_by("pk")
    return [Phone(source, counts[source.pk]) for source in sources]


def window(conversation: Conversation, parameters: Mapping[str, str]) -> keyset.Page[Message]:
    """The messages that `na` or `voor` in an address ask for; without these, the first."""
    return keyset.page(_messages(conversation), AS_WRITTEN, parameters, size=PAGE)


def window_around(conversation: Conversation, message: Message) -> keyset.Page[Message]:
    """The messages from a few above `message` on."""
    chat = Message.objects.filter(conversation=conversation)
    above = chat.filter(AS_WRITTEN.beyond(message, backwards=True)).order_by(*AS_WRITTEN.names(backwards=True))
    start = list(above[:ABOVE])[-1:] or [message]
    return keyset.page_from(_messages(conversation), AS_WRITTEN, start[0], {}, size=PAGE, inclusive=True)


def window_on(conversation: Conversation, day: date) -> keyset.Page[Message]:
    """The messages from a Dutch day on; the last ones when it lies after them."""
    chat = Message.objects.filter(conversation=conversation, sent_at__gte=start_of_day(day))
    first = chat.order_by(*AS_WRITTEN.names()).first()
    if first is None:
        return window_at_the_end(conversation)
    return keyset.page_from(_messages(conversation), AS_WRITTEN, first, {}, size=PAGE, inclusive=True)


def window_at_the_end(conversation: Conversation) -> keyset.Page[Message]:
    """The last messages."""
    return keyset.last_page(_messages(conversation), AS_WRITTEN, {}, size=PAGE)


def _messages(conversation: Conversation) -> MessageQuerySet:
    captures = Capture.objects.select_related("source__holder", "sender").order_by("source", "first_unit")
    chat = Message.objects.filter(conversation=conversation).for_reading()
    return chat.prefetch_related(Prefetch("captures", captures))


def lines(messages: Iterable[Message], held_by: Iterable[Phone]) -> list[Line]:
    """The messages with what is said around them. `held_by` are all phones of the conversation."""
    shown, last_day = [], None
    number_of_phones = len(list(held_by))
    for message in messages:
        day = local_day(message.sent_at)
        person = message.sender.person if message.sender else None
        function = person.function_at(day) if person else None
        captures = tuple(message.captures.all())
        partial = len(captures) < number_of_phones
        shown.append(
            Line(
                message=message,
                day=day if day != last_day else None,
                sender=person.name if person else "",
                function=str(function) if function else "",
                captures=captures,
                only_on=tuple(dict.fromkeys(phone_of(capture.source) for capture in captures)) if partial else (),
            )
        )
        last_day = day
    return shown

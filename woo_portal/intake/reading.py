"""A conversation as it is read: a window of messages in order, the days between them, and which phones hold each."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Count, Prefetch, Sum

from archive.captures.comparing import differences_of, for_comparing, reaches
from archive.captures.differences import Reach
from archive.days import local_day, start_of_day
from archive.models import Capture, Conversation, Message, Person, Source
from archive.querysets.messages import MessageQuerySet
from archive.thread_places import SMALL, small_threads
from woo_portal.intake.difference_notes import Note, notes
from woo_portal.intake.shown_attachments import ShownAttachment, shown_attachments
from woo_portal.presentation import keyset

AS_WRITTEN = keyset.Order(("sent_at", "position"))
PAGE = 100
ABOVE = 15
"""So many messages stand above the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message as shown. `day` is its Dutch day when it is the first of that day in the window, else None.

    `notes` say in what phones differ over it. `thread` is how many messages its thread has, where that can be read by
    itself and is pointed at here; else 0. `private_before` is how many private messages stand between it and the one above.
    """

    message: Message
    day: date | None
    sender: str
    function: str
    captures: tuple[Capture, ...]
    notes: tuple[Note, ...]
    attachments: tuple[ShownAttachment, ...]
    thread: int = 0
    private_before: int = 0


@dataclass(frozen=True, slots=True)
class Phone:
    """A source that holds messages of a conversation: how many, and from when to when."""

    source_id: int
    label: str
    count: int
    reach: Reach


def phones(conversation: Conversation) -> list[Phone]:
    """The sources that hold the conversation, in the order they came in."""
    reached = reaches(conversation)
    sources = list(Source.objects.filter(pk__in=reached).select_related("holder").order_by("pk"))
    exports = Counter(source.holder_id for source in sources)
    return [
        Phone(source.pk, _phone_of(source, is_one=exports[source.holder_id] == 1), count, reach)
        for source in sources
        for reach, count in [reached[source.pk]]
    ]


def _phone_of(source: Source, *, is_one: bool) -> str:
    """Whose phone it is, with the name of the export where there are more of it."""
    if source.holder is None:
        return f"onbekende telefoon («{source.file_name}»)"
    return f"telefoon van {source.holder.name}" + ("" if is_one else f" («{source.file_name}»)")


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


def window_of_thread(conversation: Conversation, message: Message) -> Window:
    """The thread of a message and nothing else."""
    found = _messages(conversation).in_thread_of(message)
    return keyset.Page(list(found[:SMALL]), "", "")


def pointed_at(messages: Iterable[Message], asked: Message | None) -> dict[int, int]:
    """At which messages of a group a thread is pointed at, with its size: where one begins, and what was asked for.

    A chat of two has no other thread than what is said in one go.
    """
    threads = small_threads(message.pk for message in messages)
    begins = {pk: count for pk, (thread, count) in threads.items() if pk == thread}
    return begins | ({asked.pk: threads[asked.pk][1]} if asked and asked.pk in threads else {})


def _messages(conversation: Conversation) -> MessageQuerySet:
    return with_captures(Message.objects.visible().filter(conversation=conversation))


def with_captures(messages: MessageQuerySet) -> MessageQuerySet:
    """With everything that is shown of messages, and where each stands; in a fixed number of queries."""
    captures = for_comparing(
        Capture.objects.select_related("source__holder", "sender").order_by("source", "first_unit")
    )
    return messages.for_reading().prefetch_related(Prefetch("captures", captures))


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


def lines(
    messages: Sequence[Message],
    held_by: Sequence[Phone],
    threads: Mapping[int, int] | None = None,
    private: Sequence[int] = (),
) -> list[Line]:
    """The messages with what is said around them; `held_by` are the phones of the conversation.

    `threads` are the sizes of the threads that are pointed at, by message. `private` is how many private messages stand
    before each (see `private_around`), where that is told.
    """
    shown = []
    attachments = shown_attachments(messages)
    last_day = None
    labels = {phone.source_id: phone.label for phone in held_by}
    reached = [phone.reach for phone in held_by]
    hidden = private or [0] * len(messages)
    for message, before in zip(messages, hidden, strict=False):
        day = local_day(message.sent_at)
        person = message.sender.person if message.sender else None
        function = person.function_at(day) if person else None
        shown.append(
            Line(
                message=message,
                day=day if day != last_day else None,
                sender=person.name if person else "",
                function=function.title if function else "",
                captures=tuple(message.captures.all()),
                notes=notes(differences_of(message, reached), labels, kind=message.kind),
                attachments=attachments[message.pk],
                thread=(threads or {}).get(message.pk, 0),
                private_before=before,
            )
        )
        last_day = day
    return shown

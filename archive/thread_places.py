"""Keeps the sessions and threads of a conversation: what `archive.threads` says of its messages, in the database.

Messages that come in later place again only the sessions they fall in, and those that answer to these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, islice, starmap
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Count, F, FloatField, Func, Q, TextField, Value, When
from django.db.models.functions import Left

from archive.importing import HandleKind, MessageKind
from archive.models import Conversation, Handle, Message, ThreadPlace
from archive.querysets.messages import MessageQuerySet
from archive.statistics import table_grew
from archive.threads import Names, Placed, Turn, place, silence

BATCH = 20_000
SMALL = 50
"""Up to so many messages a thread can be read by itself."""
PACE = 10_000
"""So many of a chat's last messages say how fast it goes."""
READ = 500
"""So many characters of a text are searched for names."""
_NAMED_BY = (HandleKind.CONTACT_NAME, HandleKind.PUSH_NAME, HandleKind.PHONE)

_MEDIAN_GAP = """
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY gap) FROM (
    SELECT extract(epoch FROM lag(sent_at) OVER (ORDER BY sent_at DESC, position DESC) - sent_at) AS gap
    FROM archive_message WHERE conversation_id = %(conversation)s
    ORDER BY sent_at DESC, position DESC LIMIT %(pace)s
) gaps WHERE gap IS NOT NULL
"""
_BOUNDS_OF_NEW = """
SELECT min(m.sent_at), max(m.sent_at) FROM archive_message m
LEFT JOIN archive_threadplace p ON p.message_id = m.id
WHERE m.conversation_id = %(conversation)s AND p.message_id IS NULL
"""
# A message that was placed, and beside which a new one stands without a silence between them.
_TOUCHED = """
SELECT DISTINCT session FROM (
    SELECT p.session, m.sent_at,
        lag(m.sent_at) OVER chat AS before_at, lag(p.message_id IS NULL) OVER chat AS before_is_new,
        lead(m.sent_at) OVER chat AS after_at, lead(p.message_id IS NULL) OVER chat AS after_is_new
    FROM archive_message m LEFT JOIN archive_threadplace p ON p.message_id = m.id
    WHERE m.conversation_id = %(conversation)s AND m.sent_at BETWEEN %(first)s AND %(last)s
    WINDOW chat AS (ORDER BY m.sent_at, m.position)
) lined
WHERE session IS NOT NULL AND (
    before_is_new AND sent_at - before_at <= %(silence)s OR after_is_new AND after_at - sent_at <= %(silence)s
)
"""
_BOUNDS_OF_SESSIONS = """
SELECT min(m.sent_at), max(m.sent_at) FROM archive_threadplace p JOIN archive_message m ON m.id = p.message_id
WHERE p.session = ANY(%(sessions)s)
"""
_ANSWERING = """
SELECT DISTINCT p.session FROM archive_threadplace o
JOIN archive_message r ON r.reply_to_id = o.message_id
JOIN archive_threadplace p ON p.message_id = r.id
WHERE o.session = ANY(%(sessions)s) AND NOT p.session = ANY(%(sessions)s)
"""


@transaction.atomic
def assign_threads(conversation_id: int, *, anew: bool = False) -> int:
    """Set the session and the thread of every message of a conversation that has none; how many messages were placed.

    The messages of sessions that new ones fall in are placed again, and with `anew` all of them. To be called once the
    messages of an import and the participants of the conversation are stored.
    """
    # Two imports of one chat wait for each other here; the second then sees what the first placed.
    chat = Conversation.objects.select_for_update().get(pk=conversation_id)
    length = silence(float(_rows(_MEDIAN_GAP, conversation=chat.pk, pace=PACE)[0][0] or 0))
    messages = Message.objects.in_conversation(chat)
    if anew or chat.silence != length:
        ThreadPlace.objects.filter(message__conversation=chat).delete()
        Conversation.objects.filter(pk=chat.pk).update(silence=length)
        return _store(place(_turns(chat, messages), names=_names(chat), silence=length))
    ((first, last),) = _rows(_BOUNDS_OF_NEW, conversation=chat.pk)
    if first is None:
        return 0
    touched = _touched_sessions(chat, first, last, length)
    ((first_touched, last_touched),) = _rows(_BOUNDS_OF_SESSIONS, sessions=touched)
    reach = (min(first, first_touched or first), max(last, last_touched or last))
    wanted = messages.filter(Q(place=None) | Q(place__session__in=touched), sent_at__range=reach)
    threads = _threads_outside(wanted, touched)
    turns = _turns(chat, wanted)
    # The places say which messages are wanted. A cursor sees what was there when it was opened, at the first message.
    first_turn = next(turns)
    ThreadPlace.objects.filter(session__in=touched).delete()
    return _store(place(chain([first_turn], turns), names=_names(chat), silence=length, threads=threads))


def rebuild_threads() -> Iterator[tuple[Conversation, int]]:
    """Set all sessions and threads anew, as the persons are known now: each conversation, with how many messages."""
    for conversation in Conversation.objects.order_by("pk").iterator():
        yield conversation, assign_threads(conversation.pk, anew=True)


def small_threads(messages: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Of those of these messages (ids) whose thread is worth reading by itself: the thread, and how many messages it has.

    Not of one that is alone in it, nor of one in a thread of more than `SMALL` messages; two queries. Only messages that
    may be read count.
    """
    places = dict(ThreadPlace.objects.filter(message__in=list(messages)).values_list("message", "thread"))
    readable = Message.objects.visible().filter(place__thread__in=set(places.values()))
    in_thread = ThreadPlace.objects.filter(message__in=readable.values("pk")).order_by().values_list("thread")
    sizes = dict(in_thread.annotate(count=Count("pk")))
    return {message: (thread, sizes[thread]) for message, thread in places.items() if 1 < sizes.get(thread, 0) <= SMALL}


def _touched_sessions(chat: Conversation, first: datetime, last: datetime, length: int) -> list[int]:
    """The sessions that messages without a place fall in, and those with replies into these, at any remove.

    The messages without a place are sent from `first` to `last`.
    """
    around = timedelta(seconds=length)
    bounds = {"first": first - around, "last": last + around, "silence": around}
    touched = [row[0] for row in _rows(_TOUCHED, conversation=chat.pk, **bounds)]
    while touched and (more := [row[0] for row in _rows(_ANSWERING, sessions=touched)]):
        touched += more
    return touched


def _threads_outside(wanted: MessageQuerySet, touched: Sequence[int]) -> dict[int, int]:
    """The threads of messages that stay where they are and are replied to."""
    stay = wanted.filter(reply_to__place__isnull=False).exclude(reply_to__place__session__in=touched)
    rows = stay.order_by().values_list("reply_to", "reply_to__place__thread")
    return {original: thread for original, thread in rows if original is not None}


def _turns(chat: Conversation, messages: MessageQuerySet) -> Iterator[Turn]:
    answered = Message.objects.filter(conversation=chat, reply_to__isnull=False).order_by().values("reply_to")
    rows = messages.annotate(
        at=Func(Value("epoch"), "sent_at", function="date_part", output_field=FloatField()),
        author=Case(When(kind=MessageKind.SYSTEM, then=None), default="sender__person"),
        read=Left("text", READ),
        quote=Case(When(reply_to=None, then="quote_text"), default=Value(""), output_field=TextField()),
        is_answered=Q(pk__in=answered),
    ).values_list("pk", "at", "author", "read", "reply_to", "quote", "is_answered")
    return starmap(Turn, rows.iterator(chunk_size=BATCH))


def _names(chat: Conversation) -> Names:
    taking_part = Handle.objects.filter(participations__conversation=chat)
    by_handle = taking_part.filter(kind__in=[kind.value for kind in _NAMED_BY]).values_list("person", "value")
    own = taking_part.annotate(name=F("person__name")).values_list("person", "name")
    other = taking_part.exclude(person__aliases=None).annotate(name=F("person__aliases__name"))
    return Names([*by_handle, *own, *other.values_list("person", "name")])


def _store(placed: Iterable[Placed]) -> int:
    """Write places with COPY, a batch at a time: between two batches the messages are read on the same connection."""
    count, rest = 0, iter(placed)
    while batch := list(islice(rest, BATCH)):
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY archive_threadplace (message_id, session, thread) FROM STDIN") as copy,
        ):
            for row in batch:
                copy.write_row((row.message, row.session, row.thread))
        count += len(batch)
    table_grew("archive_threadplace", count)
    return count


def _rows(statement: str, **parameters: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()

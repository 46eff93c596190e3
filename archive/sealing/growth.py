"""How the archive stands at a moment, by the chain of imports, and what became of messages since.

A message came in with the first batch that holds it. Its number says nothing of that, nor does the moment its import began:
of two imports at once, the one that began last may be sealed first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max

from archive.models import Batch, Conversation, DestroyedMessage, Message
from archive.privacy import private_total

_STATE = f"""SELECT last.id, coalesce(last.number, 0), held.messages
FROM (SELECT coalesce(sum(message_count), 0) AS messages FROM {Conversation._meta.db_table}) held
LEFT JOIN (SELECT id, number FROM {Batch._meta.db_table} ORDER BY number DESC LIMIT 1) last ON true"""


@dataclass(frozen=True, slots=True)
class ArchiveState:
    """`batch` is the last link of the chain (its id) and `number` its number: None and 0 before the first import. `messages`
    may be read, and `private` are behind a mark.
    """

    batch: int | None
    number: int
    messages: int
    private: int


@dataclass(frozen=True, slots=True)
class Fates:
    """How many of some messages are behind a mark now, and how many were destroyed."""

    private: int
    destroyed: int


def state() -> ArchiveState:
    """How the archive stands. Counts conversations, not messages, so it costs the same however large the archive is."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)  # one statement: no import can end between the batch and the count
        batch, number, held = cursor.fetchone()
    private = private_total()
    return ArchiveState(batch, number, int(held) - private, private)


def last_number() -> int:
    """The number of the last batch; 0 before the first import."""
    return Batch.objects.aggregate(last=Max("number"))["last"] or 0


def fates_of(messages: Collection[int]) -> Fates:
    """What became of messages (ids) that can no longer be found."""
    ids = list(messages)
    if not ids:
        return Fates(0, 0)
    return Fates(
        private=Message.objects.private().filter(pk__in=ids).count(),
        destroyed=DestroyedMessage.objects.filter(message_id__in=ids).count(),
    )

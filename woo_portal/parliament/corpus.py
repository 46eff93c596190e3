"""The messages among which evidence is sought, read from the search rows: what is private, or nobody wrote, is not in these.

Kept in memory by what the archive held when it was read: a later import, mark, destruction or attachment has it read anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Count, Max

import numpy as np

from archive.days import end_of_day, start_of_day
from archive.models import AttachmentText, Batch, DestroyedMessage, Message, PrivateMark
from archive.search.index import CONFIGURATION
from archive.search.quarters import TABLE
from woo_portal.parliament.ranking import Corpus

MOST = 250_000
"""So many messages are read at most, the newest of the period."""

# A word with a capital in front is no word but a mark of the row: its conversation, its app.
_ROWS = f"""
SELECT message_id, conversation_id, extract(epoch FROM sent_at)::bigint, coalesce(sender_id, 0),
    ARRAY(SELECT lexeme FROM unnest(tsvector_to_array(tsv)) lexeme WHERE ascii(lexeme) NOT BETWEEN 65 AND 90)
FROM (
    SELECT message_id, conversation_id, sender_id, sent_at, tsv FROM {TABLE} WHERE sent_at >= %s AND sent_at < %s
    ORDER BY sent_at DESC, message_id DESC LIMIT {MOST}
) newest ORDER BY conversation_id, sent_at, message_id
"""
_STEMS = f"""
SELECT word, tsvector_to_array(to_tsvector('{CONFIGURATION}', archive_composed(word))) FROM unnest(%s::text[]) word
"""


def corpus_of(first: date, last: date) -> Corpus:
    """The messages of a period, both Dutch days included; of more than `MOST` the newest."""
    return _read(first, last, _held())


def _held() -> tuple[object, ...]:
    """Changes whenever the search rows may have changed: also when others took their place, and as attachments are read."""
    marks = PrivateMark.objects.aggregate(newest=Max("pk"), lifted=Count("lifted_at"))
    newest = [model._default_manager.aggregate(newest=Max("pk")) for model in (Message, Batch, DestroyedMessage)]
    read = AttachmentText.objects.aggregate(rows=Count("pk"), read=Count("read_at"), newest=Max("read_at"))
    return (*(row["newest"] or 0 for row in (*newest, marks)), marks["lifted"], *read.values(), _table())


def _table() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::regclass::oid::bigint", [TABLE])
        return cursor.fetchone()[0]


@lru_cache(maxsize=2)
def _read(first: date, last: date, held: tuple[object, ...]) -> Corpus:
    vocabulary: dict[str, int] = {}
    ids, chats, moments, senders, starts, words = [], [], [], [], [0], []
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [start_of_day(first), end_of_day(last)])
        for message, chat, moment, sender, lexemes in cursor.fetchall():
            ids.append(message)
            chats.append(chat)
            moments.append(moment)
            senders.append(sender)
            words += [vocabulary.setdefault(lexeme, len(vocabulary)) for lexeme in lexemes]
            starts.append(len(words))
    return Corpus(
        ids=np.array(ids, dtype=np.int64),
        chats=np.array(chats, dtype=np.int64),
        moments=np.array(moments, dtype=np.int64),
        starts=np.array(starts, dtype=np.int64),
        words=np.array(words, dtype=np.int64),
        senders=np.array(senders, dtype=np.int64),
        vocabulary=vocabulary,
    )


def stems_of(words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Each word as the search rows have it; nothing for a word that is too common to be sought."""
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [list(words)])
        return {word: tuple(stems) for word, stems in cursor.fetchall()}

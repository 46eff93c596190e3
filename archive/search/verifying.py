"""Whether the search rows are those that the archive has to have: the same messages, each row what would be made of it now.

Tells of which message a row is wrong, never what it says. Each question is one statement, so that what is imported or marked
meanwhile is either in both sides of the comparison or in neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection

from archive.importing import MessageKind
from archive.models import Message
from archive.search.index import COUNTED_WORDS, PERIOD, rows_of
from archive.search.quarters import TABLE, Quarter, quarters
from archive.search.rebuilding import quarters_with_messages

Progress = Callable[[str, int, int], None]
"""Told what is being checked, how much of it is done, and how much there is."""
_IDS = f"""
SELECT coalesce(m.id, i.message_id), m.id IS NOT NULL FROM ({{readable}}) m
FULL JOIN (SELECT message_id, sent_at FROM {TABLE} WHERE sent_at >= %s AND sent_at < %s) i
    ON i.message_id = m.id AND i.sent_at = m.sent_at
WHERE m.id IS NULL OR i.message_id IS NULL ORDER BY 1
"""
_CONTENTS = f"""
SELECT made.message_id FROM ({{rows}}) made JOIN {TABLE} i ON i.message_id = made.message_id AND i.sent_at = made.sent_at
WHERE (i.sender_id, i.conversation_id, i.month, i.tsv)
    IS DISTINCT FROM (made.sender_id, made.conversation_id, made.month, made.tsv) ORDER BY 1
"""
_WORDS = f"""
SELECT count(*) FROM (
    SELECT lexeme FROM (
        SELECT lexeme, -change AS df FROM ({COUNTED_WORDS.format(sign="+", rows=TABLE)}) counted
        UNION ALL SELECT lexeme, df FROM archive_lexeme
        UNION ALL SELECT lexeme, change FROM archive_lexemechange
    ) summed GROUP BY lexeme HAVING sum(df) <> 0
) differing
"""


def differences(progress: Progress = lambda what, done, total: None, *, one_in: int = 1) -> Iterator[str]:
    """What differs, in Dutch. Of one in so many messages the row is made again and compared, of the others only looked for.

    Whether each word is counted as often as it occurs is checked when all are compared.
    """
    touched = sorted({*quarters_with_messages(), *quarters()})
    for number, quarter in enumerate(touched):
        yield from _of_quarter(quarter, one_in)
        progress("kwartalen", number + 1, len(touched))
    if one_in == 1 and (words := _fetched(_WORDS)[0][0]):
        yield f"Van {words} woorden klopt niet in hoeveel berichten zij staan."


def _of_quarter(quarter: Quarter, one_in: int) -> Iterator[str]:
    period = (quarter.start, quarter.until)
    messages = Message.objects.filter(sent_at__gte=quarter.start, sent_at__lt=quarter.until)
    readable = messages.visible().exclude(kind=MessageKind.SYSTEM).order_by().values("id", "sent_at")
    ids, parameters = readable.query.sql_with_params()
    for pk, is_readable in _fetched(_IDS.format(readable=ids), [*parameters, *period]):
        if is_readable:
            yield f"Bericht {pk} ontbreekt in de zoekindex."
        else:
            yield f"Bericht {pk} staat in de zoekindex en hoort daar niet, of niet op dit moment."
    rows, parameters = rows_of(messages, f"{PERIOD} AND m.id %% %s = 0", (*period, one_in))
    for (pk,) in _fetched(_CONTENTS.format(rows=rows), parameters):
        yield f"Bericht {pk} staat anders in de zoekindex dan in het archief."


def _fetched(statement: str, parameters: Sequence[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()

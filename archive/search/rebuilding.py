"""All search rows made anew while the portal runs: aside, quarter by quarter, and put in the place of the others in a moment.

Searches go on with the rows there are, and imports write these. Whoever changes rows meanwhile notes which messages were
touched (`archive.search.index`); these are done again before the new rows are put in place, the last of them while nobody
changes any.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction

from psycopg.errors import LockNotAvailable

from archive.importing import MessageKind
from archive.models import Message
from archive.search.index import ADD, COUNTED, LOCK, PERIOD, REMOVE, TOUCHED, rows_of
from archive.search.quarters import INDEXES, TABLE, Quarter, attachment_of, quarter_of, quarters, table_of
from archive.search.vocabulary import settle

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far it is and of how many."""
SCHEMA, REPLACED = "archive_rebuild", "archive_replaced"
"""Where the new rows are made, and where the old ones go until they are thrown away."""
BATCH = 5000
_ASIDE, _NOTES = f"{SCHEMA}.{TABLE}", f"{SCHEMA}.notes"
_ONE_AT_A_TIME = 7307
_WAIT, _PAUSE = "2s", 1.0
"""So long everybody waits behind whoever wants the rows to himself, and so many seconds they then have their turn."""
_PREPARE = f"""
DROP SCHEMA IF EXISTS {SCHEMA}, {REPLACED} CASCADE;
CREATE SCHEMA {SCHEMA};
CREATE TABLE {_ASIDE} (LIKE {TABLE}) PARTITION BY RANGE (sent_at);
CREATE TABLE {TOUCHED} (message_id bigint NOT NULL);
CREATE TABLE {_NOTES} (lexeme text NOT NULL, change bigint NOT NULL, message_id bigint);
"""
_BUILD = """
INSERT INTO {table} (message_id, sent_at, sender_id, conversation_id, month, tsv) {rows} ORDER BY sent_at, message_id
"""
_ADD_UP = f"""
WITH counted AS (DELETE FROM {_NOTES} RETURNING lexeme, change, message_id)
INSERT INTO {_NOTES} SELECT lexeme, sum(change), max(message_id) FROM counted GROUP BY lexeme
"""
# What the words come to when they are counted anew, less what they come to already.
_CORRECT = f"""
INSERT INTO archive_lexemechange (lexeme, change, message_id)
SELECT lexeme, sum(change), max(message_id) FROM (
    SELECT lexeme, change, message_id FROM {_NOTES}
    UNION ALL SELECT lexeme, -change, NULL FROM archive_lexemechange
    UNION ALL SELECT lexeme, -df, NULL FROM archive_lexeme
) counted GROUP BY lexeme HAVING sum(change) <> 0
"""
T = TypeVar("T")


class RebuildRunning(Exception):
    """The rows are being made anew by somebody else; the message is Dutch."""


def rebuild(progress: Progress = lambda what, done, total: None) -> int:
    """Make every row anew from the archive; how many quarters there are. Raises `RebuildRunning`.

    Not to be called within a transaction. Cut off, it leaves the rows that there were; whoever begins again throws away what
    it had made.
    """
    with _alone():
        _to_oneself(_prepare, progress)
        built = list(quarters_with_messages())
        for number, quarter in enumerate(built):
            progress("kwartalen", number, len(built))
            _build(quarter)
        progress("kwartalen", len(built), len(built))
        _run(_ADD_UP)
        while _catch_up():
            pass
        _to_oneself(_put_in_place, progress)
        _run(f"DROP SCHEMA {REPLACED} CASCADE")
    settle()
    return len(built)


@contextmanager
def _alone() -> Iterator[None]:
    if not _run("SELECT pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME])[0][0]:
        raise RebuildRunning("De zoekindex wordt al opnieuw opgebouwd. Wacht tot dat klaar is.")
    try:
        yield
    finally:
        _run("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


def _to_oneself(work: Callable[[], None], progress: Progress) -> None:
    """Do something in a transaction in which nobody else changes rows; waits until nobody does."""
    while True:
        try:
            with transaction.atomic(durable=True), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{_WAIT}'")
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                return work()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
        progress("wacht op wie berichten inleest of zoekt", 0, 1)
        time.sleep(_PAUSE)


def _prepare() -> None:
    _run(_PREPARE)
    for name, definition in INDEXES.items():
        _run(definition.format(name=f"{TABLE}_{name}", table=_ASIDE))


def quarters_with_messages() -> Iterator[Quarter]:
    """The quarters in which there are messages that may have a row, the oldest first."""
    messages = Message.objects.exclude(kind=MessageKind.SYSTEM)
    first = messages.order_by("sent_at").values_list("sent_at", flat=True).first()
    while first is not None:
        yield (quarter := quarter_of(first))
        following = messages.filter(sent_at__gte=quarter.until).order_by("sent_at")
        first = following.values_list("sent_at", flat=True).first()


@transaction.atomic(durable=True)
def _build(quarter: Quarter) -> None:
    """The rows of a quarter, in order of time, its indexes, and its words counted."""
    table = f"{SCHEMA}.{table_of(quarter)}"
    period = (quarter.start, quarter.until)
    rows, parameters = rows_of(
        Message.objects.filter(sent_at__gte=quarter.start, sent_at__lt=quarter.until), PERIOD, period
    )
    _run("SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '512MB'")
    _run(f"CREATE TABLE {table} (LIKE {TABLE})")
    _run(_BUILD.format(table=table, rows=rows), parameters)
    _run(COUNTED.format(sign="+", notes=_NOTES, rows=table))
    for name, definition in INDEXES.items():
        _run(definition.format(name=f"{table_of(quarter)}_{name}", table=table))
    _run(attachment_of(quarter, SCHEMA))
    _run(f"ANALYZE {table}")


@transaction.atomic
def _catch_up() -> bool:
    """Do messages again that were touched since; whether there were any."""
    taken = f"DELETE FROM {TOUCHED} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {TOUCHED} LIMIT %s)) RETURNING message_id"
    ids = [pk for (pk,) in _run(taken, [BATCH])]
    if not ids:
        return False
    _run(REMOVE.format(table=_ASIDE, notes=_NOTES), [ids])
    touched = Message.objects.filter(pk__in=ids)
    there = quarters(_ASIDE)
    for quarter in {quarter_of(at) for at in touched.values_list("sent_at", flat=True)} - there.keys():
        _run(f"CREATE TABLE {SCHEMA}.{table_of(quarter)} (LIKE {TABLE})")
        _run(attachment_of(quarter, SCHEMA))
    rows, parameters = rows_of(touched)
    _run(ADD.format(table=_ASIDE, rows=rows, notes=_NOTES), parameters)
    return True


def _put_in_place() -> None:
    """Do what is left, correct how often words occur, and exchange the tables; who searches waits for this alone."""
    while _catch_up():
        pass
    _run(_CORRECT)
    _run(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
    _run(f"CREATE SCHEMA {REPLACED}")
    ((usual,),) = _run("SELECT current_schema()")
    for table in (TABLE, *map(table_of, quarters(TABLE))):
        _run(f"ALTER TABLE {usual}.{table} SET SCHEMA {REPLACED}")
    for table in (TABLE, *map(table_of, quarters(_ASIDE))):
        _run(f"ALTER TABLE {SCHEMA}.{table} SET SCHEMA {usual}")
    _run(f"DROP SCHEMA {SCHEMA} CASCADE")


def _run(statement: str, parameters: Sequence[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []

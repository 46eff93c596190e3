"""The partitions of the search rows: a table for each quarter of a year, made when the first message of it comes in.

A quarter is one of UTC. There is no table for whatever is left over: with one, the database could no longer read the
quarters in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime

from django.db import connection

TABLE = "archive_messageindex"
INDEXES = {
    "tsv": "CREATE INDEX {name} ON {table} USING gin (tsv)",
    "newest": "CREATE UNIQUE INDEX {name} ON {table} (sent_at DESC, message_id DESC)",
}
"""The indexes of the whole by the end of their names, as the migrations make them."""
_LOCK = 7304
"""The key of the advisory lock under which quarters are made."""
_BYTES = 200
"""About so long is a row."""
# How many rows there are is reckoned as the planner does: from those a page had when it was last looked at, and from the pages
# there are now. Of a table that was never looked at, as after a first import, from how long rows are. One that a
# rebuild threw away since the question began has no size any more.
_PARTITIONS = f"""
SELECT c.relname, CASE WHEN c.reltuples > 0 AND c.relpages > 0
    THEN c.reltuples / c.relpages * (bytes / current_setting('block_size')::int)
    ELSE bytes / {_BYTES} END::float8
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid, coalesce(pg_relation_size(c.oid), 0) AS bytes
WHERE i.inhparent = %s::regclass ORDER BY c.relname DESC
"""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year; `number` is 1 to 4."""

    year: int
    number: int

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=UTC)

    @property
    def until(self) -> datetime:
        """The first instant after it; of the last quarter that a moment can fall in, its last."""
        if self.number < 4:
            return datetime(self.year, 3 * self.number + 1, 1, tzinfo=UTC)
        return datetime(self.year + 1, 1, 1, tzinfo=UTC) if self.year < MAXYEAR else datetime.max.replace(tzinfo=UTC)


def quarter_of(moment: datetime) -> Quarter:
    """The quarter an aware moment falls in."""
    at = moment.astimezone(UTC)
    return Quarter(at.year, (at.month + 2) // 3)


def quarters(table: str = TABLE) -> dict[Quarter, float]:
    """The quarters there are, the newest first, and about how many rows each has; those of another table when it is named."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTITIONS, [table])
        return {_read(name): rows for name, rows in cursor.fetchall()}


def make_quarters(wanted: Iterable[Quarter]) -> None:
    """Make the tables that are not there yet, for good: also when the transaction around this is rolled back.

    They are made on a connection of their own, in a moment. Whoever made one in a long transaction would keep everybody else
    from making another until it ends; so nobody should call this who holds a lock on the whole table.
    """
    if set(wanted) - quarters().keys():
        aside = connection.copy()
        try:
            aside.set_autocommit(False)
            with aside.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
                cursor.execute(_PARTITIONS, [TABLE])
                there = {_read(name) for name, _ in cursor.fetchall()}
                for quarter in sorted(set(wanted) - there):
                    cursor.execute(f"CREATE TABLE {table_of(quarter)} (LIKE {TABLE})")
                    cursor.execute(attachment_of(quarter))
            aside.commit()
        finally:
            aside.close()


def table_of(quarter: Quarter) -> str:
    """The name of the table of a quarter."""
    return f"{TABLE}_{quarter.year:04}q{quarter.number}"


def attachment_of(quarter: Quarter, schema: str = "") -> str:
    """The statement that makes the table of a quarter a part of the whole; in another schema than the usual one if said."""
    prefix = f"{schema}." if schema else ""
    bounds = f"FROM ('{quarter.start.isoformat()}') TO ('{quarter.until.isoformat()}')"
    return f"ALTER TABLE {prefix}{TABLE} ATTACH PARTITION {prefix}{table_of(quarter)} FOR VALUES {bounds}"


def _read(table: str) -> Quarter:
    year, _, number = table.rpartition("_")[2].partition("q")
    return Quarter(int(year), int(number))

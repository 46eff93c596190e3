"""Tells the database's planner that a table has grown much, inside the transaction that made it grow.

What it believes of a table can be minutes old: a table that was empty then is read from end to end for every row of a
join, and an import of a hundred thousand messages would never end.
"""

from __future__ import annotations

from django.db import connection

WORTH_WHILE = 1000
"""So many rows do no harm yet."""
SHARE = 0.1


def table_grew(table: str, by: int) -> None:
    """Have the table looked at anew when `by` more rows are a good part of what the planner believes it has."""
    if by < WORTH_WHILE:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        if by > SHARE * cursor.fetchone()[0]:
            cursor.execute(f"ANALYZE {table}")

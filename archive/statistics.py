"""Tells the database's planner that a table has grown much, inside the transaction that made it grow.

What it believes of a table can be minutes old: a table that was empty then is read from end to end for every row of a
join, and an import of a hundred thousand messages would never end.
"""

from __future__ import annotations

from django.db import connection

WORTH_WHILE = 1000
"""Fewer rows do no harm yet, in a table of which the planner knows that it has any."""
SHARE = 0.1


def table_grew(table: str, by: int) -> None:
    """Have the table looked at anew when `by` more rows are a good part of what the planner believes it has.

    A table that is believed to be empty, as after an import that was undone, is looked at however few rows came: the planner
    multiplies that nothing by the size of the table, so it would go on believing it through a thousand small chats.
    """
    if not by:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        (believed,) = cursor.fetchone()
        if believed == 0 or by >= max(WORTH_WHILE, SHARE * believed):
            cursor.execute(f"ANALYZE {table}")

"""Stores proposals, and why they were made, many at a time.

`bulk_create` writes a placeholder for each value of each row, for one column holds a list, and finding these again in the
statement takes longer than the database needs for all of it. Here each column is one array.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from redaction.models import Redaction

_PASSAGE = ("layer_id", "message_id", "conversation_id", "field", "index", "start", "end")
"""The columns of which a layer has each combination once."""


def store_proposals(proposals: Iterable[Redaction]) -> None:
    """Store what a detector proposes, all or nothing; where the layer has a passage of the very same span, that one stays.

    The proposals get no ids. Raises `ValueError` for one on more than one ground, which only a person gives.
    """
    rows = list(proposals)
    if not rows:
        return
    if any(row.further_grounds for row in rows):
        raise ValueError("a proposal has one ground")
    fields = [field for field in Redaction._meta.concrete_fields if field.name not in ("id", "further_grounds")]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    # Without a length: what is too long for its column is refused, and not cut off.
    arrays = ", ".join(f"%s::{(field.db_type(connection) or '').partition('(')[0]}[]" for field in fields)
    # In one order, for of two who store the same passages at once each would wait for a row of the other.
    order = ", ".join(map(quote, _PASSAGE))
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(Redaction._meta.db_table)} ({columns}, further_grounds)"
            f" SELECT *, '{{}}' FROM unnest({arrays}) AS told ({columns}) ORDER BY {order} ON CONFLICT DO NOTHING",
            values,
        )


def store_reasons(redactions: Iterable[Redaction]) -> None:
    """Store the `why` of passages that are in a layer already; nothing else of them."""
    rows = list(redactions)
    table = connection.ops.quote_name(Redaction._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET why = told.why FROM unnest(%s::bigint[], %s::varchar[]) AS told (id, why)"
            f" WHERE {table}.id = told.id",
            [[row.pk for row in rows], [row.why for row in rows]],
        )

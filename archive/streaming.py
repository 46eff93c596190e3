"""Reads the rows of a query as they come, in batches, so that memory does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

BATCH = 5000
"""Rows fetched at a time; the database's driver would ask for a hundred, and mostly wait."""


def streamed(query: str, parameters: Sequence[Any] | Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, in a transaction. Other statements may run on the connection meanwhile."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while rows := cursor.fetchmany(BATCH):
            yield from rows

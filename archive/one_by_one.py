"""A form that is sent twice at once: of two equal requests the second waits, and then sees what the first made."""

from __future__ import annotations

from django.db import connection

_SPACE = 7311
"""The first half of the keys of these advisory locks."""


def one_by_one(what: str) -> None:
    """Nobody else does this until this transaction ends; `what` names it. To be asked before anything else is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_SPACE, what])

"""Who relies on messages staying as they are, and who changes that, wait for each other.

Putting messages in a dossier and holding them takes for granted that they are there and may be read; marking and destroying
take for granted that nobody does so meanwhile. Each takes its side until the end of its transaction.
"""

from __future__ import annotations

from django.db import connection

LOCK = 7303
"""The key of the advisory lock of the database."""


def stand_still() -> None:
    """Nothing is marked, lifted or destroyed until this transaction ends; many may ask for this at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])


def have_to_oneself() -> None:
    """Nobody puts messages in a dossier, holds, marks, lifts or destroys until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

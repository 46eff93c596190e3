"""Two connections at once, so that one finds what the other is at."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import connection, transaction

LONGEST = 10
"""Seconds a test waits for the other; PostgreSQL breaks off a deadlock after one."""


def at_once(mine: Callable[[], object], theirs: Callable[[], object], then: Callable[[], object]) -> list[Exception]:
    """Begin with `mine`, let another connection do `theirs` until it waits or is done, and end with `then`.

    What theirs failed with; what mine failed with is raised.
    """
    failed: list[Exception] = []

    def run() -> None:
        try:
            theirs()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=run, daemon=True)
    with transaction.atomic():
        mine()
        other.start()
        let_it_come_as_far_as_it_can(other)
        then()
    other.join(LONGEST)
    assert not other.is_alive()
    return failed


def let_it_come_as_far_as_it_can(other: threading.Thread) -> None:
    """Until the other connection waits for this one, or is done."""
    ends = time.monotonic() + LONGEST
    while other.is_alive() and time.monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
        time.sleep(0.01)

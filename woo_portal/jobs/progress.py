"""Progress that is seen while the work's own transaction is still open: written over a connection of its own."""

from __future__ import annotations

import time
from types import TracebackType

from django.db import InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

INTERVAL = 0.5
"""Seconds between two writes: often enough for a page that looks every two seconds."""


class ProgressWriter:
    """Call it with (done, total); writes at most twice a second. Closes its connection on leaving the `with` block."""

    def __init__(self, job_id: int) -> None:
        self._job_id = job_id
        self._connection: BaseDatabaseWrapper | None = None
        self._last = 0.0

    def __enter__(self) -> ProgressWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def __call__(self, done: int, total: int) -> None:
        """Tell how far the job is."""
        now = time.monotonic()
        if now - self._last < INTERVAL and done < total:
            return
        self._last = now
        if self._connection is None:
            self._connection = connections.create_connection("default")
        try:
            with self._connection.cursor() as cursor:
                cursor.execute("UPDATE jobs_job SET done = %s, total = %s WHERE id = %s", [done, total, self._job_id])
        except (OperationalError, InterfaceError):
            # Not a reason to break off: whether the work can go on, its own connection tells.
            self._connection.close()
            self._connection = None

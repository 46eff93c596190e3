"""What every part of the bench needs: a throw-away database, a process of its own for each step, and what work costs."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

DATABASE = "woo_bench"


def set_up(folder: Path) -> None:
    """Django, with a database and folders of the benchmark's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woo_portal.settings.test")
    import django
    from django.conf import settings

    from woo_portal.services import start_services

    start_services()
    settings.DATABASES["default"]["NAME"] = DATABASE
    settings.CONTENT_DIR, settings.PACKAGE_DIR = folder / "content", folder / "packages"
    django.setup()


def make_database() -> None:
    """An empty, migrated database; an earlier one is dropped."""
    from django.core.management import call_command
    from django.db import connection

    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    call_command("migrate", verbosity=0)


def server() -> psutil.Process:
    """The process of the database that answers this one."""
    from django.db import connection

    connection.ensure_connection()
    return psutil.Process(connection.connection.info.backend_pid)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds that work took: by the clock, and of the processor in this process and in the database's."""

    clock: float
    own: float
    database: float


def cost_of(work: Callable[[], object]) -> Cost:
    """What it costs. On a busy machine the processor's seconds say more than the clock's."""
    database = server()
    before = sum(database.cpu_times()[:2])
    started, own = time.perf_counter(), time.process_time()
    work()
    clock, own = time.perf_counter() - started, time.process_time() - own
    return Cost(clock, own, sum(database.cpu_times()[:2]) - before)


class Children:
    """Watches the processes that this one starts. `peak` is the most that one of them had in memory, in bytes.

    What the system keeps of a process that ended counts the memory of whoever started it as well.
    """

    def __init__(self) -> None:
        self.peak = 0
        self._is_over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Children:
        self._watch.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._is_over.set()
        self._watch.join()

    def _look(self) -> None:
        this = psutil.Process()
        while not self._is_over.wait(0.1):
            for child in this.children(recursive=True):
                with suppress(psutil.Error):
                    self.peak = max(self.peak, child.memory_info().rss)

"""Makes all search rows anew from the archive, while the portal runs."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.search.rebuilding import RebuildRunning, rebuild

REPORT_EVERY = 5.0


class Command(BaseCommand):
    """May be given while the portal runs, and again: searches and imports go on, and the outcome is the same."""

    help = "Bouwt de zoekindex opnieuw op uit het archief, terwijl het portaal doorloopt."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every quarter, then how many there were."""
        self._said = time.monotonic()
        try:
            quarters = rebuild(self._progress)
        except RebuildRunning as refusal:
            raise CommandError(str(refusal)) from refusal
        what = "kwartaal" if quarters == 1 else "kwartalen"
        self.stdout.write(f"De zoekindex is opnieuw opgebouwd: {quarters} {what}.")

    def _progress(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self._said >= REPORT_EVERY:
            self._said = time.monotonic()
            self.stdout.write(f"  {what}: {done} van {total}")

"""Makes all search rows anew from the archive, while the portal runs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.management.progress import Progress
from archive.search.rebuilding import RebuildRunning, rebuild


class Command(BaseCommand):
    """May be given while the portal runs, and again: searches and imports go on, and the outcome is the same."""

    help = "Bouwt de zoekindex opnieuw op uit het archief, terwijl het portaal doorloopt."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every quarter, then how many there were."""
        try:
            quarters = rebuild(Progress(self.stdout))
        except RebuildRunning as refusal:
            raise CommandError(str(refusal)) from refusal
        what = "kwartaal" if quarters == 1 else "kwartalen"
        self.stdout.write(f"De zoekindex is opnieuw opgebouwd: {quarters} {what}.")

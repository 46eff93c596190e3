"""Checks from the command line that what is searched is what the archive holds."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.search.verifying import differences

REPORT_EVERY = 5.0
SHOWN_AT_MOST = 50


class Command(BaseCommand):
    """Names what differs, the first difference first, and ends with exit code 1; 0 when nothing does."""

    help = "Controleert of de zoekindex precies de leesbare berichten heeft, en van elk wat er nu in zou komen."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare how many are looked at closely."""
        parser.add_argument(
            "--een-op-de",
            type=int,
            default=1,
            metavar="AANTAL",
            help="vergelijk de inhoud van één op de zoveel berichten; dat een bericht er staat wordt van alle nagegaan",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything."""
        if options["een_op_de"] < 1:
            raise CommandError("Geef na --een-op-de een getal van 1 of meer.")
        self._said = time.monotonic()
        found = 0
        for difference in differences(self._progress, one_in=options["een_op_de"]):
            found += 1
            if found <= SHOWN_AT_MOST:
                self.stdout.write(difference)
        if found:
            raise CommandError(
                f"Gevonden verschillen: {found}. Deze controle heeft niets gewijzigd; geef manage.py rebuild_search."
            )
        self.stdout.write("De zoekindex is zoals het archief.")

    def _progress(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self._said >= REPORT_EVERY:
            self._said = time.monotonic()
            self.stdout.write(f"  {what}: {done} van {total}")

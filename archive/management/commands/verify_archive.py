"""Checks from the command line that the archive is as it was sealed."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.models import Batch
from archive.verifying import differences

REPORT_EVERY = 5.0
SHOWN_AT_MOST = 50


class Command(BaseCommand):
    """Names what differs, the first difference first, and ends with exit code 1; 0 when nothing does."""

    help = "Controleert of originelen, berichten en keten nog zijn zoals ze zijn verzegeld."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the digest that was written down elsewhere."""
        parser.add_argument(
            "--controlegetal",
            default="",
            help="het controlegetal van een batch dat elders is bewaard; het moet in de keten staan",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything."""
        self._said = time.monotonic()
        known = options["controlegetal"].strip().lower()
        if known and not Batch.objects.filter(digest=bytes.fromhex(known)).exists():
            raise CommandError("Dit controlegetal staat niet in de keten: de keten is na het bewaren ervan vervangen.")
        found = 0
        for difference in differences(self._progress):
            found += 1
            if found <= SHOWN_AT_MOST:
                self.stdout.write(difference)
        if found:
            raise CommandError(f"Gevonden verschillen: {found}. Deze controle heeft niets gewijzigd.")
        newest = Batch.objects.last()
        state = (
            f"tot en met batch {newest.number}, controlegetal {newest.fingerprint}" if newest else "het archief is leeg"
        )
        self.stdout.write(f"Alles is zoals het is verzegeld: {state}.")

    def _progress(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self._said >= REPORT_EVERY:
            self._said = time.monotonic()
            self.stdout.write(f"  {what}: {done} van {total}")

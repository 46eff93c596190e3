"""Checks from the command line that the archive is as it was sealed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.management.progress import Progress
from archive.sealing.integrity import batch_of
from archive.sealing.verifying import KEPT, verify

BY = "de opdrachtregel"
"""Who asked for a check of which nobody is known."""


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
        if options["controlegetal"]:
            self._look_up(options["controlegetal"])
        self._told = 0
        verification = verify(by=BY, progress=Progress(self.stdout), tell=self._tell)
        if verification.found:
            raise CommandError(f"Gevonden verschillen: {verification.found}. Deze controle heeft niets gewijzigd.")
        state = (
            f"tot en met batch {verification.batches}, controlegetal {verification.fingerprint}"
            if verification.batches
            else "het archief is leeg"
        )
        self.stdout.write(f"Alles is zoals het is verzegeld: {state}.")

    def _look_up(self, fingerprint: str) -> None:
        try:
            batch = batch_of(fingerprint)
        except ValueError as error:
            raise CommandError(
                "Een controlegetal heeft 64 cijfers en letters: 0 tot en met 9, a tot en met f."
            ) from error
        if batch is None:
            raise CommandError("Dit controlegetal staat niet in de keten: de keten is na het bewaren ervan vervangen.")

    def _tell(self, difference: str) -> None:
        self._told += 1
        if self._told <= KEPT:
            self.stdout.write(difference)

"""Checks from the command line that what is searched is what the archive holds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.management.progress import Progress
from archive.search.verifying import differences

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
        found = 0
        for difference in differences(Progress(self.stdout), one_in=options["een_op_de"]):
            found += 1
            if found <= SHOWN_AT_MOST:
                self.stdout.write(difference)
        if found:
            raise CommandError(
                f"Gevonden verschillen: {found}. Deze controle heeft niets gewijzigd; geef manage.py rebuild_search."
            )
        self.stdout.write("De zoekindex is zoals het archief.")

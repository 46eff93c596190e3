"""Throws away what archiving software began to deliver and did not go on with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive import content
from woo_portal.intake.deliveries import clean


class Command(BaseCommand):
    """For once a day. What was received whole is in the archive and is not touched."""

    help = "Gooit onvolledige leveringen van apparaten weg waaraan al dagen niets is toegevoegd."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare after how many days."""
        parser.add_argument("--dagen", type=int, default=7, metavar="N", help="na hoeveel dagen stilte (anders 7)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Throw away, and say how many."""
        removed = clean(untouched_for=timedelta(days=options["dagen"]))
        self.stdout.write(f"{removed} onvolledige leveringen weggegooid.")
        if broken_off := content.remove_broken_off():
            self.stdout.write(f"{broken_off} bestanden weggegooid die een afgebroken taak half had bewaard.")

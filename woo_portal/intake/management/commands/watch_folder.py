"""Watches a folder for exports, until it is stopped."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections

from archive.zones import is_zone
from woo_portal.intake.watching.watcher import Watcher


class Command(BaseCommand):
    """May be stopped at any moment: what it was doing, the next one goes on with. Two at one folder do no harm."""

    help = "Bewaakt een map: elke export die daarin klaar is met binnenkomen, wordt ingelezen en opzij gezet."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the folder, the times and what is seen at once."""
        parser.add_argument("path", nargs="?", type=Path, metavar="PAD", help="de map; anders die van WOO_WATCH_DIR")
        parser.add_argument(
            "--rust", type=float, default=30, metavar="S", help="seconden stilte voor het klaar is (30)"
        )
        parser.add_argument(
            "--elke", type=float, default=5, metavar="S", help="om de hoeveel seconden wordt gekeken (5)"
        )
        parser.add_argument(
            "--eerst-nakijken",
            action="store_true",
            default=settings.WATCH_HIDES_NEW,
            help="laat niemand zien wat binnenkomt tot de archivaris het op privéberichten heeft nagekeken; ook met "
            "WOO_WATCH_PRIVATE_FIRST=1",
        )
        parser.add_argument(
            "--tijdzone",
            metavar="ZONE",
            default=settings.WATCH_ZONE,
            help="in welke tijdzone de tijden zijn van exports die er geen noemen, zoals America/Curacao (Europe/Amsterdam); "
            "ook met WOO_WATCH_ZONE",
        )
        parser.add_argument("--eenmaal", action="store_true", help="neem wat er nu ligt, en stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go round until stopped; with --eenmaal just long enough to see what has settled."""
        path: Path | None = options["path"] or (Path(settings.WATCH_DIR) if settings.WATCH_DIR else None)
        if path is None or not path.is_dir():
            raise CommandError(f"{path or 'WOO_WATCH_DIR'} is geen map. Maak hem, of noem een andere.")
        if options["tijdzone"] and not is_zone(options["tijdzone"]):
            raise CommandError(f"«{options['tijdzone']}» is geen tijdzone, zoals America/Curacao er een is.")
        # Asking whether somebody writes in a file may be answered by this signal, which would end the process.
        signal.signal(signal.SIGIO, signal.SIG_IGN)
        watcher = Watcher(
            path.resolve(), quiet=options["rust"], hides_new=options["eerst_nakijken"], zone=options["tijdzone"]
        )
        if options["eenmaal"]:
            watcher.go_round()
            time.sleep(options["rust"])
            watcher.go_round()
            return
        self.stdout.write(f"{path} wordt bewaakt.")
        while True:
            self._go_round(watcher)
            time.sleep(options["elke"])

    def _go_round(self, watcher: Watcher) -> None:
        """Once, and whatever happens to the database or the disk, a next time."""
        close_old_connections()
        try:
            if count := watcher.go_round():
                self.stdout.write(f"{count} exports opzij gezet.")
        except (Error, OSError) as error:
            self.stderr.write(f"Deze ronde mislukte: {type(error).__name__}. De volgende gaat verder.")

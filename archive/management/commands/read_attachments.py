"""Reads the attachments of the archive from the command line: what waits, or what could not be read before."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive import attachment_texts
from archive.extraction import text_recognition
from archive.extraction.contract import ReadingState

REPORT_EVERY = 50
"""Files between two lines of progress."""


class Command(BaseCommand):
    """Reads every attachment that waits; may be stopped at any moment and given again."""

    help = (
        "Leest de tekst in bijlagen die nog niet gelezen zijn, zodat zij te doorzoeken is, en maakt afbeeldingen ervan."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what is read again beside what waits."""
        parser.add_argument(
            "--opnieuw",
            choices=("mislukt", "alles"),
            help="lees ook opnieuw wat eerder niet te lezen was, of alles: na een nieuwe versie van het portaal",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read them one by one, then say what there is."""
        again = {None: [], "mislukt": [ReadingState.FAILED], "alles": list(ReadingState)}[options["opnieuw"]]
        if text_recognition.is_available():
            again = [*again, ReadingState.NO_OCR]
        else:
            self.stdout.write("Deze server heeft geen tekstherkenning (tesseract met nld): beelden blijven ongelezen.")
        attachment_texts.read_again(again)
        files = attachment_texts.waiting()
        failed = 0
        for number, sha256 in enumerate(files, start=1):
            failed += attachment_texts.read_attachment(sha256).state == ReadingState.FAILED
            if number % REPORT_EVERY == 0:
                self.stdout.write(f"{number} van {len(files)}")
        self.stdout.write(f"{len(files)} bijlagen gelezen; {failed} waren niet te lezen.")

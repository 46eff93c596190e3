"""Writes what persons decided as examples for the name finder: `manage.py export_examples FILE`."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from woo_portal.dossiers.examples import Exported, ExportRefused, export
from woo_portal.presentation.dutch import counted


class Command(BaseCommand):
    """Says what the file holds and that it may not leave the organisation."""

    help = "Schrijft berichten waarover helemaal is beslist als voorbeelden om de namenzoeker mee te trainen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and who asks for it."""
        parser.add_argument("file", type=Path, metavar="BESTAND", help="een bestand dat nog niet bestaat")
        parser.add_argument(
            "--door", metavar="NAAM", default="", help="wie het bestand maakt, voor het log; anders wie is aangemeld"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and tell."""
        path: Path = options["file"].absolute()
        try:
            exported = export(path, by=options["door"] or getpass.getuser())
        except ExportRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_told(exported, path))


def _told(exported: Exported, path: Path) -> str:
    messages = counted(exported.messages, "bericht", "berichten")
    dossiers = counted(exported.dossiers, "dossier", "dossiers")
    names = counted(exported.names, "naam", "namen")
    rejected = counted(
        exported.rejected, "afgewezen voorstel dat geen naam is", "afgewezen voorstellen die geen naam zijn"
    )
    return (
        f"{path}: {messages} uit {dossiers}, met {names} en {rejected}. "
        f"Om mee te meten en nooit mee te trainen: {counted(exported.held_out, 'bericht', 'berichten')}.\n"
        "Het bestand bevat persoonsgegevens: ongelakte berichten met de namen erin. Het mag de organisatie niet verlaten. "
        "Alleen uw account op deze machine kan het lezen.\n"
        "Verwijder het zodra het model is getraind en vergeleken: wat hierna privé wordt gemarkeerd of wordt vernietigd, "
        "staat er nog in."
    )

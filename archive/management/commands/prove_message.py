"""Writes the proof that a message is the archived one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.models import Message
from archive.sealing.proofs import Guessable, NotSealed, QuotesPrivate, inclusion_proof


class Command(BaseCommand):
    """Writes JSON, to a file or to standard output; ends with exit code 1 when the message cannot be proved."""

    help = "Schrijft het bewijs dat een bericht het gearchiveerde bericht is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the message and the file."""
        parser.add_argument("bericht", type=int, help="het nummer van het bericht")
        parser.add_argument("--naar", type=Path, metavar="BESTAND", help="waarheen; anders naar het scherm")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the proof."""
        message = Message.objects.visible().filter(pk=options["bericht"]).first()
        if message is None:
            raise CommandError(f"Bericht {options['bericht']} staat niet in het archief.")
        try:
            proof = inclusion_proof(message)
        except QuotesPrivate as error:
            raise CommandError(
                f"Bericht {message.pk} haalt een bericht aan dat als privé is gemarkeerd, en het bewijs zou dat laten lezen. Er "
                "is niets geschreven; hef eerst de markering op."
            ) from error
        except Guessable as error:
            raise CommandError(
                f"Bericht {message.pk} is verzegeld op een oudere wijze: met gissen zou uit het bewijs te lezen zijn wat in de "
                "berichten ernaast staat. Er is niets geschreven."
            ) from error
        except NotSealed as error:
            raise CommandError(
                f"Bericht {message.pk} is niet te bewijzen: het is niet (meer) wat er is verzegeld. Controleer het archief met "
                "manage.py verify_archive."
            ) from error
        written = json.dumps(proof, ensure_ascii=False, indent=1) + "\n"
        if options["naar"]:
            options["naar"].write_text(written, encoding="utf-8")
        else:
            self.stdout.write(written)

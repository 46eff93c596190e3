"""Takes conversations, or chosen messages, out of the archive as RSMF 2.0, for another system to take over."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from archive.exporting.records import ExportedConversation
from archive.exporting.rsmf import write_rsmf
from archive.exporting.selection import chosen_messages, whole_conversation
from archive.models import Conversation, Message


class Command(BaseCommand):
    """Writes .rsmf files to a folder, and says which."""

    help = "Schrijft gesprekken of gekozen berichten als RSMF 2.0, zodat een ander systeem ze kan overnemen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the folder and what is chosen."""
        parser.add_argument("map", type=Path, metavar="MAP", help="een map die nog niet bestaat of leeg is")
        parser.add_argument(
            "--gesprek", type=int, nargs="+", default=[], metavar="NUMMER", help="gesprekken, met al hun berichten"
        )
        parser.add_argument(
            "--bericht", type=int, nargs="+", default=[], metavar="NUMMER", help="berichten, uit welke gesprekken ook"
        )
        parser.add_argument(
            "--berichten-in", type=Path, metavar="PAD", help="een bestand met het nummer van een bericht op elke regel"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files; none unless everything that is asked for exists."""
        chosen = self._chosen(options)
        folder: Path = options["map"]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise CommandError(f"De map {folder} is niet leeg. Er is niets geschreven.")
            count = sum(self._write(exported, folder) for exported in chosen)
        except OSError as error:
            raise CommandError(f"{error.filename} is niet te schrijven: {error.strerror}.") from error
        self.stdout.write(f"Samen: {count} {'bestand' if count == 1 else 'bestanden'} in {folder}.")

    def _chosen(self, options: dict[str, Any]) -> list[ExportedConversation]:
        conversations = Conversation.objects.visible().in_bulk(options["gesprek"])
        if missing := set(options["gesprek"]) - conversations.keys():
            raise CommandError(f"Er is geen gesprek om te lezen met nummer {_listed(missing)}. Er is niets geschreven.")
        ids = {*options["bericht"], *(_numbers_in(options["berichten_in"]) if options["berichten_in"] else ())}
        found = set(Message.objects.visible().filter(pk__in=ids).values_list("pk", flat=True))
        if missing := ids - found:
            raise CommandError(f"Er is geen bericht om te lezen met nummer {_listed(missing)}. Er is niets geschreven.")
        if not conversations and not ids:
            raise CommandError("Geef met --gesprek, --bericht of --berichten-in aan wat er geschreven moet worden.")
        return [*map(whole_conversation, conversations.values()), *chosen_messages(ids)]

    def _write(self, exported: ExportedConversation, folder: Path) -> int:
        count = 0
        for path in write_rsmf(exported, folder, made_at=timezone.now()):
            self.stdout.write(f"{path.name}: «{exported.conversation.title}»")
            count += 1
        return count


def _numbers_in(path: Path) -> set[int]:
    try:
        return {int(line) for line in path.read_text(encoding="utf-8").split()}
    except OSError as error:
        raise CommandError(f"{path} is niet te lezen: {error.strerror}. Er is niets geschreven.") from error
    except ValueError as error:
        raise CommandError(
            f"In {path} staat iets dat geen nummer van een bericht is. Er is niets geschreven."
        ) from error


def _listed(numbers: set[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers)[:10])

"""Makes a dossier's package again and compares: `manage.py rebuild_package NUMBER`."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.management.progress import Progress
from redaction.withheld import UndecidedPassage
from woo_portal.disclosure.rebuilding import NoPackage, difference, finished_package
from woo_portal.dossiers.models import Dossier


class Command(BaseCommand):
    """Ends with an error when the package differs from one made now, and names the first file that does."""

    help = "Maakt het pakket van een dossier opnieuw uit het archief en vergelijkt het byte voor byte met het bewaarde."

    def add_arguments(self, parser: CommandParser) -> None:
        """The number of the dossier."""
        parser.add_argument("number", metavar="NUMMER", help="nummer van het dossier")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, compare, and tell."""
        dossier = Dossier.objects.select_related("layer").filter(number=options["number"]).first()
        if dossier is None:
            raise CommandError(f"Er is geen dossier met nummer {options['number']}.")
        try:
            package = finished_package(dossier)
            found = difference(package, progress=partial(Progress(self.stdout), "documenten"))
        except NoPackage as error:
            raise CommandError(str(error)) from error
        except UndecidedPassage as error:
            raise CommandError(
                "Er staat een lakvoorstel open; het pakket kan nu niet opnieuw worden gemaakt."
            ) from error
        if found:
            raise CommandError(f"Het pakket van {package.made_at:%d-%m-%Y} is niet hetzelfde. {found}")
        self.stdout.write(f"Hetzelfde pakket, byte voor byte: {package.sha256} ({package.size} bytes).")

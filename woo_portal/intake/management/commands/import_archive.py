"""Brings exports into the archive from the command line: for what is too large for a browser, or too much."""

from __future__ import annotations

import getpass
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import attachment_texts
from archive.arrivals import Arrival, arrivals_in
from archive.ingest import receive
from archive.models import ImportRun, ImportState, Person
from archive.zones import is_zone
from woo_portal.intake.shielding import import_shielded

REPORT_EVERY = 5.0
"""Seconds between two lines of progress where the output is no terminal."""


class Command(BaseCommand):
    """Reads every export at the paths given and says what became of each; ends with exit code 1 unless all were read.

    The attachments come last, when every message is in: reading photos takes about a second each.
    """

    help = "Leest exports van chat-apps in het archief in: bestanden, of mappen met alles wat daarin staat."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the paths, the phone, the name for the log and what is seen at once."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PAD", help="een export, of een map met exports")
        parser.add_argument(
            "--telefoon",
            metavar="NAAM",
            default="",
            help="van wiens telefoon de exports komen; een nieuwe naam wordt bewaard",
        )
        parser.add_argument(
            "--door",
            metavar="NAAM",
            default="",
            help="wie de exports inlevert, voor het verslag; anders wie is aangemeld",
        )
        parser.add_argument(
            "--tijdzone",
            metavar="ZONE",
            default="",
            help="in welke tijdzone de tijden zijn van exports die er geen noemen, zoals America/Curacao (Europe/Amsterdam)",
        )
        parser.add_argument(
            "--eerst-nakijken",
            action="store_true",
            help="laat niemand zien wat erbij komt tot de archivaris het op privéberichten heeft nagekeken",
        )
        parser.add_argument(
            "--zonder-bijlagen",
            action="store_true",
            help="lees de bijlagen nu niet; dat kan later met read_attachments",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import everything, then say how it ended."""
        for path in options["paths"]:
            if not path.exists():
                raise CommandError(f"{path} bestaat niet. Er is niets ingelezen.")
        if options["tijdzone"] and not is_zone(options["tijdzone"]):
            raise CommandError(
                f"«{options['tijdzone']}» is geen tijdzone, zoals America/Curacao er een is. Er is niets ingelezen."
            )
        about = {
            "holder": _holder(options["telefoon"]),
            "by": options["door"] or getpass.getuser(),
            "hides_new": options["eerst_nakijken"],
            "zone": options["tijdzone"],
        }
        runs = []
        try:
            for path in options["paths"]:
                for arrival in arrivals_in(path):
                    runs.append(self._import(arrival, **about))
        except OSError as error:
            raise CommandError(
                f"{error.filename} is niet te lezen: {error.strerror}. Wat hierboven staat, is ingelezen; de rest niet. "
                "Geef het commando daarna nog eens: wat er al is, komt er niet dubbel in."
            ) from error
        if not options["zonder_bijlagen"]:
            self._read_attachments(runs)
        self._end(runs)

    def _read_attachments(self, runs: list[ImportRun]) -> None:
        """Read what the imports brought; what is cut off here, `read_attachments` goes on with."""
        brought = [run.source for run in runs if run.state == ImportState.DONE and "repeats" not in run.report]
        files = list(dict.fromkeys(sha256 for source in brought for sha256 in attachment_texts.waiting(source)))
        progress = _Progress(self, "bijlagen")
        for number, sha256 in enumerate(files, start=1):
            attachment_texts.read_attachment(sha256)
            progress(number, len(files))
        for source in brought:
            attachment_texts.index_known(source)
        if files:
            self.stdout.write(f"{_counted(len(files), 'bijlage', 'bijlagen')} gelezen.")

    def _import(self, arrival: Arrival, *, holder: Person | None, by: str, hides_new: bool, zone: str) -> ImportRun:
        with arrival.as_one_file() as original:
            run = receive(original, file_name=arrival.name, by=by, holder=holder, hides_new=hides_new, zone=zone)
        if run.state != ImportState.DONE:
            run = import_shielded(run.pk, progress=_Progress(self, arrival.name))
        if holder is not None and run.source.holder != holder:
            whose = f"de telefoon van {run.source.holder}" if run.source.holder else "een onbekende telefoon"
            self.stdout.write(f"{arrival.name}: was eerder ingeleverd als export van {whose}; dat blijft zo.")
        if zone and run.zone != zone and run.report.get("local_times"):
            self.stdout.write(f"{arrival.name}: was eerder ingeleverd met tijden in {run.zone}; dat blijft zo.")
        self.stdout.write(f"{arrival.name}: {_outcome(run)}")
        return run

    def _end(self, runs: list[ImportRun]) -> None:
        """The total, and a failure when something was not read."""
        if not runs:
            raise CommandError("Geen enkel bestand gevonden: in de mappen staat niets.")
        new = sum(run.report.get("messages_new", 0) for run in runs)
        total = _counted(len(runs), "export", "exports")
        self.stdout.write(f"Samen: {total}, {_counted(new, 'nieuw bericht', 'nieuwe berichten')}.")
        states = Counter(run.state for run in runs)
        failures = []
        if refused := states[ImportState.REFUSED]:
            failures.append(f"{refused} geweigerd")
        if asking := states[ImportState.QUESTION]:
            failures.append(
                f"{asking} in afwachting van een antwoord van de archivaris (in het portaal: Archief, Imports)"
            )
        if failures:
            raise CommandError(f"Niet alles is ingelezen: {', '.join(failures)}.")


class _Progress:
    """Shows how far a file is: in place on a terminal, else a line every few seconds."""

    def __init__(self, command: BaseCommand, name: str) -> None:
        self._out, self._name = command.stdout, name
        self._in_place = self._out.isatty()
        self._last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if self._in_place:
            self._out.write(f"\r{self._name}: {done} van {total}", ending="\r" if done >= total else "")
            self._out.flush()
        elif time.monotonic() - self._last >= REPORT_EVERY:
            self._last = time.monotonic()
            self._out.write(f"{self._name}: {done} van {total}")


def _holder(name: str) -> Person | None:
    """The person of this name, made when nobody has it."""
    if not name:
        return None
    found = list(Person.objects.named(name)[:2])
    if len(found) > 1:
        raise CommandError(f"Er zijn meer personen die «{name}» heten. Lever deze export in via het portaal.")
    return found[0] if found else Person.objects.create(name=name)


def _outcome(run: ImportRun) -> str:
    """What became of one export, as a Dutch sentence."""
    report = run.report
    if run.state == ImportState.REFUSED:
        return f"geweigerd. {run.problem}"
    if run.state == ImportState.QUESTION:
        return "wacht op een antwoord: dag en maand zijn in dit bestand niet te onderscheiden. Er is niets ingelezen."
    if "repeats" in report:
        earlier = ImportRun.objects.get(pk=report["repeats"]).finished_at
        when = f" op {earlier.astimezone():%d-%m-%Y}" if earlier else ""
        return f"was al geïmporteerd{when}; er is niets toegevoegd."
    parts = [
        _counted(report["messages_new"], "nieuw bericht", "nieuwe berichten"),
        f"{report['messages_known']} al bekend",
        f"{report['unreadable']} van {report['units']} {report['unit']} niet gelezen",
    ]
    if stores := report.get("mail_stores"):
        parts.append(f"{_counted(len(stores), 'bestand', 'bestanden')} met e-mail niet gelezen (zie het verslag)")
    if count := report.get("local_times"):
        parts.append(f"tijden van {_counted(count, 'bericht', 'berichten')} gelezen als tijd in {run.zone}")
    return f"{', '.join(parts)}.{'' if report['accounted'] else ' LET OP: het verslag sluit niet; meld dit.'}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"

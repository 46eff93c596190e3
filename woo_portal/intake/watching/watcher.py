"""Going round a watched folder: take what has settled, bring it in, and put aside what has ended."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from archive.arrivals import Arrival
from archive.ingest import destroyed_file
from archive.models import ImportRun, ImportState, Person
from woo_portal.audit.models import Event, Verb
from woo_portal.intake.receiving import receive_unattended, shortened
from woo_portal.intake.watching import claims
from woo_portal.intake.watching.claims import Claim, Part
from woo_portal.intake.watching.inbox import Settling, Unit
from woo_portal.presentation.dutch import moment
from woo_portal.watched_folder import BUSY, DONE, REFUSED, names_like, say_why

logger = logging.getLogger(__name__)
WAY = "de bewaakte map"


@dataclass(slots=True)
class Watcher:
    """Watches one folder. Call `go_round` again and again; of two at one folder only one does anything at a time."""

    root: Path
    quiet: float = 30.0
    """Seconds without a change after which something has finished arriving."""
    hides_new: bool = False
    """Whether what comes in is private until who guards the archive has looked at it."""
    zone: str = ""
    """The zone of local times of which an export says none; see `archive.ingest.receive`."""
    _settling: Settling = field(init=False)
    _told: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._settling = Settling(self.quiet)

    def go_round(self) -> int:
        """Do what can be done now; how many exports were put aside. Nothing when another watcher is at it."""
        with self._alone() as alone:
            if not alone:
                return 0
            for stray in claims.strays_in(self.root, failing=self._tell_failing):
                self._set_apart(stray)
            being_taken = {
                Path(taken.place) / name
                for taken in claims.claims_in(self.root, failing=self._tell_failing)
                for name in taken.members
                if not taken.gathered
            }
            for unit in self._settling.settled(self.root):
                if being_taken.isdisjoint(unit.members):
                    self._take(unit)
            return sum(self._go_on(taken) for taken in claims.claims_in(self.root, failing=self._tell_failing))

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        busy = self.root / BUSY
        busy.mkdir(exist_ok=True)
        with (busy / claims.LOCK).open("a") as lock:
            try:
                # The system drops the lock with the process that holds it, however that ended.
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _take(self, unit: Unit) -> None:
        holder = None
        if unit.holder:
            found = list(Person.objects.named(unit.holder)[:2])
            if len(found) != 1:
                who = "meer personen heten" if found else "niemand in het archief heet"
                self._tell(
                    f"De map «{unit.holder}» blijft staan: {who} zo. Noem de map naar één persoon, of «onbekend»."
                )
                return
            holder = found[0].pk
        try:
            claims.claim(self.root, unit, holder=holder, hides_new=self.hides_new, zone=self.zone)
        except OSError as error:
            self._tell(f"«{unit.members[0].name}» is niet weg te nemen uit {unit.place}: {error.strerror}.", error)

    def _go_on(self, taken: Claim) -> int:
        """Go on with a claim where it was; how many of its exports were put aside.

        Whatever is wrong with one claim, the others go on; it is tried again the next time.
        """
        try:
            claims.gather(taken)
            if strange := claims.strange_entry(taken):
                self._refuse_whole(taken, strange)
                return 1
            claims.look(taken)
            parts = taken.parts or []
            ended = [self._go_on_with(taken, number, part) for number, part in enumerate(parts)]
            if not all(ended):
                return 0
            claims.end(taken, Path(parts[-1].target) if parts else self.root / REFUSED / taken.folder.name)
            return len(parts)
        except Exception as error:
            self._tell_failing(taken.folder, error)
            return 0

    def _go_on_with(self, taken: Claim, number: int, part: Part) -> bool:
        """Receive an export, or put it aside when its import has ended; whether that was done."""
        if part.run and not self._is_known(taken, number, part):
            # The database was put back from a backup of before: it may have given the number to another import since.
            part.run, part.target = 0, ""
        if not part.target:
            if not part.run or part.prints != claims.prints_of(taken, part):
                self._receive(taken, number, part)
            run = ImportRun.objects.get(pk=part.run)
            # Somebody may have gone on writing in it: then the next round receives what it has become.
            if run.state not in (ImportState.DONE, ImportState.REFUSED) or part.prints != claims.prints_of(taken, part):
                return False
            ended = DONE if run.state == ImportState.DONE else REFUSED
            part.target = str(self._free(self.root / ended / taken.whose, f"import {run.pk}"))
            taken.write()
        self._put_aside(taken, part)
        return True

    def _put_aside(self, taken: Claim, part: Part) -> None:
        run = ImportRun.objects.get(pk=part.run)
        # The files first: one of them may have the name of the note.
        claims.put_aside(taken, part, Path(part.target))
        if run.state == ImportState.REFUSED:
            _say_why(
                Path(part.target),
                f"«{part.name}» is geweigerd. {run.problem}",
                f"Het bestand is ook in het portaal bewaard, bij import {run.pk}."
                if destroyed_file(run.source.sha256) is None
                else "Wis het ook hier.",
            )

    def _receive(self, taken: Claim, number: int, part: Part) -> None:
        """Bring an export in. What was received just before a crash is known by the event that tells of it."""
        prints = claims.prints_of(taken, part)
        name = _name_of(taken, number, prints)
        known = Event.objects.filter(verb=Verb.IMPORT_STARTED, details__claim=name).first()
        if known is not None:
            part.run = known.details["run"]
        else:
            files = tuple(taken.folder / file for file in part.files)
            arrival = Arrival(shortened(part.name), files, taken.folder / part.folder)
            holder = None if taken.holder is None else Person.objects.get(pk=taken.holder)
            run = receive_unattended(
                arrival,
                holder=holder,
                hides_new=taken.hides_new,
                zone=taken.zone,
                way=WAY,
                claim=name,
                folder=str(self.root),
            )
            part.run = run.pk
        part.prints = prints
        taken.write()

    def _is_known(self, taken: Claim, number: int, part: Part) -> bool:
        """Whether the log tells that this export was received as the import that the journal names."""
        name = _name_of(taken, number, part.prints)
        return Event.objects.filter(verb=Verb.IMPORT_STARTED, details__claim=name, details__run=part.run).exists()

    def _set_apart(self, stray: Path) -> None:
        """Put a folder aside, whole, or a file, of which nobody knows any more what it is; it may hold the only copy."""
        target = self._free(self.root / REFUSED, stray.name)
        try:
            target.parent.mkdir(exist_ok=True)
            if stray.is_dir() and not stray.is_symlink():
                stray.rename(target)
            else:
                target.mkdir()
                stray.rename(target / stray.name)
            _say_why(
                target,
                f"Dit lag in «{BUSY}» zonder dat nog te lezen was waar het bij hoort. Er is niets van gewist.",
                "Haal de bestanden hieruit en leg ze opnieuw in de map: wat al in het archief staat, komt er niet nog eens in.",
            )
        except OSError as error:
            self._tell(f"«{stray.name}» is niet weg te nemen uit «{BUSY}»: {error.strerror}.", error)

    def _free(self, around: Path, name: str) -> Path:
        """A folder of this name that is not there yet."""
        return next(path for path in map(around.joinpath, names_like(name)) if not path.exists())

    def _refuse_whole(self, taken: Claim, strange: str) -> None:
        """Put a claim aside that is not looked at: what a link points to was not delivered here."""
        target = self.root / REFUSED / taken.whose / taken.folder.name
        _say_why(
            target,
            f"Dit is niet ingelezen: er staat een verwijzing of een bijzonder bestand in («{strange}»).",
            "Haal dat weg en leg de rest opnieuw in de map.",
            taken=[path.name for path in taken.content.iterdir()],
        )
        claims.end(taken, target)

    def _tell_failing(self, folder: Path, error: Exception) -> None:
        self._tell(f"«{folder.name}» in «{BUSY}»: {type(error).__name__}. Het wordt opnieuw geprobeerd.", error)

    def _tell(self, sentence: str, error: BaseException | None = None) -> None:
        """Tell the log, each thing once."""
        if sentence not in self._told:
            self._told.add(sentence)
            logger.warning(sentence, exc_info=error)


def _name_of(taken: Claim, number: int, prints: list[list[int]]) -> str:
    """What the log calls an export of a claim, as it was when it was received."""
    return f"{taken.folder.name}/{number}/{prints}"


def _say_why(target: Path, *sentences: str, taken: Collection[str] = ()) -> None:
    say_why(target, "\n".join(sentences), f"({moment(timezone.now())})", taken=taken)

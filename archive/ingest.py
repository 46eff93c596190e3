"""From an export file to stored messages: receive, parse, match, store. Idempotent, and all or nothing.

`receive` keeps the original and returns at once; `run_import` does the work and may be called again after a crash: the
whole import is one transaction, so a killed worker leaves nothing behind.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from archive import content
from archive.conversation_storing import Storing
from archive.identity import Introduced, standing
from archive.importing import (
    DateOrder,
    ImportOptions,
    ImportRefused,
    ParsedConversation,
    ParsedMessage,
    QuestionForPerson,
)
from archive.models import DestroyedFile, ImportRun, ImportState, Person, Source
from archive.reading.containers import Container, open_container, sha256_of
from archive.reading.mail_stores import mail_stores
from archive.reading.nested_containers import NestedContainer
from archive.recognising import recognise
from archive.reporting import ImportReport, report_for
from archive.sealing.integrity import seal
from archive.search.vocabulary import settle
from archive.staging import Staging
from archive.standstill import stand_still
from archive.storable import storable, storable_json
from archive.zones import DEFAULT_ZONE

Progress = Callable[[int, int], None]
"""Told how many units are done, of how many."""
AtTheEnd = Callable[[ImportRun, Introduced], object]
"""Does something with what was stored, in the transaction that stored it; is told who is known since."""
_STORING = 7302
"""The key of the advisory lock under which an import stores what it read."""
_LONGEST_NAME, _LONGEST_ENDING = 255, 10
"""Bytes of the name of a file, and characters of its ending with the dot."""
_BROKEN = (
    "Tijdens het lezen ging er iets mis in het portaal. Er is niets ingelezen; het bestand is bewaard en kan opnieuw worden "
    "ingelezen. Blijft het misgaan, meld dan import {run} aan de beheerder."
)
FINISHED = (ImportState.DONE, ImportState.REFUSED)
"""An import in these states is not taken up again."""
_STILL_OPEN = (ImportState.WAITING, ImportState.QUESTION, ImportState.FAILED)
"""An import in these states has read nothing that lasts: what is said of its file can still be said otherwise."""


def receive(
    path: Path, *, file_name: str, by: str, holder: Person | None = None, hides_new: bool = False, zone: str = ""
) -> ImportRun:
    """Keep the original under its hash and open an import for it, without reading it.

    A file that was imported before gets a run that is done at once and says so: it adds nothing. A file whose import still
    waits, runs or asks gets no second one: that run is returned. Until something of a file is stored, the name and the
    holder given last count, but for one that is being read; of one who was merged it is the phone of who that is now. A file
    that was destroyed is not kept again: it gets a run that is refused at once.

    `hides_new`: what it adds is to be private until who guards the archive has looked at it. Asked for once, it stays asked.
    Whoever runs the import sees to it (`run_import`, `at_the_end`).

    `zone` is the zone of local times of which the file says none, a name that `archive.zones.is_zone` knows; "" when nobody
    says, which is then `DEFAULT_ZONE`. The one said last counts until the file is being read; of a file that was read it stays.
    """
    with transaction.atomic():
        # A destruction waits until the bytes are here and accounted for, or has been by the time they are looked for.
        stand_still()
        sha256 = sha256_of(path)
        if destroyed := destroyed_file(sha256):
            return _refused(destroyed, size=path.stat().st_size, file_name=file_name, by=by)
        with path.open("rb") as stream:
            sha256, size = content.store(stream)
        if holder is not None:
            holder = Person.objects.get(pk=standing([holder.pk])[holder.pk])
        source, created = Source.objects.get_or_create(
            sha256=sha256, defaults={"size": size, "file_name": file_name[:255], "holder": holder}
        )
        if hides_new:
            ask_to_hide(source)
        if earlier := source.runs.filter(state=ImportState.DONE).last():
            return _done_again(earlier, by=by)
        if unfinished := source.runs.exclude(state=ImportState.REFUSED).first():
            return _said_anew(unfinished, file_name=file_name, holder=holder, zone=zone)
        if not created:
            _name_source(source, file_name, holder)
        asked = hides_new or source.runs.filter(hides_new=True).exists()
        return ImportRun.objects.create(source=source, started_by=by, hides_new=asked, zone=zone or DEFAULT_ZONE)


def _done_again(earlier: ImportRun, *, by: str) -> ImportRun:
    """The import of a file that was imported before: done at once."""
    return ImportRun.objects.create(
        source=earlier.source,
        started_by=by,
        state=ImportState.DONE,
        finished_at=timezone.now(),
        zone=earlier.zone,
        report=_repeated(earlier),
    )


def _said_anew(run: ImportRun, *, file_name: str, holder: Person | None, zone: str) -> ImportRun:
    """An import that has not ended, with the name, the holder and the zone that are said now.

    One that reads at this moment keeps its own. Whoever reads holds the source, so that is not waited for; an import that
    begins meanwhile waits until this is stored.
    """
    source = Source.objects.select_for_update(skip_locked=True).filter(pk=run.source_id).first()
    run.refresh_from_db(fields=["state", "zone"])
    if source is not None and run.state in _STILL_OPEN:
        _name_source(source, file_name, holder)
        run.source, run.zone = source, zone or run.zone
        run.save(update_fields=["zone"])
    return run


def _name_source(source: Source, file_name: str, holder: Person | None) -> None:
    """Call a file, of which nothing was stored, what it is called now; nobody named leaves its holder as it was."""
    source.file_name, source.holder = file_name[:255], holder or source.holder
    source.save(update_fields=["file_name", "holder"])


def ask_to_hide(source: Source) -> None:
    """Ask of the import of a file that has not ended that what it adds is private at first.

    One that is about to end is waited for (`is_to_hide`): it has then ended, as if this was asked a moment later.
    """
    source.runs.filter(hides_new=False).exclude(state__in=FINISHED).update(hides_new=True)


def is_to_hide(run: ImportRun) -> bool:
    """Whether it was asked that what this import adds is private at first. Until the transaction ends nobody asks it."""
    return ImportRun.objects.select_for_update().get(pk=run.pk).hides_new


def destroyed_file(sha256: str) -> DestroyedFile | None:
    """What is told of a file that a destruction removed; None for any other."""
    return DestroyedFile.objects.select_related("destruction").filter(sha256=sha256, is_kept=False).first()


def _refused(destroyed: DestroyedFile, *, size: int, file_name: str, by: str) -> ImportRun:
    source, _ = Source.objects.get_or_create(
        sha256=destroyed.sha256, defaults={"size": size, "file_name": file_name[:255]}
    )
    return ImportRun.objects.create(
        source=source,
        started_by=by,
        state=ImportState.REFUSED,
        finished_at=timezone.now(),
        problem=f"Dit bestand is vernietigd ({destroyed.destruction}). Het is niet opnieuw bewaard en er is niets uit gelezen.",
    )


def _repeated(earlier: ImportRun) -> dict[str, object]:
    """The report of a file that was imported before: the same, with everything known and nothing new."""
    conversations = [
        chat | {"new": 0, "known": chat["new"] + chat["known"]} for chat in earlier.report["conversations"]
    ]
    known = earlier.report["messages_new"] + earlier.report["messages_known"]
    return earlier.report | {
        "repeats": earlier.pk,
        "messages_new": 0,
        "messages_known": known,
        "conversations": conversations,
    }


def answer(run: ImportRun, *, date_order: DateOrder, zone: str = "") -> None:
    """Record a person's answer to the question an import waits on; it can then run again.

    `zone` as in `receive`; "" leaves it as it was said when the file came in.
    """
    run.date_order, run.zone = date_order.value, zone or run.zone
    run.state = ImportState.WAITING
    run.save(update_fields=["date_order", "zone", "state"])


def run_import(
    run_id: int, *, progress: Progress = lambda done, total: None, at_the_end: AtTheEnd = lambda run, introduced: None
) -> ImportRun:
    """Read the source of a run and store what it adds. Returns at once when the run is finished already.

    A file that cannot be read ends as refused, and one that needs an answer waits for it; neither leaves a message behind. Nor
    does an error that nobody expected, which is raised: the run then says that it was broken off, and can run again.
    `at_the_end` is called with what was stored, before anybody can see it.
    """
    run = ImportRun.objects.get(pk=run_id)
    ImportRun.objects.filter(pk=run.pk).exclude(state__in=FINISHED).update(state=ImportState.RUNNING)
    try:
        with transaction.atomic():
            # Two runs over one source wait for each other here; the second then finds every message known. Two workers
            # at one run as well; the second then finds it finished.
            run.source = Source.objects.select_related("holder").select_for_update(of=("self",)).get(pk=run.source_id)
            run.refresh_from_db(fields=["state", "zone"])
            if run.state in FINISHED:
                return run
            introduced = Introduced()
            report = _import(run, progress, introduced)
            at_the_end(run, introduced)
            _finish(run, ImportState.DONE, report=report.as_json())
            seal(run)
    except QuestionForPerson as question:
        _finish(run, ImportState.QUESTION, report={"field": question.field, "examples": list(question.examples)})
    except ImportRefused as refusal:
        _finish(run, ImportState.REFUSED, problem=str(refusal))
    except Exception:
        # A run that only seems to be busy is waited for, by persons and by a destruction.
        with suppress(DatabaseError):
            break_off(run.pk)
        raise
    settle()
    return run


def break_off(run_id: int) -> None:
    """Say of an import that has not ended that it was broken off; nothing of it is in the archive."""
    unfinished = ImportRun.objects.filter(pk=run_id, state__in=(ImportState.WAITING, ImportState.RUNNING))
    unfinished.update(state=ImportState.FAILED, problem=_BROKEN.format(run=run_id), finished_at=timezone.now())


def _finish(run: ImportRun, state: ImportState, *, report: dict[str, object] | None = None, problem: str = "") -> None:
    run.state, run.report, run.problem = state, storable_json(report or {}), storable(problem)
    run.finished_at = timezone.now() if state is not ImportState.QUESTION else None
    run.save(update_fields=["state", "report", "problem", "finished_at"])


@contextmanager
def open_source(source: Source) -> Iterator[Container]:
    """The original, under the name it came in with: importers read the chat's title from it."""
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / _name_on_disk(source.file_name)
        named.symlink_to(content.path_of(source.sha256).resolve())
        with NestedContainer(open_container(named)) as container:
            yield container


def _name_on_disk(file_name: str) -> str:
    """The name as a file system can have it: at most 255 bytes, with its ending."""
    stem, dot, ending = file_name.rpartition(".") if "." in file_name[-_LONGEST_ENDING:] else (file_name, "", "")
    room = _LONGEST_NAME - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def _import(run: ImportRun, progress: Progress, introduced: Introduced) -> ImportReport:
    with open_source(run.source) as container:
        recognised = recognise(container)
        importer = recognised.export.importer
        Source.objects.filter(pk=run.source_id).update(importer=importer.name)
        unread = mail_stores(container, read=recognised.export.members)
        report = report_for(importer, importer.count_units(container), notices=recognised.notices(), unread=unread)
        options = ImportOptions(DateOrder(run.date_order) if run.date_order else None, run.zone)
        staging = Staging()
        chats: dict[str, tuple[int, ParsedConversation]] = {}
        with staging:
            for item in importer.parse(container, options):
                report.add(item)
                if isinstance(item, ParsedConversation):
                    chats.setdefault(item.key, (len(chats), item))
                elif isinstance(item, ParsedMessage):
                    staging.write(chats[item.conversation][0], item)
                    if item.last_unit % 1000 < 1:
                        progress(item.last_unit, report.units)
        _store_alone()
        storing = Storing(run.source, container, staging, report, introduced)
        for chat, parsed in chats.values():
            storing.store(chat, parsed)
        progress(report.units, report.units)
    report.tell_what_stays_behind()
    return report


def _store_alone() -> None:
    """No other import stores anything until this transaction ends.

    Of two phones of one chat that came in at the same moment, neither would see what the other holds, and nothing would meet.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_STORING])

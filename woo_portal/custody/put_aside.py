"""The copies of destroyed originals that a watched folder keeps: removing them, and telling what became of them.

How many there are is written down before the first goes, so that who is killed half-way and begins again tells the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from archive import content
from archive.models import Destruction, ImportRun, ImportState, PutAside
from woo_portal.audit.models import Event, Verb
from woo_portal.presentation.dutch import counted
from woo_portal.watched_folder import DONE, REFUSED, copies_of, copies_of_original


def remove_copies(destruction: Destruction) -> None:
    """Remove the copies of the originals that go with a destruction, while their bytes are still there to compare with.

    May be repeated. A folder that cannot be read is left, and told.
    """
    done = set(destruction.put_aside.exclude(left=None).values_list("run", flat=True))
    sources = destruction.files.exclude(source=None).values("source")
    runs = ImportRun.objects.filter(source__in=sources, started_at__lte=destruction.destroyed_at).select_related(
        "source"
    )
    folders = _folders([run.pk for run in runs])
    for run in runs:
        if run.pk in folders and run.pk not in done:
            _remove(destruction, run, folders[run.pk])


def _folders(runs: list[int]) -> Mapping[int, Path | None]:
    """Of the imports (ids) that came out of a watched folder, where that is; None when it is not known.

    Which folder it was is in the log; before it was, there was one for all.
    """
    events = Event.objects.filter(verb=Verb.IMPORT_STARTED, details__run__in=runs, details__has_key="claim")
    found: dict[int, Path | None] = {}
    for event in events.order_by("pk"):
        folder = event.details.get("folder") or settings.WATCH_DIR
        found[event.details["run"]] = Path(folder) if folder else None
    return found


def _remove(destruction: Destruction, run: ImportRun, folder: Path | None) -> None:
    row, _ = PutAside.objects.get_or_create(destruction=destruction, run=run, defaults={"found": 0})
    try:
        if folder is None:
            raise FileNotFoundError
        with copies_of_original(content.path_of(run.source.sha256), run.source.sha256) as is_copy:
            there = copies_of(folder, run.pk, is_copy, remove=False)
            row.found = max(row.found, there.copies)
            row.save(update_fields=["found"])
            copies_of(folder, run.pk, is_copy, remove=True)
            after = copies_of(folder, run.pk, is_copy, remove=False)
        row.removed, row.left = row.found - after.copies, after.copies + after.others
    except OSError:
        row.left, row.is_unreachable = 0, True
    row.save(update_fields=["removed", "left", "is_unreachable"])


def place_of(row: PutAside) -> str:
    """Where in a watched folder the files of an import lie: "verwerkt/…/import 12". Names nobody whose telephone it was."""
    return f"{DONE if row.run.state == ImportState.DONE else REFUSED}/…/import {row.run_id}"


def removed_copies(row: PutAside) -> str:
    """How many copies were removed there: "1 bestand"; empty when none was."""
    return counted(row.removed, "bestand", "bestanden") if row.removed else ""


def why_left(row: PutAside) -> str:
    """Why copies there are still to be removed by hand, in Dutch; empty when all are gone."""
    if row.is_unreachable:
        return "de map is niet bekend of was niet te lezen"
    if row.left:
        lie = "ligt" if row.left == 1 else "liggen"
        return f"{counted(row.left, 'bestand', 'bestanden')} {lie} er nog: de bytes zijn anders, of wissen lukte niet"
    return "" if row.removed else "niet gevonden; wat nog in bezig ligt, komt hier later"

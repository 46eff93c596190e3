"""From files that come in to imports that wait their turn: which files belong together, whose phone, who brought them, or which
way they came when nobody did: a watched folder, archiving software.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.urls import reverse

from archive import ingest
from archive.arrivals import Arrival, group
from archive.models import ImportRun, ImportState, Person
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.jobs.models import Job
from woo_portal.jobs.queue import enqueue

JOB_KIND = "import"
NAME_BYTES = 200
"""Of a file's name so much is kept: file systems take 255 bytes, and packing adds an extension."""


def receive_upload(
    files: Sequence[TemporaryUploadedFile],
    *,
    holder: Person | None,
    by: User,
    hides_new: bool = False,
    zone: str = "",
) -> list[ImportRun]:
    """Keep the originals and queue an import for each export among the files; an export that waits already is not doubled.

    The files have different names. `hides_new`: what they add is private until who guards the archive has looked at it. `zone`:
    the one of local times of which the files say none; see `archive.ingest.receive`.
    """
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for file in files:
            path = Path(folder) / shortened(cast(str, file.name))
            # The importers read the chat's title from the name; a link spares a copy of gigabytes.
            path.symlink_to(file.temporary_file_path())
            paths.append(path)
        for arrival in group(paths):
            runs.append(_receive(arrival, holder=holder, by=by, hides_new=hides_new, zone=zone))
    return runs


def receive_unattended(
    arrival: Arrival, *, holder: Person | None, hides_new: bool, way: str, zone: str = "", **details: Any
) -> ImportRun:
    """Keep an export that no user brings, and queue its import. `way` is how it came in, in Dutch: "de bewaakte map".

    `hides_new`: what it adds is private until who guards the archive has looked at it. `zone`: see `archive.ingest.receive`.
    `details` are kept with the event.
    """
    return _receive(arrival, holder=holder, by=None, hides_new=hides_new, zone=zone, way=way, **details)


def _receive(
    arrival: Arrival, *, holder: Person | None, by: User | None, hides_new: bool, zone: str, **details: Any
) -> ImportRun:
    """Keep the original, tell the log, and queue the import; a file that is known adds nothing, one that waits is not doubled.

    Original, import, event and job are there together or not at all, but for the bytes in the content store.
    """
    brought_by = details["way"] if by is None else str(by)
    with arrival.as_one_file() as original, transaction.atomic():
        run = ingest.receive(
            original, file_name=arrival.name, by=brought_by, holder=holder, hides_new=hides_new, zone=zone
        )
        kept_holder = run.source.holder
        record(
            Verb.IMPORT_STARTED,
            by=by,
            subject=arrival.name,
            run=run.pk,
            sha256=run.source.sha256,
            holder=kept_holder.name if kept_holder else "",
            repeated="repeats" in run.report,
            zone=run.zone,
            **details,
        )
        if run.state not in (*ingest.FINISHED, ImportState.QUESTION):
            start(run, by=by)
    return run


def start(run: ImportRun, *, by: User | None) -> Job:
    """Queue the work of an import; work that waits or runs already is not doubled."""
    url = reverse("archive-import", args=[run.pk])
    return enqueue(JOB_KIND, subject=subject_of(run), by=by, url=url, run=run.pk)


def subject_of(run: ImportRun) -> str:
    """What the work of an import is called, in Dutch."""
    return f"Import van «{run.source.file_name}»"


def job_of(run: ImportRun) -> Job | None:
    """The newest job for an import, which calls its file as `run` does; None for one that needed none."""
    job = Job.objects.filter(kind=JOB_KIND, arguments={"run": run.pk}).first()
    if job is not None:
        job.subject = subject_of(run)
    return job


def shortened(name: str) -> str:
    """A file name of at most `NAME_BYTES` bytes, with its extension."""
    stem, suffix = Path(name).stem, Path(name).suffix
    room = NAME_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + suffix

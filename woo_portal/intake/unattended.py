"""An export that no user brings, but a watched folder or archiving software: kept, told to the log, and its import queued."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from archive import ingest
from archive.arrivals import Arrival
from archive.models import ImportRun, ImportState, Person
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.intake.receiving import JOB_KIND, subject_of
from woo_portal.jobs.queue import enqueue


def receive_unattended(
    arrival: Arrival, *, holder: Person | None, hides_new: bool, way: str, **details: Any
) -> ImportRun:
    """Keep the original and queue its import; a file that is known adds nothing, one that waits is not doubled.

    `hides_new`: what it adds is private until who guards the archive has looked at it. `way` is how it came in, in Dutch: "de
    bewaakte map". `details` are kept with the event. Original, import, event and job
    are there together or not at all, but for the bytes in the content store.
    """
    with arrival.as_one_file() as original, transaction.atomic():
        run = ingest.receive(original, file_name=arrival.name, by=way, holder=holder, hides_new=hides_new)
        kept_holder = run.source.holder
        record(
            Verb.IMPORT_STARTED,
            by=None,
            subject=arrival.name,
            run=run.pk,
            sha256=run.source.sha256,
            holder=kept_holder.name if kept_holder else "",
            repeated="repeats" in run.report,
            way=way,
            **details,
        )
        if run.state not in (*ingest.FINISHED, ImportState.QUESTION):
            url = reverse("archive-import", args=[run.pk])
            enqueue(JOB_KIND, subject=subject_of(run), by=None, url=url, run=run.pk)
    return run

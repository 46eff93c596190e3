"""Reading the attachments of an import as work in the background, in slices that let other work go first."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from django.urls import reverse

from archive.attachment_texts import files_of, index_known, read_attachment, waiting
from archive.extraction.contract import ReadingState
from archive.models import ImportRun
from woo_portal.jobs.models import Job
from woo_portal.jobs.queue import enqueue
from woo_portal.presentation.dutch import counted

JOB_KIND = "attachments"
SLICE_SECONDS = 120
"""After so long the rest becomes a job of its own, behind what was queued meanwhile: ten thousand photos take hours."""


def queue_reading(run: ImportRun, *, part: int = 1) -> Job | None:
    """Queue reading what an import brought; to be called when it is done. None when it brought no files.

    Called twice it queues once; what was read before, from this source or another, is not read again.
    """
    if not files_of(run.source).exists():
        return None
    return enqueue(
        JOB_KIND,
        subject=f"Bijlagen van «{run.source.file_name}»",
        by=None,
        url=reverse("archive-import", args=[run.pk]),
        run=run.pk,
        part=part,
    )


def read_slice(run: ImportRun, *, part: int, progress: Callable[[int, int], None]) -> str:
    """Read attachments of a source until none waits or the time is up; then queue the rest. A Dutch sentence on it."""
    if part == 1:
        index_known(run.source)
    until = time.monotonic() + SLICE_SECONDS
    files, total = waiting(run.source), files_of(run.source).count()
    done = 0
    for sha256 in files:
        if time.monotonic() > until:
            queue_reading(run, part=part + 1)
            return f"{counted(done, 'bijlage', 'bijlagen')} gelezen; de rest volgt."
        read_attachment(sha256)
        done += 1
        progress(total - len(files) + done, total)
    return f"{counted(done, 'bijlage', 'bijlagen')} gelezen."


_IN_WORDS = {
    ReadingState.WAITING: "Van {} is de inhoud nog niet gelezen.",
    ReadingState.READ: "Van {} is de inhoud gelezen.",
    ReadingState.NO_OCR: "Van {} staat de inhoud in beeld; deze server heeft geen tekstherkenning.",
    ReadingState.FAILED: "Van {} is de inhoud niet te lezen.",
}


def told(counts: Mapping[ReadingState, int]) -> list[str]:
    """What became of the attachments of an import, in Dutch sentences; an attachment that came twice counts once."""
    sentences = [
        words.format(counted(counts[state], "bijlage", "bijlagen"))
        for state, words in _IN_WORDS.items()
        if counts.get(state)
    ]
    if without := counts.get(ReadingState.NO_TEXT):
        verb = "is" if without == 1 else "zijn"
        sentences.append(
            f"{counted(without, 'bijlage', 'bijlagen')} {verb} van een soort waarvan de inhoud niet gelezen wordt."
        )
    return sentences

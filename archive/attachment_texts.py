"""Reading the attachments of the archive: which still wait, one at a time, and what was found put where it is searched.

Each file is read once, under its SHA-256, and what was read of it is kept before the next one is begun: the work may be cut
off at any moment and go on later.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from archive import content, previews
from archive.extraction.confined import Reading, read_confined
from archive.extraction.contract import ReadingState
from archive.models import Attachment, AttachmentText, Source
from archive.search.index import index_attachment_texts
from archive.storable import storable

_GONE = "Het bestand hoort bij geen bericht meer."
ATTEMPTS = 4
"""A file at which reading was cut off so often is given up: it may be what cuts it off."""


def files_of(source: Source | None = None) -> QuerySet[Attachment, str]:
    """The SHA-256 of every attachment the archive holds, or of those of the messages of one source."""
    held = Attachment.objects.exclude(sha256="")
    if source is not None:
        held = held.filter(message__captures__source=source)
    return held.order_by("sha256").values_list("sha256", flat=True).distinct()


def waiting(source: Source | None = None) -> list[str]:
    """The files that are still to be read, of one source or of all; opens a row for each that has none."""
    files = files_of(source)
    states = dict(AttachmentText.objects.filter(pk__in=files).values_list("sha256", "state"))
    fresh = [sha256 for sha256 in files if sha256 not in states]
    AttachmentText.objects.bulk_create((AttachmentText(sha256=sha256) for sha256 in fresh), ignore_conflicts=True)
    return fresh + [sha256 for sha256, state in states.items() if state == ReadingState.WAITING]


def index_known(source: Source) -> None:
    """Make the messages of a source findable by the files that another source brought, and that were read then."""
    for sha256 in AttachmentText.objects.filter(pk__in=files_of(source)).exclude(text="").values_list("pk", flat=True):
        index_attachment_texts(sha256)


def read_again(states: Iterable[ReadingState]) -> int:
    """Let the files in these states be read anew; how many there are."""
    again = AttachmentText.objects.filter(state__in=[state.value for state in states])
    return again.update(state=ReadingState.WAITING.value, attempts=0)


def read_attachment(sha256: str) -> AttachmentText:
    """Read one file, keep what was found and make its messages findable by it. One that was read is left as it is.

    Of a file that no message has any more, because they were destroyed, nothing is kept.
    """
    if not Attachment.objects.filter(sha256=sha256).exists():
        return AttachmentText(sha256=sha256, state=ReadingState.FAILED, problem=_GONE)
    row, _ = AttachmentText.objects.get_or_create(sha256=sha256)
    if row.state != ReadingState.WAITING:
        return row
    if row.attempts >= ATTEMPTS:
        problem = "Het lezen is meermaals afgebroken. Het bestand zelf is bewaard."
        return _store(row, Reading(row.media_type, ReadingState.FAILED, problem=problem))
    AttachmentText.objects.filter(pk=sha256).update(attempts=F("attempts") + 1)
    path = content.path_of(sha256)
    if not path.exists():
        problem = "Het bestand staat niet meer in de opslag."
        return _store(row, Reading(row.media_type, ReadingState.FAILED, problem=problem))
    named = Attachment.objects.filter(sha256=sha256).order_by("pk").values_list("file_name", flat=True).first()
    with previews.workshop() as folder:
        reading = read_confined(path.resolve(), file_name=named or "", folder=folder)
        if reading.thumbnail:
            previews.keep(sha256, folder)
    return _store(row, reading)


def _store(row: AttachmentText, reading: Reading) -> AttachmentText:
    was_searched = bool(row.text)
    row.media_type, row.state, row.problem = reading.media_type[:100], reading.state.value, reading.problem
    row.text, row.how = storable(reading.text), reading.how.value if reading.how else ""
    row.thumbnail_width, row.thumbnail_height = reading.thumbnail or (None, None)
    row.read_at = timezone.now()
    read = ["media_type", "state", "problem", "text", "how", "thumbnail_width", "thumbnail_height", "read_at"]
    with transaction.atomic():
        # A destruction takes the row away under the lock that this asks for.
        if not AttachmentText.objects.select_for_update().filter(pk=row.sha256).exists():
            previews.remove(row.sha256)
            return AttachmentText(sha256=row.sha256, state=ReadingState.FAILED, problem=_GONE)
        row.save(update_fields=read)
        # A sticker without words may stand in ten thousand messages: there is nothing to find them by.
        if (row.text or was_searched) and not index_attachment_texts(row.sha256):
            row.problem = f"{row.problem} Er staat te veel in om alles doorzoekbaar te maken.".strip()
            row.save(update_fields=["problem"])
    return row


def count_by_state(source: Source) -> dict[ReadingState, int]:
    """How many attachments of a source are in each state; one that nobody opened a row for waits."""
    files = files_of(source)
    rows = AttachmentText.objects.filter(pk__in=files).order_by().values_list("state").annotate(count=Count("pk"))
    counts = {ReadingState(state): count for state, count in rows}
    unopened = files.count() - sum(counts.values())
    if unopened:
        counts[ReadingState.WAITING] = counts.get(ReadingState.WAITING, 0) + unopened
    return counts

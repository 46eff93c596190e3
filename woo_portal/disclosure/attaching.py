"""From what was decided on attachments to what is published of them: a document of its own, a ground, or a name only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from archive.models import Attachment
from redaction.apply import Run, Shown, Withheld
from redaction.attachments.published import DecidedAttachment
from redaction.grounds import sort_key
from woo_portal.disclosure.burned_pages import burned_page
from woo_portal.disclosure.publishing import AttachedDocument, AttachedPage, AttachmentRuns, Judgement

ATTACHMENT_KINDS = {"image": "afbeelding", "video": "video", "audio": "geluid"}
"""Dutch words for a file by its main media type; anything else is a document."""


class Attaching:
    """Makes the attached documents of a set, while its messages are written; `documents` are those that were met so far."""

    def __init__(
        self, decided: Mapping[int, DecidedAttachment], folder: Path | None, progress: Callable[[int, int], None]
    ) -> None:
        self._decided = decided
        self._folder = folder
        self._progress = progress
        self._total = sum(item.pages for item in decided.values() if item.is_shown)
        self._done = 0
        self._parent, self._day, self._thread = "", date.min, 0
        self.documents: list[AttachedDocument] = []

    def begin(self, parent: str, *, day: date, thread: int) -> None:
        """From here on attachments belong to the document with this number."""
        self._parent, self._day, self._thread = parent, day, thread

    def attached(self, attachment: Attachment, name: tuple[Run, ...], entry: int) -> AttachmentRuns:
        """What the message at `entry` says of its attachment. Raises as `burned_page`."""
        kind = ATTACHMENT_KINDS.get(attachment.media_type.partition("/")[0], "document")
        decided = self._decided.get(attachment.pk)
        if decided is None or not attachment.sha256:
            return AttachmentRuns(name, kind)
        number = f"B{decided.number:03d}"
        self.documents.append(
            AttachedDocument(
                number=number,
                title=name,
                kind=kind,
                parent=self._parent,
                entry=entry,
                day=self._day,
                thread=self._thread,
                judgement=_judgement_of(decided, name),
                grounds=tuple(sorted(decided.grounds | _grounds_in(name), key=sort_key)),
                pages=self._pages(attachment.sha256, decided),
            )
        )
        if decided.is_shown:
            return AttachmentRuns(name, kind, number)
        return AttachmentRuns(name, kind, withheld=(Withheld((decided.ground,)),))

    def _pages(self, sha256: str, decided: DecidedAttachment) -> tuple[AttachedPage, ...]:
        made = []
        for page in range(1, decided.pages + 1) if decided.is_shown else ():
            boxes, on_purpose = decided.boxes.get(page, ()), decided.shown_on_purpose.get(page, ())
            made.append(burned_page(sha256, page, boxes, shown_on_purpose=on_purpose, folder=self._folder))
            self._done += 1
            self._progress(self._done, self._total)
        return tuple(made)


def _grounds_in(name: tuple[Run, ...]) -> set[str]:
    return {ground for run in name if not isinstance(run, Shown) for ground in run.grounds}


def _judgement_of(decided: DecidedAttachment, name: tuple[Run, ...]) -> Judgement:
    if not decided.is_shown:
        return Judgement.WITHHELD
    return Judgement.PARTIAL if decided.grounds or _grounds_in(name) else Judgement.PUBLIC

"""The attachments of messages as the reader of a conversation shows them: a picture, what kind of file, and its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from django.db.models.functions import Left

from archive.extraction.contract import How, ReadingState
from archive.models import Attachment, AttachmentText, Message
from woo_portal.intake.wording import file_kind

EXCERPT = 3000
"""So many characters of an attachment's text a conversation shows; the whole of it is searched."""


@dataclass(frozen=True, slots=True)
class ShownAttachment:
    """A file of a message. `note` is a Dutch sentence on its text: why there is none, or what of it is missing.

    `thumbnail` is the width and height of its picture in pixels; None when none may be shown.
    """

    attachment: Attachment
    kind: str
    excerpt: str
    is_cut: bool
    is_recognised: bool
    note: str
    thumbnail: tuple[int, int] | None


def shown_attachments(messages: Iterable[Message]) -> dict[int, tuple[ShownAttachment, ...]]:
    """By message its attachments, in order; one query for any number. The messages have their attachments prefetched."""
    held = {message.pk: list(message.attachments.all()) for message in messages}
    files = {attachment.sha256 for attachments in held.values() for attachment in attachments} - {""}
    texts = _texts(files, EXCERPT)
    return {
        pk: tuple(_shown(each, texts.get(each.sha256), EXCERPT) for each in attachments)
        for pk, attachments in held.items()
    }


def shown_attachment(attachment: Attachment, length: int) -> ShownAttachment:
    """One attachment, with so many characters of its text."""
    return _shown(attachment, _texts({attachment.sha256}, length).get(attachment.sha256), length)


def _texts(files: Set[str], length: int) -> Mapping[str, AttachmentText]:
    """What was read in these files; of a text only the start is fetched."""
    return AttachmentText.objects.defer("text").annotate(start=Left("text", length + 1)).in_bulk(files)


def _shown(attachment: Attachment, row: AttachmentText | None, length: int) -> ShownAttachment:
    start: str = getattr(row, "start", "")
    size = (row.thumbnail_width, row.thumbnail_height) if row and row.thumbnail_width and row.thumbnail_height else None
    return ShownAttachment(
        attachment=attachment,
        kind=file_kind(row.media_type if row else ""),
        excerpt=start[:length],
        is_cut=len(start) > length,
        is_recognised=row is not None and row.how == How.OCR,
        note=_note(row) if attachment.sha256 else "",
        thumbnail=size,
    )


def _note(row: AttachmentText | None) -> str:
    if row is None or row.state == ReadingState.WAITING:
        return "De tekst erin is nog niet gelezen."
    if row.problem:
        return row.problem
    if row.state == ReadingState.NO_OCR:
        return "De tekst erin is niet doorzoekbaar: deze server heeft geen tekstherkenning."
    if row.state == ReadingState.NO_TEXT:
        return "Van dit soort bestand wordt de inhoud niet doorzocht."
    return "" if getattr(row, "start", "") else "Geen tekst gevonden."

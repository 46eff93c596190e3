"""What was read in attachments: one row a file, however many messages and phones hold it."""

from __future__ import annotations

from django.db import models

from archive.extraction.contract import How, ReadingState


class AttachmentText(models.Model):
    """The text of an attachment, and whether there is a picture of it to show. Derived: it can be read again at any time.

    `media_type` is judged by the content, where `Attachment.media_type` is what the name says. `problem` is a Dutch
    sentence: why there is no text, or what of it is missing. `attempts` counts how often reading was begun.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=100, blank=True)
    state = models.CharField(
        "stand",
        max_length=10,
        choices=[(state.value, state.value) for state in ReadingState],
        default=ReadingState.WAITING.value,
    )
    how = models.CharField(max_length=10, blank=True, choices=[(how.value, how.value) for how in How])
    text = models.TextField("tekst", blank=True)
    problem = models.TextField(blank=True)
    thumbnail_width = models.PositiveSmallIntegerField(null=True, blank=True, help_text="in pixels")
    thumbnail_height = models.PositiveSmallIntegerField(null=True, blank=True, help_text="in pixels")
    attempts = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state"]), models.Index(fields=["read_at"], name="attachment_texts_when_read")]

    def __str__(self) -> str:
        return f"tekst van bijlage {self.sha256[:12]}"

    @property
    def is_shown(self) -> bool:
        """Whether there is a picture of it to show."""
        return self.thumbnail_width is not None

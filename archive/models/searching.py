"""Topics, and the derived rows that searches read."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from archive.models.messages import Message


class Topic(models.Model):
    """A named list of search terms, one a line: a word, a prefix with "*", or a "phrase" in quotation marks."""

    name = models.CharField("onderwerp", max_length=120, unique=True)
    terms = models.TextField(
        "termen", help_text='Eén per regel: een woord, een begin van een woord met *, of een "zin".'
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "onderwerp"
        verbose_name_plural = "onderwerpen"

    def __str__(self) -> str:
        return self.name


class MessageIndex(models.Model):
    """The derived search row of a message: rebuildable from the archive, and nothing refers to it."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="index")
    sent_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    tsv = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["tsv"], name="message_index_tsv")]

    def __str__(self) -> str:
        return f"index van bericht {self.message_id}"

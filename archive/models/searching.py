"""The derived rows that searches read."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Lower

from archive.models.conversations import Conversation
from archive.models.messages import Message
from archive.models.persons import Handle


class MessageIndex(models.Model):
    """The derived search row of a message: rebuildable from the archive, and nothing refers to it.

    `tsv` holds the words of the message and, as lexemes that no text can hold, who sent it, where and how: see
    `archive.search.lexemes`. `month` is that of its Dutch day: twelve times the year, and the months before it.
    The table is partitioned by quarter of `sent_at` and has no key on the message alone: whoever looks for the row of a
    message asks for its moment as well.
    """

    message = models.OneToOneField(
        Message, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="index"
    )
    sent_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    sender = models.ForeignKey(Handle, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    month = models.IntegerField()
    tsv = SearchVectorField()

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"index van bericht {self.message_id}"


class Lexeme(models.Model):
    """A word as the index has it, without its ending: in how many rows it stands, and one way in which it is written."""

    lexeme = models.TextField(primary_key=True)
    df = models.BigIntegerField()
    word = models.TextField()

    class Meta:
        # On an expression of its own: the planner would take it for comparing whole words as well, for which it is slow.
        indexes = [GinIndex(OpClass(Lower("lexeme"), name="gin_trgm_ops"), name="lexeme_alike")]

    def __str__(self) -> str:
        return self.word


class LexemeChange(models.Model):
    """By how much a transaction changed the number of rows that a lexeme stands in, until it is added to the others.

    `message_id` is one of the messages whose row came.
    """

    lexeme = models.TextField()
    change = models.IntegerField()
    message_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.lexeme} {self.change:+}"

"""Messages, what hangs on them, and which source holds each."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from archive.importing import MessageKind, SystemEvent
from archive.models.conversations import Conversation
from archive.models.persons import Handle
from archive.models.sources import Source
from archive.querysets.messages import MessageQuerySet


class Message(models.Model):
    """One message, system line or other event of a conversation, as written. Never changed after import.

    `event` says what a system line tells of; `forwarded_from` is the author of a forwarded original, as shown.
    `position` orders the messages of a conversation; it is unique in it and has gaps. `sent_at` is exact to `precision`
    seconds. `twin` is the message as another phone has it, with another text: before an edit, or deleted there.
    `content_hash` is the SHA-256 of what the message is (see `archive.sealing.hashing`).
    """

    # Where db_index is off, an index below begins with the same column; few messages answer one or have a twin.
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, db_index=False, related_name="messages")
    position = models.BigIntegerField()
    sent_at = models.DateTimeField("tijdstip")
    precision = models.FloatField(default=1)
    zone = models.CharField(max_length=40, default="UTC")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in MessageKind])
    sender = models.ForeignKey(
        Handle, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="messages"
    )
    sender_shown = models.CharField("afzender zoals getoond", max_length=300, blank=True)
    event = models.CharField(max_length=15, blank=True, choices=[(event.value, event.value) for event in SystemEvent])
    text = models.TextField("tekst", blank=True)
    source_id = models.CharField(max_length=200, blank=True)
    edited = models.BooleanField("bewerkt", default=False)
    forwarded = models.BooleanField("doorgestuurd", default=False)
    forwarded_from = models.CharField(max_length=300, blank=True)
    quote_author = models.CharField(max_length=300, blank=True)
    quote_text = models.TextField(blank=True)
    reply_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="replies"
    )
    twin = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, db_index=False, related_name="twins"
    )
    warnings = models.JSONField(default=list, blank=True)
    content_hash = models.BinaryField(max_length=32)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "position"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "position"], name="one_position"),
            models.UniqueConstraint(fields=["conversation", "content_hash"], name="one_message"),
        ]
        indexes = [
            models.Index(F("sent_at").desc(), F("id").desc(), name="message_newest_first"),
            models.Index(fields=["conversation", "sent_at", "position"], name="message_in_order"),
            models.Index("sender", F("sent_at").desc(), name="message_by_sender"),
            models.Index(fields=["reply_to"], name="message_replies", condition=Q(reply_to__isnull=False)),
            models.Index(fields=["twin"], name="message_twins", condition=Q(twin__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"bericht {self.pk}"

    @property
    def is_system(self) -> bool:
        """Whether the app wrote it, not a person."""
        return self.kind == MessageKind.SYSTEM

    @property
    def is_deleted(self) -> bool:
        """Whether it was deleted for everyone before the export."""
        return self.kind == MessageKind.DELETED


class Version(models.Model):
    """An earlier text of an edited message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["message", "number"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="one_version")]

    def __str__(self) -> str:
        return f"versie {self.number} van bericht {self.message_id}"


class Reaction(models.Model):
    """An emoji somebody set on a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="reactions")
    shown = models.CharField(max_length=300)
    emoji = models.CharField(max_length=64)
    reacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["message", "id"]

    def __str__(self) -> str:
        return self.emoji


class Attachment(models.Model):
    """A file a message names. `sha256` is empty when no source held the file."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    file_name = models.CharField("bestandsnaam", max_length=300)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    media_type = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["message", "number"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="one_attachment")]
        indexes = [models.Index(fields=["sha256"], name="attachment_by_content")]

    def __str__(self) -> str:
        return self.file_name


class Capture(models.Model):
    """That a source holds a message: where in the file, under which name of the sender, and at which moment.

    Where the source shows something else than the message: `kind` is the kind there (empty: the same) and `text` its text
    there (None: the same). `edited` is whether the source says that it was edited. Such a text is content like the
    message's own, but it is in no dossier: it never reaches a package.
    `files` are the attachments that this source names: see `archive.sealing.integrity.file_entry`. `salt` is a random number
    that only a proof of this message tells: without it nobody can guess what a hash beside the path of another proof is of.
    What was sealed before there were salts has none.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="captures")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False, related_name="captures")
    first_unit = models.PositiveIntegerField()
    last_unit = models.PositiveIntegerField()
    sender = models.ForeignKey(Handle, on_delete=models.PROTECT, null=True, blank=True, related_name="captures")
    sent_at = models.DateTimeField()
    kind = models.CharField(max_length=12, blank=True, choices=[(kind.value, kind.value) for kind in MessageKind])
    text = models.TextField(null=True, blank=True)  # noqa: DJ001 - an empty text is another one than "the same"
    edited = models.BooleanField(default=False)
    files = ArrayField(models.TextField(), null=True, blank=True)
    salt = models.UUIDField(null=True, db_default=RandomUUID(), editable=False)

    class Meta:
        ordering = ["source", "first_unit"]
        constraints = [models.UniqueConstraint(fields=["source", "message"], name="one_capture")]
        indexes = [
            models.Index(fields=["message"], name="capture_that_differs", condition=~Q(kind="") | Q(text__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.first_unit}–{self.last_unit}"

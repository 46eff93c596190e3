"""Destruction: the list that is proposed and approved, and what is left of it afterwards, for ever."""

from __future__ import annotations

from django.db import models

from archive.models.sources import ImportRun, ImportState, Source
from archive.querysets.destructions import DestructionQuerySet


class DestructionState(models.TextChoices):
    """How far a destruction is. `DESTROYED`: the messages are gone, of the files some may still have to be removed."""

    PROPOSED = "proposed", "wacht op goedkeuring"
    WITHDRAWN = "withdrawn", "ingetrokken"
    REJECTED = "rejected", "afgewezen"
    APPROVED = "approved", "goedgekeurd"
    STOPPED = "stopped", "gestopt"
    DESTROYED = "destroyed", "bestanden worden gewist"
    COMPLETED = "completed", "vernietigd"


class Destruction(models.Model):
    """A list of messages to destroy, who proposed and who approved it, and its certificate (Archiefbesluit 1995, art. 8).

    Persons are told apart by the number of their account; their names are copies, for the certificate outlives them.
    `basis` is the selection list, `problem` why it was stopped, both Dutch. `number` is that of the certificate and `root`
    the SHA-256 over what is told of everything destroyed (`archive.sealing.accounted.told_of`), sorted. `salt` goes into what
    is told and is told to nobody; what was destroyed before there were salts has none. A trigger in the database keeps what is
    completed.
    """

    state = models.CharField(
        "stand", max_length=10, choices=DestructionState.choices, default=DestructionState.PROPOSED
    )
    basis = models.CharField("selectielijst", max_length=300)
    note = models.TextField("toelichting", blank=True)
    proposed_by = models.CharField("voorgesteld door", max_length=150)
    proposed_by_id = models.BigIntegerField()
    proposed_at = models.DateTimeField("voorgesteld", auto_now_add=True)
    decided_by = models.CharField("beslist door", max_length=150, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField("beslist", null=True, blank=True)
    decision_reason = models.CharField("reden", max_length=500, blank=True)
    problem = models.TextField(blank=True)
    number = models.PositiveIntegerField("nummer van de verklaring", null=True, blank=True, unique=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    messages = models.PositiveIntegerField(default=0)
    root = models.CharField(max_length=64, blank=True)
    salt = models.UUIDField(null=True, editable=False)
    certificate = models.TextField(blank=True)
    certificate_sha256 = models.CharField(max_length=64, blank=True)

    objects = DestructionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"verklaring van vernietiging {self.number}" if self.number else f"vernietigingslijst {self.pk}"


class DestructionLine(models.Model):
    """The messages of one conversation on a list, sent on the Dutch days from `first_day` to `last_day`, under one rule.

    `conversation_id` is no foreign key and `title` a copy: the line outlives the conversation. `held` counts by reason what
    was left out of it. `digest` is the SHA-256 over the content hashes, sorted: what was approved is what is destroyed.
    """

    destruction = models.ForeignKey(Destruction, on_delete=models.CASCADE, related_name="lines")
    conversation_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    app = models.CharField(max_length=30)
    first_day = models.DateField()
    last_day = models.DateField()
    basis = models.CharField("grondslag", max_length=300)
    messages = models.PositiveIntegerField()
    held = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.title}, {self.first_day:%d-%m-%Y} – {self.last_day:%d-%m-%Y}"


class ListedOriginal(models.Model):
    """An original of which nothing was read, on a list of such originals.

    `import_number` is that of its newest import when it was proposed, and `state` how far that was. Its bytes are those of
    the SHA-256 of `source`, which never change.
    """

    destruction = models.ForeignKey(Destruction, on_delete=models.CASCADE, related_name="originals")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="listed_as")
    import_number = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=ImportState.choices)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["destruction", "source"], name="one_listed_original")]

    def __str__(self) -> str:
        return f"import {self.import_number}"


class DestroyedMessage(models.Model):
    """What is kept of a destroyed message: nothing of what it said, but that it was there, and by which hash.

    `message_id` and `conversation_id` are the numbers it had; `content_hash` is its leaf in the archive's proof.
    """

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="destroyed")
    message_id = models.BigIntegerField(unique=True)
    conversation_id = models.BigIntegerField()
    content_hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["content_hash"]
        indexes = [models.Index(fields=["content_hash"]), models.Index(fields=["conversation_id"])]

    def __str__(self) -> str:
        return f"vernietigd bericht {self.message_id}"


class DestroyedCapture(models.Model):
    """The leaf of a destroyed message in the batch of a source: its hash, and where it stood among the others.

    By it the root of the batch can still be made. See `archive.sealing.integrity`.
    """

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="leaves")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False, related_name="destroyed_leaves")
    message_id = models.BigIntegerField()
    first_unit = models.PositiveIntegerField()
    last_unit = models.PositiveIntegerField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["source", "first_unit", "message_id"]
        constraints = [models.UniqueConstraint(fields=["source", "message_id"], name="one_destroyed_capture")]
        indexes = [models.Index(fields=["source", "first_unit", "message_id"], name="destroyed_in_order")]

    def __str__(self) -> str:
        return f"vernietigd bericht {self.message_id} in {self.source}"


class DestroyedConversation(models.Model):
    """A conversation of which a source held messages that are all destroyed: the hash of what it was called and where.

    By it what a batch says of its conversations can still be made. `conversation_id` is the number it had.
    """

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="conversations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False, related_name="destroyed_conversations")
    conversation_id = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["source", "conversation_id"]
        constraints = [models.UniqueConstraint(fields=["source", "conversation_id"], name="one_destroyed_conversation")]

    def __str__(self) -> str:
        return f"vernietigd gesprek {self.conversation_id} in {self.source}"


class DestroyedPrivate(models.Model):
    """How many of the destroyed messages of a conversation that a source held were private when they went.

    By it no more is told of that source than while they were there. `conversation_id` is the number it had.
    """

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="private")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="destroyed_private")
    conversation_id = models.BigIntegerField()
    messages = models.PositiveIntegerField()

    class Meta:
        ordering = ["source", "conversation_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["destruction", "source", "conversation_id"], name="one_count_of_destroyed_private"
            )
        ]

    def __str__(self) -> str:
        return f"vernietigde privéberichten van gesprek {self.conversation_id} in {self.source}"


class DestroyedFile(models.Model):
    """A file of the store of originals that goes with a destruction; it is there until `removed_at`.

    An original has its `source`, whose row stays and tells that it was there; an attachment has none. `is_kept` when somebody
    brought the same bytes in again meanwhile: then the file is theirs.
    """

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="in bytes")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="destroyed_as")
    removed_at = models.DateTimeField(null=True, blank=True)
    is_kept = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["destruction", "sha256"], name="one_destroyed_file")]

    def __str__(self) -> str:
        return self.sha256


class LeftOriginal(models.Model):
    """An original that holds destroyed messages and stays, because it holds others that are kept: it is never altered.

    `destroyed` and `kept` are how many of each it held when the destruction was done.
    """

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="left_originals")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="left_by")
    destroyed = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["destruction", "source"], name="one_left_original")]

    def __str__(self) -> str:
        return f"{self.source} na {self.destruction}"


class PutAside(models.Model):
    """What became of the copies of an original that lay put aside where its import came from, outside the archive.

    `found` files had its bytes, noted before the first was removed; `left` lie there still when it was done, and are to be
    removed by hand; None until then. `is_unreachable` when nobody could look.
    """

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="put_aside")
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    found = models.PositiveIntegerField()
    removed = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(null=True, blank=True)
    is_unreachable = models.BooleanField(default=False)

    class Meta:
        ordering = ["run"]
        constraints = [models.UniqueConstraint(fields=["destruction", "run"], name="one_put_aside")]

    def __str__(self) -> str:
        return f"import {self.run_id}"

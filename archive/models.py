"""What was said, by whom, in which chat, and which file proves it.

A `Message` is never changed after import; what two phones hold of it are its captures. Knows nothing of dossiers,
redaction or users of the portal: an actor is a plain name.
"""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from archive.app_names import app_name
from archive.functions import FunctionClass
from archive.importing import HandleKind, MessageKind
from archive.querysets import MessageQuerySet, PersonQuerySet


class Source(models.Model):
    """An original file as it came in: stored once, under its SHA-256, and never altered."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(help_text="in bytes")
    file_name = models.CharField("bestandsnaam", max_length=255)
    importer = models.CharField("formaat", max_length=40, blank=True)
    holder = models.ForeignKey(
        "Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="held_sources",
        verbose_name="telefoon van",
    )
    received_at = models.DateTimeField("ontvangen", auto_now_add=True)

    def __str__(self) -> str:
        return self.file_name


class ImportState(models.TextChoices):
    """How far an import is."""

    WAITING = "waiting", "wacht"
    RUNNING = "running", "bezig"
    QUESTION = "question", "wacht op antwoord"
    DONE = "done", "klaar"
    REFUSED = "refused", "geweigerd"


class ImportRun(models.Model):
    """One attempt to read a source: what was answered for it, how far it is, and the report that accounts for it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField("stand", max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    started_by = models.CharField("gestart door", max_length=150)
    started_at = models.DateTimeField("gestart", auto_now_add=True)
    finished_at = models.DateTimeField("klaar", null=True, blank=True)
    date_order = models.CharField("volgorde van de datum", max_length=3, blank=True)
    zone = models.CharField("tijdzone", max_length=40, default="Europe/Amsterdam")
    report = models.JSONField(default=dict, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} ({self.get_state_display()})"


class Person(models.Model):
    """A human being the archive knows. Handles say how sources name them; functions what they were, and when."""

    name = models.CharField("naam", max_length=200)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "persoon"
        verbose_name_plural = "personen"

    def __str__(self) -> str:
        return self.name

    def function_at(self, moment: date) -> Function | None:
        """The function held on a day, the latest begun when there are several."""
        held = [function for function in self.functions.all() if function.covers(moment)]
        return max(held, key=lambda function: function.valid_from or date.min, default=None)


class Function(models.Model):
    """A function a person held, with the days it was held: both bounds included, an open bound is None."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="functions")
    title = models.CharField("functie", max_length=200)
    organisation = models.CharField("organisatie", max_length=200, blank=True)
    function_class = models.CharField(
        "soort functie", max_length=20, choices=[(kind.value, kind.label) for kind in FunctionClass]
    )
    valid_from = models.DateField("vanaf", null=True, blank=True)
    valid_until = models.DateField("tot en met", null=True, blank=True)

    class Meta:
        ordering = ["person", "valid_from"]
        verbose_name = "functie"
        verbose_name_plural = "functies"
        constraints = [
            models.CheckConstraint(
                name="function_ends_after_it_starts",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.organisation})" if self.organisation else self.title

    def covers(self, day: date) -> bool:
        """Whether the function was held on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class Handle(models.Model):
    """How sources name a person: a number, an address, or the name in one phone's contacts.

    `scope` is empty for what means the same everywhere (a number, an account) and names the phone for a contact name:
    two phones' "Jan" are two handles.
    """

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in HandleKind])
    value = models.CharField(max_length=300)
    scope = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handles")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value", "scope"], name="one_handle")]

    def __str__(self) -> str:
        return self.value


class Conversation(models.Model):
    """A chat, in one app. Its title is what the app showed, which for a chat of two is the other's name on one phone."""

    app = models.CharField("app", max_length=30)
    title = models.CharField("gesprek", max_length=300)
    is_group = models.BooleanField("groep", default=False)
    source_id = models.CharField(max_length=200, blank=True)
    first_at = models.DateTimeField("eerste bericht", null=True, blank=True)
    last_at = models.DateTimeField("laatste bericht", null=True, blank=True)
    message_count = models.PositiveIntegerField("berichten", default=0)

    class Meta:
        ordering = ["-last_at", "-id"]
        indexes = [models.Index(fields=["app", "title"])]

    def __str__(self) -> str:
        return self.title

    @property
    def app_name(self) -> str:
        """The app as people call it."""
        return app_name(self.app)


class Participant(models.Model):
    """A handle that wrote in, or is listed in, a conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="participations")
    message_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "handle"], name="one_participation")]

    def __str__(self) -> str:
        return f"{self.handle} in {self.conversation}"


class Message(models.Model):
    """One message, system line or other event of a conversation, as written. Never changed after import.

    `position` orders the messages of a conversation; it is unique in it and has gaps. `sent_at` is exact to `precision`
    seconds. `content_hash` is the SHA-256 of what the message is (see `archive.hashing`).
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    position = models.BigIntegerField()
    sent_at = models.DateTimeField("tijdstip")
    precision = models.FloatField(default=1)
    zone = models.CharField(max_length=40, default="UTC")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in MessageKind])
    sender = models.ForeignKey(Handle, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    sender_shown = models.CharField("afzender zoals getoond", max_length=300, blank=True)
    text = models.TextField("tekst", blank=True)
    source_id = models.CharField(max_length=200, blank=True)
    edited = models.BooleanField("bewerkt", default=False)
    quote_author = models.CharField(max_length=300, blank=True)
    quote_text = models.TextField(blank=True)
    reply_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
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

    def __str__(self) -> str:
        return self.file_name


class Capture(models.Model):
    """That a source holds a message: where in the file, under which name of the sender, and at which moment."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="captures")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="captures")
    first_unit = models.PositiveIntegerField()
    last_unit = models.PositiveIntegerField()
    sender = models.ForeignKey(Handle, on_delete=models.PROTECT, null=True, blank=True, related_name="captures")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "first_unit"]
        constraints = [models.UniqueConstraint(fields=["source", "message"], name="one_capture")]

    def __str__(self) -> str:
        return f"{self.source}, {self.first_unit}–{self.last_unit}"


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

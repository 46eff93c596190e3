"""The original files, and the attempts to read them."""

from __future__ import annotations

import uuid

from django.db import models

from archive.zones import DEFAULT_ZONE

PARAGRAPH = "\n\n"
"""What stands between the paragraphs of a problem."""


class Source(models.Model):
    """An original file as it came in: stored once, under its SHA-256, and never altered.

    `salt` goes into what is told of it in a proof: see `archive.sealing.integrity`. A file from before there were salts that
    was sealed without one has none.
    """

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
    salt = models.UUIDField(null=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return self.file_name


class ImportState(models.TextChoices):
    """How far an import is."""

    WAITING = "waiting", "wacht"
    RUNNING = "running", "bezig"
    QUESTION = "question", "wacht op antwoord"
    DONE = "done", "klaar"
    REFUSED = "refused", "geweigerd"
    FAILED = "failed", "afgebroken"
    """By an error that nobody expected: it can be taken up again."""


class ImportRun(models.Model):
    """One attempt to read a source: what was answered for it, how far it is, and the report that accounts for it.

    `hides_new`: what it adds is private until who guards the archive has looked at it. The first paragraph of `problem` says
    what was wrong and what to do; what follows it is for who wants to know more. `zone` is the one local times are read with
    where the file says none (an IANA name).
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField("stand", max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    started_by = models.CharField("gestart door", max_length=150)
    started_at = models.DateTimeField("gestart", auto_now_add=True)
    finished_at = models.DateTimeField("klaar", null=True, blank=True)
    date_order = models.CharField("volgorde van de datum", max_length=3, blank=True)
    zone = models.CharField("tijdzone", max_length=40, default=DEFAULT_ZONE)
    report = models.JSONField(default=dict, blank=True)
    problem = models.TextField(blank=True)
    hides_new = models.BooleanField("eerst nakijken op privéberichten", default=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} ({self.get_state_display()})"

    @property
    def short_problem(self) -> str:
        """What was wrong and what to do, in Dutch; empty when nothing was."""
        return self.problem.partition(PARAGRAPH)[0]

    @property
    def problem_details(self) -> str:
        """What is to be known of the problem besides, in Dutch; mostly empty."""
        return self.problem.partition(PARAGRAPH)[2]

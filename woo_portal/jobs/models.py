"""A row for each long job: what it is, how far it is, and how it ended."""

from __future__ import annotations

from django.db import models


class JobState(models.TextChoices):
    """How far a job is."""

    QUEUED = "queued", "wacht"
    RUNNING = "running", "bezig"
    DONE = "done", "klaar"
    FAILED = "failed", "mislukt"


ACTIVE = (JobState.QUEUED, JobState.RUNNING)
"""The states of a job that still waits or runs."""


class Job(models.Model):
    """Long work. `kind` names its handler, `arguments` are ids only. `subject` and `message` are Dutch, for people. `url` is
    where its result is, `again` where one tries again what failed; empty where that is the same page.

    `outcome` is a Dutch word for an end that is not what was asked for ("tegengehouden"), of work that was done to its end;
    empty for any other. `sent_at` is when the queue last took it; empty while it never did.
    """

    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    subject = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    again = models.CharField(max_length=300, blank=True)
    state = models.CharField("stand", max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    outcome = models.CharField("uitkomst", max_length=20, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_by_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        # What pages ask: the jobs of a dossier and its packages, the latest one with these arguments, and somebody's own.
        indexes = [
            models.Index(fields=["state"]),
            models.Index(models.F("arguments__dossier"), name="jobs_job_dossier"),
            models.Index(models.F("arguments__package"), name="jobs_job_package"),
            models.Index(fields=["kind", "arguments", "-id"], name="jobs_job_same_work"),
            models.Index(fields=["started_by_id", "-id"], name="jobs_job_started_by"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_state_display()})"

    @property
    def again_url(self) -> str:
        """Where one can have it done again; empty for work from before every job said so."""
        return self.again or self.url

    @property
    def is_active(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in ACTIVE

    @property
    def percentage(self) -> int:
        """How far it is, 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0

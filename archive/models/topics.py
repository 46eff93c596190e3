"""Topics: named lists of weighted terms, each edit a version that stays, and which messages are on which topic."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from archive.models.messages import Message
from archive.topics.terms import Term
from archive.topics.themes import Theme, themes


class VersionState(models.TextChoices):
    """What a version of a topic is used for."""

    BUILDING = "building", "wordt toegekend"
    """Its messages are being looked for; the version before it serves meanwhile."""
    SERVING = "serving", "in gebruik"
    PAST = "past", "vervangen"


LIVE = (VersionState.BUILDING, VersionState.SERVING)
"""Whose assignments are kept in step with the archive."""


class Topic(models.Model):
    """What messages can be about. What it asks stands in its versions; one that has ended is no longer assigned to messages."""

    name = models.CharField("naam", max_length=120)
    ended_by = models.CharField("beëindigd door", max_length=150, blank=True)
    ended_at = models.DateTimeField("beëindigd", null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "onderwerp"
        verbose_name_plural = "onderwerpen"
        constraints = [models.UniqueConstraint(Lower("name"), name="one_topic_of_a_name")]

    def __str__(self) -> str:
        return self.name


class TopicVersion(models.Model):
    """What a topic asked from an edit on: a message is on it when the weights of the terms that find it reach the threshold.

    A version is never changed but for its state and, when words come to be read by other rules, its tsqueries. `theme` is a
    code of `archive.topics.themes`, or empty. `any_term` finds what any term finds, `no_term` what keeps a message out. While it
    is being assigned, messages sent at or after `reached` have been looked at; `found` is how many were on it when all had been.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField("naam", max_length=120)
    theme = models.CharField("thema", max_length=20, blank=True)
    threshold = models.PositiveSmallIntegerField("drempel", default=1)
    reason = models.CharField("reden", max_length=500, blank=True)
    any_term = SearchQueryField()
    no_term = SearchQueryField(null=True)
    made_by = models.CharField("gemaakt door", max_length=150)
    made_at = models.DateTimeField("gemaakt", auto_now_add=True)
    state = models.CharField("stand", max_length=10, choices=VersionState.choices, default=VersionState.BUILDING)
    reached: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    assigned_at = models.DateTimeField("toegekend", null=True, blank=True)
    found = models.PositiveIntegerField("gevonden", default=0)

    class Meta:
        ordering = ["topic", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="one_version_of_a_number"),
            models.UniqueConstraint(
                fields=["topic"], condition=Q(state=VersionState.SERVING), name="one_version_serves"
            ),
            models.UniqueConstraint(
                fields=["topic"], condition=Q(state=VersionState.BUILDING), name="one_version_is_built"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, versie {self.number}"

    @property
    def terms(self) -> list[Term]:
        """Its terms, in the order in which they were written."""
        return [row.as_term() for row in self.term_rows.all()]

    @property
    def theme_named(self) -> Theme | None:
        """The theme it belongs to; None where none was chosen."""
        return themes().get(self.theme)


class TopicTerm(models.Model):
    """A term of a version; see `archive.topics.terms.Term`. `query` is how the archive is asked for it."""

    version = models.ForeignKey(TopicVersion, on_delete=models.CASCADE, db_index=False, related_name="term_rows")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField(default=1)
    excludes = models.BooleanField(default=False)
    query = SearchQueryField()

    class Meta:
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="one_term_of_a_number")]

    def __str__(self) -> str:
        return str(self.as_term())

    def as_term(self) -> Term:
        """The term as it was written."""
        return Term(self.text, self.weight, self.excludes)


class TopicAssignment(models.Model):
    """That a message is on a topic as a version asks it: derived, and kept in step with the search row of the message.

    `hits` are the numbers of the terms that find it, `score` the sum of their weights. Of what is private there is none.
    """

    pk = models.CompositePrimaryKey("message_id", "version_id")
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="topics"
    )
    version = models.ForeignKey(
        TopicVersion, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="assignments"
    )
    sent_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    score = models.PositiveSmallIntegerField()
    hits = ArrayField(models.SmallIntegerField())

    class Meta:
        indexes = [models.Index(F("version"), F("sent_at").desc(), F("message").desc(), name="topic_newest_first")]

    def __str__(self) -> str:
        return f"onderwerp {self.version_id} van bericht {self.message_id}"

"""The answers to a set of questions: what is written, which questions each is to, on which messages it rests, who agreed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from woo_portal.dossiers.models import Item

_USER = settings.AUTH_USER_MODEL


class AnswerState(models.TextChoices):
    """Where an answer is on its road, in the order of the road. Only a draft is written in."""

    DRAFT = "draft", "concept"
    READY = "ready", "gereed"
    REVIEW = "review", "ter toetsing"
    APPROVED = "approved", "akkoord"


class Answer(models.Model):
    """One answer to one question or to several together: those whose `answer` it is (`Question`).

    `version` counts its changes: a form for an older one is refused.
    """

    question_set = models.ForeignKey("parliament.QuestionSet", on_delete=models.CASCADE, related_name="answers")
    text = models.TextField("tekst", blank=True)
    state = models.CharField("stand", max_length=10, choices=AnswerState.choices, default=AnswerState.DRAFT)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.question_set}: antwoord {self.pk}"


class AnswerVersion(models.Model):
    """An answer as it was after one change; never changed. `wrote` tells writing from moving it along the road.

    `questions` are the numbers it was to, as text. `reason` is why it went back, where it did.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=AnswerState.choices)
    questions = models.JSONField(default=list)
    wrote = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="one_answer_version_a_number")]

    def __str__(self) -> str:
        return f"{self.answer}, versie {self.number}"


class Citation(models.Model):
    """A message that the answers of a set cite as "[bron 3]"; the number is never given out again.

    `item` is the message in the dossier, with its judgement; None once it was taken out.
    """

    question_set = models.ForeignKey("parliament.QuestionSet", on_delete=models.CASCADE, related_name="citations")
    number = models.PositiveIntegerField()
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["question_set", "number"], name="one_citation_a_number"),
            models.UniqueConstraint(fields=["question_set", "item"], name="one_citation_a_message"),
        ]

    def __str__(self) -> str:
        return f"{self.question_set}: bron {self.number}"

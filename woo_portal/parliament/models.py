"""What a document with questions said, what a person made of it, and the confirmed set of a dossier.

Until it is confirmed a set is a draft beside its reading; a dossier exists from then on, and holds what every dossier has:
number, subject, the day it counts from, state, messages.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from archive.models import Message
from woo_portal.dossiers.models import Dossier
from woo_portal.parliament.answer_models import Answer, AnswerState, AnswerVersion, Citation

__all__ = [
    "Answer",
    "AnswerState",
    "AnswerVersion",
    "Citation",
    "EvidenceJudgement",
    "EvidenceQuery",
    "Note",
    "Question",
    "QuestionSet",
    "Reading",
    "Verdict",
    "Way",
]

_USER = settings.AUTH_USER_MODEL


class Way(models.TextChoices):
    """How a document came in."""

    UPLOAD = "upload", "ingeleverd als bestand"
    PASTE = "paste", "geplakt als tekst"
    CHAMBER = "chamber", "opgehaald bij de Tweede Kamer"


class Reading(models.Model):
    """A document that was taken in: the file, what was read in it, and the draft a person makes of that.

    The file lies in DOCUMENT_DIR under its SHA-256. `found` and `draft` are `reading.contents` as JSON; `found` never
    changes, and the lines of the document stand in it alone. `version` counts the changes to the draft: a form for an
    older one is refused.
    """

    way = models.CharField("herkomst", max_length=10, choices=Way.choices)
    file_name = models.CharField("bestandsnaam", max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    found = models.JSONField()
    draft = models.JSONField()
    version = models.PositiveIntegerField(default=0)
    taken_in_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    taken_in_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class QuestionSet(models.Model):
    """The confirmed questions of a dossier of that kind, and what it has that no other dossier has.

    `members` are rows of name and party, `ministers` of role and portfolio. Number, subject and the day the questions were
    sent in are the dossier's.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="question_set")
    reading = models.OneToOneField(Reading, on_delete=models.PROTECT, related_name="question_set")
    document_number = models.CharField("documentnummer", max_length=40, blank=True)
    members = models.JSONField("vraagstellers", default=list)
    ministers = models.JSONField("gericht aan", default=list)
    earlier = models.JSONField("eerdere vragen", default=list)
    explanation = models.TextField("toelichting", blank=True)
    confirmed_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.dossier.number


class Question(models.Model):
    """A question of a set. `key` is what it is known by while its numbers, text and place change; `numbers` are text.

    `answer` is the answer that is written to it, alone or together with others.
    """

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="questions")
    key = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    numbers = models.JSONField("nummers", default=list)
    text = models.TextField("tekst")
    answer = models.ForeignKey(Answer, on_delete=models.SET_NULL, null=True, related_name="questions")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question_set", "key"], name="one_question_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.question_set}: vraag {', '.join(self.numbers)}"


class Verdict(models.TextChoices):
    """What a message is to a question."""

    EVIDENCE = "evidence", "bewijs"
    CONTRADICTS = "contradicts", "tegenspraak"
    NOT_RELEVANT = "not_relevant", "niet relevant"


class EvidenceQuery(models.Model):
    """How evidence is sought for a question, as a person left it: without one the portal's proposal counts.

    `off` are terms that were proposed and switched off. The days are Dutch days, both included. `version` counts the changes:
    a form for an older one is refused.
    """

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="evidence_query")
    terms = models.JSONField(default=list)
    off = models.JSONField(default=list)
    first_day = models.DateField()
    last_day = models.DateField()
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.question}: {', '.join(self.terms)}"


class EvidenceJudgement(models.Model):
    """What a person judged a message to be to a question; the newest judgement replaces the one before, the log keeps both."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="judgements")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField("oordeel", max_length=12, choices=Verdict.choices)
    judged_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ["message__sent_at", "message__position"]
        constraints = [models.UniqueConstraint(fields=["question", "message"], name="one_verdict_a_message")]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_verdict_display()}"


class Note(models.Model):
    """A footnote of a set: its label as the questions refer to it ("[1]"), its text, and the addresses in it."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="notes")
    position = models.PositiveIntegerField()
    label = models.CharField("nummer", max_length=20)
    text = models.TextField("tekst", blank=True)
    links = models.JSONField("verwijzingen", default=list)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question_set", "label"], name="one_note_a_label")]

    def __str__(self) -> str:
        return f"{self.question_set}: noot {self.label}"

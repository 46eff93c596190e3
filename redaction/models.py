"""The layer of decisions over messages. Belongs to one dossier, of which it knows nothing but that it exists.

The archive is never changed: a redaction points at a passage of a message, and a message can be redacted differently in
two layers.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from archive.functions import FunctionClass
from archive.models import Conversation, Message, Person
from redaction.apply import Called
from redaction.attachment_models import AttachmentAct, AttachmentTreatment, Box
from redaction.choices import BY_HAND, EARLIER, FOLLOWED, LONGEST_WHY, Field, Status
from redaction.detecting import Confidence, Label
from redaction.grounds import Regime, offered, together
from redaction.label_names import LABEL_NAMES

__all__ = [
    "AllowedPassage",
    "AttachmentAct",
    "AttachmentTreatment",
    "Box",
    "Decision",
    "DecisionQuerySet",
    "MeantPerson",
    "PolicyRule",
    "Pseudonym",
    "Redaction",
    "RedactionLayer",
    "SeenWord",
    "TreatedAs",
]


class RedactionLayer(models.Model):
    """All redactions of one dossier. `regime` says which grounds may be used.

    With `numbers_people` everybody whose name is withheld has a number in print, see `redaction.pseudonyms`.
    """

    regime = models.CharField(max_length=10, choices=[(regime.value, regime.value) for regime in Regime])
    numbers_people = models.BooleanField("nummers voor personen", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"laag {self.pk}"


class RedactionQuerySet(models.QuerySet["Redaction"]):
    """Passages by what was done about them."""

    def untouched(self) -> RedactionQuerySet:
        """The proposals the portal made and nobody ever decided on, not even to undo it."""
        decided = Exists(Decision.objects.filter(redaction=OuterRef("pk")))
        return self.filter(~decided, status=Status.PROPOSED).exclude(found_by=BY_HAND)

    def from_policy(self) -> RedactionQuerySet:
        """Those of the untouched that a detector found: they stand or fall with the policy."""
        return self.untouched().exclude(found_by__in=(FOLLOWED, EARLIER))


class Redaction(models.Model):
    """A passage that is proposed, decided to be withheld, or decided to be shown.

    `start` and `end` are code points of the field's text, half-open. A title belongs to a conversation, everything else to
    a message. `version` counts the decisions on it: a form that was filled in for an older version is refused. `found_by`
    is a detector's name, or `BY_HAND`, `FOLLOWED`, `EARLIER` or `IN_FIELD` of `redaction.choices`. `ground` is what was
    proposed or chosen first; a person may add `further_grounds`.
    """

    layer = models.ForeignKey(RedactionLayer, on_delete=models.CASCADE, related_name="redactions")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    field = models.CharField(max_length=12, choices=Field.choices, default=Field.TEXT)
    index = models.PositiveSmallIntegerField(default=0)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    label = models.CharField(max_length=20, choices=[(label.value, label.value) for label in Label])
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ground = models.CharField("grond", max_length=10)
    further_grounds = ArrayField(models.CharField(max_length=10), verbose_name="ook op grond", default=list, blank=True)
    motivation = models.TextField("motivering", blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    confidence = models.CharField(
        max_length=10, choices=[(level.value, level.value) for level in Confidence], default=Confidence.HIGH.value
    )
    found_by = models.CharField(max_length=40)
    why = models.CharField(max_length=LONGEST_WHY, blank=True)
    passage_key = models.CharField(max_length=64, db_index=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["message__sent_at", "message__position", "field", "index", "start"]
        constraints = [
            models.CheckConstraint(name="passage_is_not_empty", condition=Q(start__lt=F("end"))),
            models.CheckConstraint(
                name="title_of_conversation_else_message",
                condition=Q(field=Field.TITLE, conversation__isnull=False, message__isnull=True)
                | (~Q(field=Field.TITLE) & Q(conversation__isnull=True, message__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["layer", "message", "conversation", "field", "index", "start", "end"],
                name="one_redaction_a_passage",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["layer", "status"]),
            models.Index(fields=["layer", "message"]),
            models.Index(fields=["layer", "passage_key"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.start}–{self.end} ({self.get_status_display()})"

    @property
    def grounds(self) -> tuple[str, ...]:
        """All grounds of the passage, in the order of the law."""
        return together(self.ground, self.further_grounds)


class Pseudonym(models.Model):
    """The number somebody has in a layer, and what they are called beside it; `key` is who, see `redaction.pseudonyms`. Once
    given it stays.
    """

    layer = models.ForeignKey(RedactionLayer, on_delete=models.CASCADE, related_name="pseudonyms")
    key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    role = models.CharField(
        max_length=20, choices=[(role.value, role.value) for role in Called], default=Called.ANYBODY.value
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["layer", "key"], name="one_pseudonym_a_person"),
            models.UniqueConstraint(fields=["layer", "number"], name="one_person_a_pseudonym"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.number}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions by whether they still count."""

    def standing(self) -> DecisionQuerySet:
        """Neither undone nor an undoing."""
        return self.filter(undone=False, takes_back=None)

    def last_word(self) -> DecisionQuerySet:
        """Of the standing ones, those after which nobody decided on the same passage."""
        later = Decision.objects.standing().filter(redaction=OuterRef("redaction"), id__gt=OuterRef("id"))
        return self.standing().filter(~Exists(later))


class Decision(models.Model):
    """One decision on one redaction, kept for ever: what it was before, what it became, and by whom. Undo adds another.

    `act` groups what one press of a button decided, so that one undo takes it all back. A decision stands unless it is
    `undone`, or is itself the undoing of an act (`takes_back`).
    """

    act = models.UUIDField(db_index=True)
    redaction = models.ForeignKey(Redaction, on_delete=models.CASCADE, related_name="decisions")
    by = models.CharField(max_length=150)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    status_before = models.CharField(max_length=10, choices=Status.choices)
    ground_before = models.CharField(max_length=10)
    further_before = ArrayField(models.CharField(max_length=10), default=list)
    motivation_before = models.TextField(blank=True)
    status_after = models.CharField(max_length=10, choices=Status.choices)
    ground_after = models.CharField(max_length=10)
    further_after = ArrayField(models.CharField(max_length=10), default=list)
    motivation_after = models.TextField(blank=True)
    undone = models.BooleanField(default=False)
    takes_back = models.UUIDField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["by_id", "-id"])]

    def __str__(self) -> str:
        return f"{self.get_status_before_display()} → {self.get_status_after_display()}"

    @property
    def grounds_after(self) -> tuple[str, ...]:
        """All grounds of the passage after the decision, in the order of the law."""
        return together(self.ground_after, self.further_after)


class AllowedPassage(models.Model):
    """Words that no detector may propose: in one layer, or in the whole organisation when there is none.

    `passage_key` is what is compared (`redaction.passages`); `words` is how they were typed.
    """

    layer = models.ForeignKey(
        RedactionLayer, on_delete=models.CASCADE, related_name="allowed", null=True, blank=True, editable=False
    )
    words = models.CharField("woorden", max_length=200)
    passage_key = models.CharField(max_length=64, editable=False)
    reason = models.CharField("reden", max_length=500)
    by = models.CharField("door", max_length=150, editable=False)
    by_id = models.BigIntegerField(editable=False)
    at = models.DateTimeField("sinds", auto_now_add=True)

    class Meta:
        verbose_name = "woord dat niet wordt voorgesteld"
        verbose_name_plural = "niet voorstellen"
        ordering = ["words", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["layer", "passage_key"], name="passage_allowed_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.words


LONGEST_SEEN = 200
"""How many characters of a word the last sweep keeps."""


class SeenWord(models.Model):
    """A word that a person looked at in the last sweep of a layer and left as it is: it is not asked about again.

    `key` is how the sweep compares words (`redaction.missed`).
    """

    layer = models.ForeignKey(RedactionLayer, on_delete=models.CASCADE, related_name="seen_words")
    key = models.CharField(max_length=LONGEST_SEEN)
    by = models.CharField(max_length=150)
    by_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["layer", "key"], name="word_seen_once")]

    def __str__(self) -> str:
        return self.key


def _policy_grounds() -> list[tuple[str, str]]:
    grounds = [(ground.code, str(ground)) for ground in offered(Regime.WOO)]
    return [("", "tonen"), *grounds]


class PolicyRule(models.Model):
    """A row of the policy: for this kind of data of somebody in this role, this ground, or to show it when there is none.

    Without `role` it is for every role that has no row of its own. It counts for what is proposed on these days; both bounds
    included, None open.
    """

    label = models.CharField("gegeven", max_length=20, choices=[(label.value, LABEL_NAMES[label]) for label in Label])
    role = models.CharField(
        "van",
        max_length=20,
        blank=True,
        choices=[("", "iedereen"), *((kind.value, kind.label) for kind in FunctionClass)],
    )
    ground = models.CharField("voorstel", max_length=10, blank=True, choices=_policy_grounds)
    why = models.CharField("waarom", max_length=300)
    valid_from = models.DateField("vanaf", null=True, blank=True)
    valid_until = models.DateField("tot en met", null=True, blank=True)

    class Meta:
        verbose_name = "beleidsregel"
        verbose_name_plural = "beleidsregels voor het lakken"
        ordering = ["label", "role", "valid_from"]
        constraints = [
            models.CheckConstraint(
                name="policy_ends_after_it_starts",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        treatment = self.ground or "tonen"
        return f"{self.get_label_display()} van {self.get_role_display()}: {treatment}"


class TreatedAs(models.Model):
    """That a layer takes a person for somebody in this role at every moment, whatever the table of functions says."""

    layer = models.ForeignKey(RedactionLayer, on_delete=models.CASCADE, related_name="treated")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in FunctionClass])
    by = models.CharField(max_length=150)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["layer", "person"], name="one_role_a_person_in_a_layer")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class MeantPerson(models.Model):
    """Whose name a passage is, as a person chose where it fitted several; without `person` somebody else, or unknown.

    The passage is told as a redaction tells it. It is no link to one: a proposal that is made anew is of whoever was chosen.
    `act` groups what one press of a button chose.
    """

    layer = models.ForeignKey(RedactionLayer, on_delete=models.CASCADE, related_name="meant")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, null=True, related_name="+")
    field = models.CharField(max_length=12, choices=Field.choices)
    index = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    act = models.UUIDField()
    by = models.CharField(max_length=150)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["layer", "message", "conversation", "field", "index", "start", "end"],
                name="one_choice_a_passage",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.start}–{self.end}: {self.person or 'iemand anders of onbekend'}"

    @property
    def who(self) -> Person | None:
        """Who was chosen, as the archive knows them now."""
        return self.person.standing if self.person else None

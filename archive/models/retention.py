"""How long messages are kept: the terms a selection list gives, and holds that come before them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from archive.functions import FunctionClass
from archive.models.conversations import Conversation
from archive.models.persons import Person


class RetentionRule(models.Model):
    """How long messages of a class of function are kept, for messages sent on these days; both bounds included, None open.

    `years` counts from the day a message was sent; None is for ever. The class "onbekend" is what everybody gets who held
    no function, or one without a rule. Where there is no rule at all nothing may be destroyed.
    """

    function_class = models.CharField(
        "soort functie", max_length=20, choices=[(kind.value, kind.label) for kind in FunctionClass]
    )
    years = models.PositiveSmallIntegerField("bewaartermijn in jaren", null=True, blank=True)
    valid_from = models.DateField("voor berichten vanaf", null=True, blank=True)
    valid_until = models.DateField("voor berichten tot en met", null=True, blank=True)
    basis = models.CharField("grondslag", max_length=200)

    class Meta:
        ordering = ["function_class", "valid_from"]
        verbose_name = "bewaartermijn"
        verbose_name_plural = "bewaartermijnen"
        constraints = [
            models.CheckConstraint(
                name="retention_ends_after_it_starts",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_function_class_display()}: {f'{self.years} jaar' if self.years is not None else 'blijvend'}"


class Hold(models.Model):
    """That messages may not be destroyed for the time being, whatever their term, until a person ends it.

    Held is what answers to everything that is filled in: somebody of `persons` takes part in the conversation, it is this
    conversation, it was sent on these Dutch days (both included), and its words answer to `words` as a search does.
    """

    reason = models.CharField("reden", max_length=500)
    persons = models.ManyToManyField(Person, blank=True, related_name="+", verbose_name="personen")
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    first_day = models.DateField("van", null=True, blank=True)
    last_day = models.DateField("tot en met", null=True, blank=True)
    words = models.CharField("woorden", max_length=500, blank=True)
    set_by = models.CharField("ingesteld door", max_length=150)
    set_at = models.DateTimeField("ingesteld", auto_now_add=True)
    ended_by = models.CharField("beëindigd door", max_length=150, blank=True)
    ended_at = models.DateTimeField("beëindigd", null=True, blank=True)
    end_reason = models.CharField("reden van beëindigen", max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.reason

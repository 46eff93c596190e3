"""Human beings, how sources name them, and the functions they held."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from archive.days import is_within
from archive.functions import FunctionClass
from archive.importing import HandleKind
from archive.querysets.persons import HandleQuerySet, PersonQuerySet


class Person(models.Model):
    """A human being the archive knows. Handles say how sources name them; functions what they were, and when.

    Of two rows that turn out to be one human being, one stays as another name of the other: `merged_into` leads straight to
    the row that is the person, and nothing else belongs to it any more. See `archive.identity.merge`.
    """

    name = models.CharField("naam", max_length=200)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="aliases")

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "persoon"
        verbose_name_plural = "personen"

    def __str__(self) -> str:
        return self.name

    @property
    def standing_id(self) -> int:
        """The id of the person this row is, or was merged into."""
        return self.merged_into_id or self.pk

    @property
    def standing(self) -> Person:
        """The person this row is, or was merged into."""
        return self.merged_into or self

    @property
    def names_in_sources(self) -> list[str]:
        """How sources name this person, in the order of the handles; a name that several sources use is there once."""
        return list(dict.fromkeys(handle.value for handle in self.handles.all()))

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
        return is_within(day, self.valid_from, self.valid_until)

    def overlaps(self, other: Function) -> bool:
        """Whether there is a day on which both were held."""
        first = max(self.valid_from or date.min, other.valid_from or date.min)
        return first <= min(self.valid_until or date.max, other.valid_until or date.max)


class Handle(models.Model):
    """How sources name a person: a number, an address, or the name in one phone's contacts.

    `scope` is empty for what means the same everywhere (a number, an account) and names the phone for a contact name:
    two phones' "Jan" are two handles. `was_hidden`: it was known from private conversations alone when the last of these was
    destroyed.
    """

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in HandleKind])
    value = models.CharField(max_length=300)
    scope = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handles")
    was_hidden = models.BooleanField(default=False)

    objects = HandleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value", "scope"], name="one_handle")]

    def __str__(self) -> str:
        return self.value

"""What becomes of the attachments of a layer's messages, and the boxes over their pages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from archive.extraction.pages import WAY
from archive.models import Attachment
from redaction.attachments.areas import WHOLE, Area
from redaction.choices import LONGEST_WHY, Status, Treatment
from redaction.detecting import Label

LONGEST_ACT = 200
"""How many characters there is room for to tell what was done to an attachment."""


class AttachmentTreatment(models.Model):
    """What a layer decided on one attachment. One without a row, or without a decision, is not published.

    `number` is its number among the attachments the layer decided on; once given it stays. `pages` is 0 until the pages were
    looked at, and `way` is that of `archive.extraction.pages` at the time; `problem` is a Dutch sentence: why they cannot be
    shown. One that does not take boxes is shown whole or not at all. `version` counts what was done to it and its boxes.
    """

    layer = models.ForeignKey("redaction.RedactionLayer", on_delete=models.CASCADE, related_name="attachments")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(default=0)
    way = models.PositiveSmallIntegerField(default=WAY)
    takes_boxes = models.BooleanField(default=True)
    problem = models.TextField(blank=True)
    treatment = models.CharField(max_length=10, choices=Treatment.choices, default=Treatment.UNDECIDED)
    ground = models.CharField("grond", max_length=10, blank=True)
    motivation = models.TextField("motivering", blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["layer", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["layer", "attachment"], name="one_treatment_an_attachment"),
            models.UniqueConstraint(fields=["layer", "number"], name="one_attachment_number"),
            models.CheckConstraint(
                name="withheld_attachment_has_a_ground", condition=~Q(treatment=Treatment.WITHHELD) | ~Q(ground="")
            ),
            models.CheckConstraint(
                name="shown_attachment_has_pages", condition=~Q(treatment=Treatment.SHOWN) | Q(pages__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"bijlage {self.attachment_id}: {self.get_treatment_display()}"


class Box(models.Model):
    """A rectangle on a page that is proposed, decided to be burned, or decided to be shown; see `redaction.attachments.areas`.

    `page` counts from 1. `found_by` is a detector's name, or `BY_HAND`, `SAME_FILE` or `WITHHELD_ELSEWHERE` of
    `redaction.choices`. A box that is removed becomes a rejected one.
    """

    treatment = models.ForeignKey(AttachmentTreatment, on_delete=models.CASCADE, related_name="boxes")
    page = models.PositiveSmallIntegerField()
    x = models.PositiveSmallIntegerField()
    y = models.PositiveSmallIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=20, choices=[(label.value, label.value) for label in Label])
    ground = models.CharField("grond", max_length=10)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    found_by = models.CharField(max_length=40)
    why = models.CharField(max_length=LONGEST_WHY, blank=True)

    class Meta:
        ordering = ["treatment", "page", "y", "x", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["treatment", "page", "x", "y", "width", "height"], name="one_box_an_area"),
            models.CheckConstraint(
                name="box_lies_on_its_page",
                condition=Q(width__gt=0, height__gt=0, x__lte=WHOLE - F("width"), y__lte=WHOLE - F("height")),
            ),
        ]
        indexes = [models.Index(fields=["treatment", "status"])]

    def __str__(self) -> str:
        return f"vlak op bladzijde {self.page} ({self.get_status_display()})"

    @property
    def area(self) -> Area:
        """Where it lies on its page."""
        return Area(self.x, self.y, self.width, self.height)


class AttachmentAct(models.Model):
    """One thing a person did to an attachment or its boxes, kept for ever. An undo is another act, that `takes_back` one.

    `before` and `after` are how everything stood: the decision, and status and ground of each box by its id.
    """

    treatment = models.ForeignKey(AttachmentTreatment, on_delete=models.CASCADE, related_name="acts")
    what = models.CharField(max_length=LONGEST_ACT)
    by = models.CharField(max_length=150)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    before: models.JSONField[Any, Any] = models.JSONField()
    after: models.JSONField[Any, Any] = models.JSONField()
    undone = models.BooleanField(default=False)
    takes_back = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.what

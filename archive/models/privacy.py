"""What of the archive is private: marks on messages, which stay as they are."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from archive.models.conversations import Conversation
from archive.models.messages import Message
from archive.querysets.private_marks import PrivateMarkQuerySet


class PrivateMark(models.Model):
    """That something in a conversation is no business of the State: a message, a period, or all of it.

    `since` and `until` are instants, half-open; without them and without a message the whole conversation is meant, and
    what is imported into it later as well. `said_by` is who said so, when that is not who recorded it. A mark is lifted,
    never removed: until then nobody reads what it covers but who guards the archive (see `archive.privacy`).
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="private_marks")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    since = models.DateTimeField("vanaf", null=True, blank=True)
    until = models.DateTimeField("tot", null=True, blank=True)
    reason = models.CharField("reden", max_length=500)
    said_by = models.CharField("op aanwijzing van", max_length=200, blank=True)
    by = models.CharField("gemarkeerd door", max_length=150)
    at = models.DateTimeField("gemarkeerd", auto_now_add=True)
    lifted_by = models.CharField("opgeheven door", max_length=150, blank=True)
    lifted_at = models.DateTimeField("opgeheven", null=True, blank=True)
    lift_reason = models.CharField("reden van opheffen", max_length=500, blank=True)

    objects = PrivateMarkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["conversation"], condition=Q(lifted_at=None, message=None), name="private_mark_around"
            ),
            models.Index(fields=["message"], condition=Q(lifted_at=None), name="private_mark_on"),
        ]
        constraints = [
            models.CheckConstraint(
                name="private_message_or_period",
                condition=Q(message=None) | Q(since=None, until=None),
            ),
            models.CheckConstraint(
                name="private_period_ends_after_it_starts",
                condition=Q(since=None) | Q(until=None) | Q(since__lt=F("until")),
            ),
        ]

    def __str__(self) -> str:
        return f"markering {self.pk}"

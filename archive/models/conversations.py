"""Chats and who takes part in them."""

from __future__ import annotations

from django.db import models

from archive.app_names import app_name
from archive.models.persons import Handle
from archive.models.sources import Source
from archive.querysets.conversations import ConversationQuerySet


class Conversation(models.Model):
    """A chat, in one app. Its title is what the app showed, which for a chat of two is the other's name on one phone.

    `silence` is how many seconds without a message end a session in it, None until its sessions are set.
    """

    app = models.CharField("app", max_length=30)
    title = models.CharField("gesprek", max_length=300)
    is_group = models.BooleanField("groep", default=False)
    source_id = models.CharField(max_length=200, blank=True)
    first_at = models.DateTimeField("eerste bericht", null=True, blank=True)
    last_at = models.DateTimeField("laatste bericht", null=True, blank=True)
    message_count = models.PositiveIntegerField("berichten", default=0)
    silence = models.PositiveIntegerField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-id"]
        indexes = [models.Index(fields=["app", "title"])]

    def __str__(self) -> str:
        return self.title

    @property
    def app_name(self) -> str:
        """The app as people call it."""
        return app_name(self.app)


class Participant(models.Model):
    """A handle that wrote in, or is listed in, a conversation.

    `source` is the first that said so, whose batch seals it; None from before that was sealed.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="participations")
    message_count = models.PositiveIntegerField(default=0)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "handle"], name="one_participation")]

    def __str__(self) -> str:
        return f"{self.handle} in {self.conversation}"

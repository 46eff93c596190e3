"""How many messages of a conversation its sources do not agree on: derived, and counted anew after each import."""

from __future__ import annotations

from django.db import models

from archive.models.conversations import Conversation


class DifferenceCount(models.Model):
    """Of a conversation with differences: how many messages differ, and in which way. See `archive.captures.differences`.

    A message can differ in more than one way; `messages` counts it once.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="differences"
    )
    messages = models.PositiveIntegerField()
    absent = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()
    text = models.PositiveIntegerField()
    clock = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.messages} verschillen in {self.conversation}"

"""Where each message stands among sessions and threads: derived, and made anew from the archive at will."""

from __future__ import annotations

from django.db import models

from archive.models.messages import Message


class ThreadPlace(models.Model):
    """The session and the thread of a message, each named after the first message in it (its id). See `archive.threads`.

    A session is of one conversation; a thread as well, and may go through several sessions.
    """

    # Django sees to it that a place goes with its message; the database would look each message up at every import.
    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="place"
    )
    session = models.BigIntegerField(db_index=True)
    thread = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"bericht {self.message_id} in draad {self.thread}"

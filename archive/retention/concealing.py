"""What is told of private messages after they were destroyed: nothing that was not told while they were there.

The marks go with the messages. What they hid elsewhere is therefore written down before that: how many private messages of
which originals went, and which names were known from private conversations alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count
from django.db.models.functions import Coalesce, Now

from archive.models import (
    Capture,
    Conversation,
    DestroyedPrivate,
    Destruction,
    Handle,
    ImportRun,
    ImportState,
    Message,
    Source,
)
from archive.privacy import unread_and_private, wholly_private

PRIVATE_TITLE = "privé gemarkeerd gesprek"
"""What a conversation is called, on a list and for ever after, that is private as a whole."""
PRIVATE_FILE = "bestand met privé gemarkeerde berichten"
"""What an original is called for others, and for ever after it is gone, that holds nothing that may be read."""
UNREAD_FILE = "bestand dat nog niet is nagekeken"
"""What an original is called for others while nobody has looked yet at what is in it, where that was asked."""
NEVER_READ = "bestand dat nooit is gelezen"
"""What an original is called for ever after it is gone that was not to be named before somebody had looked at it."""
_QUOTED = ("unreadable_items", "absent_files", "senders", "notices", "mail_stores")
"""What the report of an import repeats of the file."""


def keep_private(destruction: Destruction) -> None:
    """Write down how many of the messages that are about to be destroyed are private, by original and conversation."""
    going = destruction.destroyed.order_by().values("message_id")
    private = Message.objects.private().filter(pk__in=going).order_by().values("pk")
    held = Capture.objects.filter(message__in=private).order_by().values_list("source", "message__conversation")
    DestroyedPrivate.objects.bulk_create(
        DestroyedPrivate(destruction=destruction, source_id=source, conversation_id=chat, messages=number)
        for source, chat, number in held.annotate(number=Count("pk"))
    )


def keep_hidden(conversations: Collection[int]) -> None:
    """Remember of whom takes part in these conversations (ids), some of which are about to go, whether he is hidden now."""
    handles = Handle.objects.filter(participations__conversation__in=conversations).values("pk")
    visible = list(Handle.objects.visible().filter(pk__in=handles).values_list("pk", flat=True))
    hidden = list(Handle.objects.filter(pk__in=handles).exclude(pk__in=visible).values_list("pk", flat=True))
    Handle.objects.filter(pk__in=visible, was_hidden=True).update(was_hidden=False)
    Handle.objects.filter(pk__in=hidden).update(was_hidden=True)


def private_as_a_whole(conversations: Iterable[int]) -> frozenset[int]:
    """Which of these conversations (ids) are private as a whole."""
    found = Conversation.objects.private().filter(pk__in=list(conversations))
    return frozenset(found.values_list("pk", flat=True))


def forget_titles(conversations: Collection[int]) -> None:
    """Take the titles of conversations (ids) out of the reports of imports: they were private, and are gone."""
    for conversation in conversations:
        for run in ImportRun.objects.filter(report__conversations__contains=[{"id": conversation}]):
            for told in run.report["conversations"]:
                if told["id"] == conversation:
                    told["title"] = PRIVATE_TITLE
            run.save(update_fields=["report"])


def forget_originals(sources: Collection[Source]) -> None:
    """Take out of the reports of originals that go what they quote from the file, and the names of those that were private."""
    private = wholly_private([source.pk for source in sources])
    Source.objects.filter(pk__in=private).update(file_name=PRIVATE_FILE)
    for run in ImportRun.objects.filter(source__in=sources):
        run.report |= {name: [] for name in _QUOTED if name in run.report}
        run.save(update_fields=["report"])


def forget_unread(sources: Collection[Source], *, problem: str) -> None:
    """End the imports of originals that go unread, for the reason `problem`, with what their questions quote from the file;
    the names of those that nobody was to see yet go as well.
    """
    ids = [source.pk for source in sources]
    Source.objects.filter(pk__in=unread_and_private(ids)).update(file_name=NEVER_READ)
    ImportRun.objects.filter(source__in=ids).update(
        state=ImportState.REFUSED, problem=problem, report={}, finished_at=Coalesce("finished_at", Now())
    )

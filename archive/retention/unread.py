"""Originals that are kept while nothing was read of them: what is in them no list of messages knows.

Their import waits, asks something, was refused or broke off. A destruction does not take them, and says so; as long as one may
still be read that looks like an original of the same chat, nothing of that chat is destroyed.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from archive.models import Capture, Conversation, DestroyedFile, ImportRun, ImportState, Source

_MAY_BE_READ = (ImportState.WAITING, ImportState.RUNNING, ImportState.QUESTION)


def unread_originals() -> QuerySet[Source]:
    """The originals of which no import has read anything, in the order they came in, with their imports, the newest first."""
    read = ImportRun.objects.filter(source=OuterRef("pk"), state=ImportState.DONE)
    gone = DestroyedFile.objects.filter(sha256=OuterRef("sha256"), is_kept=False)
    found = Source.objects.filter(~Exists(read), ~Exists(gone)).order_by("pk")
    return found.prefetch_related(Prefetch("runs", ImportRun.objects.order_by("-pk")))


def objection_of_unread(conversations: Collection[int]) -> str:
    """Why nothing of these conversations (ids) may be destroyed yet, in Dutch; empty when no import is in the way.

    Of which chat an unread file is, only its name tells: it is that of another original of the chat, or ends with its title.
    """
    waiting = ImportRun.objects.filter(state__in=_MAY_BE_READ, source__in=unread_originals().values("pk")).order_by(
        "pk"
    )
    titles = (
        [] if not waiting else list(Conversation.objects.filter(pk__in=conversations).values_list("title", flat=True))
    )
    for run in waiting.select_related("source"):
        if _is_of(run.source, conversations, titles):
            return (
                f"Import {run.pk} is nog niet klaar en lijkt een origineel van hetzelfde gesprek. Er is niets vernietigd; laat "
                "die import eerst eindigen."
            )
    return ""


def _is_of(source: Source, conversations: Collection[int], titles: Collection[str]) -> bool:
    stem = Path(source.file_name).stem.casefold()
    if any(title and stem.endswith(title.casefold()) for title in titles):
        return True
    same_name = Source.objects.filter(file_name__iexact=source.file_name)
    return Capture.objects.filter(source__in=same_name, message__conversation__in=conversations).exists()

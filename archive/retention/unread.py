"""Originals that are kept while nothing was read of them: what is in them no list of messages knows.

Their import waits, asks something, was refused or broke off. A destruction of messages does not take them, and says so; as long
as one may still be read that looks like an original of the same chat, nothing of that chat is destroyed. They go by a list of
their own (`archive.retention.discarding`), unless something is held: nobody knows what is in them.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from archive.models import (
    Attachment,
    Capture,
    Conversation,
    DestroyedFile,
    Destruction,
    ImportRun,
    ImportState,
    ListedOriginal,
    Source,
)
from archive.retention import holds

_MAY_BE_READ = (ImportState.WAITING, ImportState.RUNNING, ImportState.QUESTION)
IS_BEING_READ = (ImportState.WAITING, ImportState.RUNNING)
"""The portal goes on with an import in these states by itself."""


def unread_originals() -> QuerySet[Source]:
    """The originals of which no import has read anything, in the order they came in, with their imports, the newest first."""
    read = ImportRun.objects.filter(source=OuterRef("pk"), state=ImportState.DONE)
    gone = DestroyedFile.objects.filter(sha256=OuterRef("sha256"), is_kept=False)
    found = Source.objects.filter(~Exists(read), ~Exists(gone)).order_by("pk")
    return found.prefetch_related(Prefetch("runs", ImportRun.objects.order_by("-pk")))


def may_be_listed(source: Source) -> bool:
    """Whether an original is one of which nothing was read, nor is about to be: it can be put on a list to be destroyed."""
    is_being_read = source.runs.filter(state__in=IS_BEING_READ).exists()
    return not is_being_read and unread_originals().filter(pk=source.pk).exists()


def objection_to_destroying(source: Source) -> str:
    """Why an original may not be destroyed as one of which nothing was read, in Dutch; empty when it may.

    What is held is held by what messages say and by who takes part, which nobody knows of it: any hold is in the way.
    """
    run = source.runs.order_by("-pk").first()
    what = f"Het bestand van import {run.pk}" if run else "Dit bestand"
    if not unread_originals().filter(pk=source.pk).exists():
        return f"{what} is intussen ingelezen, of is er niet meer."
    if source.runs.filter(state__in=IS_BEING_READ).exists():
        return f"{what} wordt nog ingelezen."
    if holds.active_holds().exists():
        return f"{what} blijft zolang er berichten worden vastgehouden: niemand weet wat er in staat."
    if Attachment.objects.filter(sha256=source.sha256).exists():
        return f"{what} is ook als bijlage van een bericht bewaard en gaat met dat bericht weg."
    return ""


def objection_to_listed(destruction: Destruction) -> str:
    """Why one of the unread originals on a list may not go any more, in Dutch; empty when all may."""
    listed: QuerySet[ListedOriginal] = destruction.originals.select_related("source")
    return next(filter(None, (objection_to_destroying(row.source) for row in listed)), "")


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
                "die import eerst eindigen, of laat het bestand ervan eerst vernietigen."
            )
    return ""


def _is_of(source: Source, conversations: Collection[int], titles: Collection[str]) -> bool:
    stem = Path(source.file_name).stem.casefold()
    if any(title and stem.endswith(title.casefold()) for title in titles):
        return True
    same_name = Source.objects.filter(file_name__iexact=source.file_name)
    return Capture.objects.filter(source__in=same_name, message__conversation__in=conversations).exists()

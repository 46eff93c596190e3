"""Carrying out an approved list: the messages and all that hangs on them in one transaction, then their files.

What stays is told and nothing else is kept: a `DestroyedMessage` for each, by which the archive's proof can account for it,
and the certificate. An original goes with the last of its messages; until then it stays as it is, for an original is never
altered, and nobody is given it any more. May be cut off anywhere and called again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import CASCADE, Count, F, ManyToOneRel, Max, Min, ProtectedError, QuerySet
from django.utils import timezone

from archive import content, previews
from archive.captures.comparing import count_differences
from archive.models import (
    Attachment,
    AttachmentText,
    Capture,
    Conversation,
    DestroyedFile,
    DestroyedMessage,
    Destruction,
    DestructionState,
    ImportRun,
    ImportState,
    LeftOriginal,
    Message,
    Participant,
    Source,
)
from archive.retention.concealing import (
    PRIVATE_TITLE,
    forget_originals,
    forget_titles,
    keep_hidden,
    keep_private,
    private_as_a_whole,
)
from archive.retention.destruction_lists import ListRefused, check, digest_of, stop, wait_for_unread
from archive.retention.discarding import discard_listed, lock_listed
from archive.sealing.hashing import told_hash
from archive.sealing.integrity import keep_leaves
from archive.search.index import remove_rows
from archive.search.vocabulary import settle
from archive.standstill import have_to_oneself
from archive.thread_places import assign_threads

BATCH = 5000
Progress = Callable[[int, int], None]
Forget = Callable[[Collection[int], Collection[int]], None]
"""Is given the messages that go and the conversations of which none is left (ids); removes what others still hold of them."""


@transaction.atomic
def destroy(
    destruction_id: int, *, in_dossiers: QuerySet, forget: Forget, today: date, progress: Progress
) -> Destruction:
    """Destroy what is on an approved list: messages, or originals of which nothing was read.

    One that is destroyed already, or was never approved, stays as it is. A list that no longer says what was approved, because
    something is held by now, is stopped: nothing of it is destroyed.
    Raises `ListRefused` while an import runs, which may be finding these very messages again, or waits that may hold them.
    """
    have_to_oneself()
    destruction = Destruction.objects.select_for_update().get(pk=destruction_id)
    if destruction.state != DestructionState.APPROVED:
        return destruction
    if ImportRun.objects.filter(state=ImportState.RUNNING).exists():
        raise ListRefused(
            "Er loopt een import. Er is niets vernietigd; start de vernietiging opnieuw als die klaar is."
        )
    lines = list(check(destruction, in_dossiers=in_dossiers, today=today))
    if objection := next((line.objection for line in lines if line.objection), "") or lock_listed(destruction):
        return stop(destruction, objection)
    doomed = {pk: (line.line.conversation_id, digest) for line in lines for pk, digest in line.free.items()}
    conversations = sorted({conversation for conversation, _ in doomed.values()})
    wait_for_unread(conversations)
    private = private_as_a_whole(conversations)
    _conceal_titles(destruction, private)
    _number(destruction, doomed)
    sources = _sources_of(destruction)
    files = _attached(destruction)
    keep_leaves(destruction)
    keep_private(destruction)
    keep_hidden(conversations)
    forget(doomed.keys(), _emptied(doomed.values()))
    _delete(destruction, doomed.keys(), progress)
    settle()
    _remove_or_recount(conversations)
    forget_titles(private.difference(Conversation.objects.filter(pk__in=private).values_list("pk", flat=True)))
    _account_for_sources(destruction, sources)
    _account_for_attachments(destruction, files)
    discard_listed(destruction)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # whoever still refers to one of them makes it fail here
    return destruction


def _conceal_titles(destruction: Destruction, private: Collection[int]) -> None:
    destruction.lines.filter(conversation_id__in=private).update(title=PRIVATE_TITLE)


def _number(destruction: Destruction, doomed: Mapping[int, tuple[int, bytes]]) -> None:
    """Give the certificate its number and write down by which hash each message was known."""
    last = Destruction.objects.aggregate(last=Max("number"))["last"] or 0
    destruction.number, destruction.destroyed_at = last + 1, timezone.now()
    destruction.state, destruction.messages = DestructionState.DESTROYED, len(doomed)
    destruction.salt = uuid4()
    destruction.root = digest_of(told_hash(destruction.salt, digest) for _, digest in doomed.values()).hex()
    destruction.save(update_fields=["number", "destroyed_at", "state", "messages", "salt", "root"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {DestroyedMessage._meta.db_table} (destruction_id, message_id, conversation_id, content_hash)"
            f" SELECT %s, id, conversation_id, content_hash FROM {Message._meta.db_table} WHERE id = ANY(%s)",
            [destruction.pk, list(doomed)],
        )


def _doomed(destruction: Destruction) -> QuerySet[DestroyedMessage, Any]:
    """A query for the ids of the messages that go."""
    return DestroyedMessage.objects.filter(destruction=destruction).order_by().values("message_id")


def _emptied(doomed: Iterable[tuple[int, bytes]]) -> list[int]:
    """The conversations of which every message goes."""
    going = Counter(conversation for conversation, _ in doomed)
    there = Message.objects.filter(conversation__in=going).order_by().values_list("conversation")
    return [pk for pk, number in there.annotate(number=Count("pk")) if number == going[pk]]


def _sources_of(destruction: Destruction) -> dict[int, int]:
    """By source how many of the messages it holds."""
    held = Capture.objects.filter(message__in=_doomed(destruction)).order_by().values_list("source")
    return dict(held.annotate(number=Count("pk")))


def _attached(destruction: Destruction) -> dict[str, int | None]:
    """The files attached to the messages: their size by their SHA-256."""
    files = Attachment.objects.filter(message__in=_doomed(destruction)).exclude(sha256="").order_by()
    return dict(files.values_list("sha256", "size").distinct())


def _delete(destruction: Destruction, messages: Collection[int], progress: Progress) -> None:
    """Delete the messages with whatever belongs to one: every table that goes with a message when it is deleted."""
    relations = [item for item in Message._meta.get_fields(include_hidden=True) if isinstance(item, ManyToOneRel)]
    belonging = [relation for relation in relations if relation.on_delete is CASCADE]
    ids = sorted(messages)
    Message.objects.filter(twin__in=_doomed(destruction)).update(twin=None)
    for first in range(0, len(ids), BATCH):
        bounds = ids[first], ids[min(first + BATCH, len(ids)) - 1]
        batch = _doomed(destruction).filter(message_id__range=bounds)
        remove_rows(ids[first : first + BATCH])
        for relation in belonging:
            relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": batch}).delete()
        with connection.cursor() as cursor:
            # Not through the models: they would refuse because messages answer each other, and all of these go.
            cursor.execute(
                f"DELETE FROM {Message._meta.db_table} WHERE id IN (SELECT message_id FROM"
                f" {DestroyedMessage._meta.db_table} WHERE destruction_id = %s AND message_id BETWEEN %s AND %s)",
                [destruction.pk, *bounds],
            )
        progress(min(first + BATCH, len(ids)), len(ids))


def _remove_or_recount(conversations: Iterable[int]) -> None:
    """A conversation without messages goes, unless somebody refers to it; of the others the counts become right again."""
    for pk in conversations:
        chat = Message.objects.filter(conversation=pk).order_by()
        facts = chat.aggregate(first=Min("sent_at"), last=Max("sent_at"), count=Count("id"))
        if not facts["count"] and _removed(pk):
            continue
        Conversation.objects.filter(pk=pk).update(
            first_at=facts["first"], last_at=facts["last"], message_count=facts["count"]
        )
        written = dict(chat.exclude(sender=None).values_list("sender").annotate(number=Count("id")))
        parts = list(Participant.objects.filter(conversation=pk))
        for part in parts:
            part.message_count = written.get(part.handle_id, 0)
        Participant.objects.bulk_update(parts, ["message_count"], batch_size=BATCH)
        assign_threads(pk, anew=True)
        count_differences(pk)


def _removed(conversation: int) -> bool:
    try:
        with transaction.atomic():
            Conversation.objects.filter(pk=conversation).delete()
    except ProtectedError:
        return False
    return True


def _account_for_sources(destruction: Destruction, sources: Mapping[int, int]) -> None:
    """The originals of which nothing is kept go; the others stay, which is written down."""
    kept = dict(
        Capture.objects.filter(source__in=sources).order_by().values_list("source").annotate(number=Count("pk"))
    )
    originals = Source.objects.in_bulk(list(sources))
    gone = [source for pk, source in originals.items() if pk not in kept]
    DestroyedFile.objects.bulk_create(
        DestroyedFile(destruction=destruction, sha256=source.sha256, size=source.size, source=source) for source in gone
    )
    LeftOriginal.objects.bulk_create(
        LeftOriginal(destruction=destruction, source=originals[pk], destroyed=sources[pk], kept=number)
        for pk, number in kept.items()
    )
    forget_originals(gone)


def _account_for_attachments(destruction: Destruction, files: Mapping[str, int | None]) -> None:
    """The files that no message has any more go, unless the same bytes are an original; what was read in them goes."""
    shas = list(files)
    used = set(Attachment.objects.filter(sha256__in=shas).values_list("sha256", flat=True))
    AttachmentText.objects.filter(sha256__in=set(shas) - used).delete()
    used |= set(Source.objects.filter(sha256__in=shas).values_list("sha256", flat=True))
    DestroyedFile.objects.bulk_create(
        DestroyedFile(destruction=destruction, sha256=sha256, size=files[sha256])
        for sha256 in shas
        if sha256 not in used
    )


def remove_files(destruction: Destruction) -> None:
    """Remove the files that go with a destruction. Those that are gone already count; may be repeated.

    A file that was written after the messages were destroyed was brought in again: it is that import's, and stays.
    """
    for file in destruction.files.filter(removed_at=None):
        path = content.path_of(file.sha256)
        written = path.stat().st_mtime if path.exists() else 0
        assert destruction.destroyed_at is not None
        file.is_kept = written > destruction.destroyed_at.timestamp() or _is_attached(file)
        if not file.is_kept:
            path.unlink(missing_ok=True)
        if not _is_attached(file):
            previews.remove(file.sha256)
        file.removed_at = timezone.now()
        file.save(update_fields=["is_kept", "removed_at"])


def _is_attached(file: DestroyedFile) -> bool:
    return Attachment.objects.filter(sha256=file.sha256).exists()


@transaction.atomic
def complete(destruction: Destruction, *, certificate: str, sha256: str) -> bool:
    """Close a destruction of which every file is gone, with its certificate; False when it was closed already."""
    closed = Destruction.objects.filter(pk=destruction.pk, state=DestructionState.DESTROYED).update(
        state=DestructionState.COMPLETED,
        completed_at=timezone.now(),
        certificate=certificate,
        certificate_sha256=sha256,
    )
    return bool(closed)


def certificate_of(source: Source) -> Destruction | None:
    """The first destruction that took messages of an original, whether or not the file itself is still there."""
    by = Destruction.objects.filter(files__source=source) | Destruction.objects.filter(left_originals__source=source)
    return by.order_by(F("number").asc()).first()

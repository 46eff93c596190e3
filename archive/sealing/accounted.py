"""What is accounted for as destroyed: whatever a certificate tells of, and nothing that only stands in a list.

A destruction counts from the moment its messages are gone: it has a number, a root over what went, and a state that says so.
Once it is completed it has its certificate as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from archive.models import (
    Capture,
    DestroyedCapture,
    DestroyedConversation,
    DestroyedFile,
    DestroyedMessage,
    Destruction,
    DestructionState,
)
from archive.querysets.destructions import DestructionQuerySet
from archive.retention.destruction_lists import digest_of
from archive.sealing.hashing import told_hash

_STATES = (DestructionState.DESTROYED, DestructionState.COMPLETED)


def certified() -> DestructionQuerySet:
    """The destructions that account for what they took."""
    return Destruction.objects.filter(state__in=_STATES, destroyed_at__isnull=False, number__isnull=False).exclude(
        root=""
    )


def destroyed_messages() -> QuerySet[DestroyedMessage, Any]:
    """The messages that are accounted for as destroyed."""
    return DestroyedMessage.objects.filter(destruction__in=certified().order_by().values("pk"))


def originals_gone() -> frozenset[str]:
    """The originals (SHA-256) that a destruction removed."""
    return frozenset(_originals().filter(removed_at__isnull=False).values_list("sha256", flat=True))


def originals_going() -> frozenset[str]:
    """The originals (SHA-256) that a destruction is about to remove: they may be there, and may be gone."""
    going = _originals().filter(removed_at=None, destruction__state=DestructionState.DESTROYED)
    return frozenset(going.values_list("sha256", flat=True))


def destroyed_sources() -> frozenset[int]:
    """The sources (ids) of the originals that are gone or going: what was told of their content is no longer told."""
    return frozenset(_originals().exclude(source=None).values_list("source", flat=True))


def _originals() -> QuerySet[DestroyedFile, Any]:
    return DestroyedFile.objects.filter(is_kept=False, destruction__in=certified().order_by().values("pk")).order_by()


def told_of(destruction: Destruction) -> list[bytes]:
    """What is told outside the archive of each message that was destroyed, sorted: the SHA-256 of the salt of the destruction
    and the content hash. Chat is short, so whoever had that hash could guess what was said.
    """
    hashes = destruction.destroyed.values_list("content_hash", flat=True)
    return sorted(told_hash(destruction.salt, bytes(item)) for item in hashes)


def unaccounted() -> Iterator[str]:
    """What is told to be destroyed without a certificate that says so, as Dutch sentences."""
    for destruction in Destruction.objects.exclude(number=None).order_by("number"):
        yield from _of_certificate(destruction)
    told = destroyed_messages()
    loose = DestroyedMessage.objects.exclude(destruction__in=certified().order_by().values("pk"))
    leaves = DestroyedCapture.objects.filter(
        ~Exists(told.filter(destruction=OuterRef("destruction"), message_id=OuterRef("message_id")))
    )
    gone = {
        row.message_id for row in (loose.order_by("message_id").first(), leaves.order_by("message_id").first()) if row
    }
    for message in sorted(gone):
        yield f"Bericht {message} is weg zonder verklaring van vernietiging."
    chat = DestroyedConversation.objects.filter(
        ~Exists(told.filter(destruction=OuterRef("destruction"), conversation_id=OuterRef("conversation_id")))
    ).first()
    if chat:
        yield f"Gesprek {chat.conversation_id} is weg zonder verklaring van vernietiging."
    held = Capture.objects.filter(source=OuterRef("source"))
    for file in DestroyedFile.objects.filter(Exists(held), is_kept=False).select_related("source").order_by("pk")[:1]:
        yield f"Origineel «{file.source}» staat als vernietigd te boek, terwijl het archief er berichten van heeft."


def _of_certificate(destruction: Destruction) -> Iterator[str]:
    what = f"Verklaring {destruction.number}"
    hashes = told_of(destruction)
    if len(hashes) != destruction.messages or digest_of(hashes).hex() != destruction.root:
        yield f"{what}: de lijst van vernietigde berichten is gewijzigd."
    if destruction.state not in _STATES or destruction.destroyed_at is None:
        yield f"{what}: volgens de vernietigingslijst is er niets vernietigd."
    if destruction.state != DestructionState.COMPLETED and not destruction.completed_at:
        return
    if not (destruction.completed_at and destruction.certificate and destruction.state == DestructionState.COMPLETED):
        yield f"{what} ontbreekt, terwijl de vernietiging is afgerond."
    elif hashlib.sha256(destruction.certificate.encode()).hexdigest() != destruction.certificate_sha256:
        yield f"{what} is gewijzigd: de tekst is niet meer die van haar controlegetal."

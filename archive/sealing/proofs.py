"""Proves that a message is the archived one, to whoever may read that message, without a word about any other.

The proof holds the message, its leaf with the salt, hashes beside the path to the root of its batch, and the headers of the chain
from there on. `docs/verification/verify_inclusion.py` checks one on any machine with Python, without this project.
"""

from __future__ import annotations

from typing import Any

from archive.models import Batch, Message
from archive.sealing.hashing import digest_of, form_of, repeated
from archive.sealing.integrity import Leaf, header, leaves_of
from archive.sealing.merkle import path, root_from

FORMAT = "woo-inclusion-proof-2"


class NotSealed(Exception):
    """The message cannot be proved: it is in no batch, or is not what was sealed."""


class Guessable(Exception):
    """The message was sealed before there were salts: from its proof one could guess what stands beside it."""


class QuotesPrivate(Exception):
    """The message answers a private one: its proof would tell what that says."""


def inclusion_proof(message: Message) -> dict[str, Any]:
    """The proof, as plain data for JSON, that the first capture of the message was sealed.

    `message` is one that may be read (`MessageQuerySet.visible`). Raises `QuotesPrivate`, `Guessable`, and `NotSealed` when the
    message, the capture or the batch is not what was sealed: nothing false is ever proved.
    """
    if getattr(message, "hides_quote", False):
        raise QuotesPrivate(f"message {message.pk}")
    batch = sealed_in(message)
    if batch is None:
        raise NotSealed(f"message {message.pk} is in no batch")
    leaves = list(leaves_of(batch.run))
    index = next((place for place, leaf in enumerate(leaves) if leaf.message_id == message.pk), None)
    if index is None:
        raise NotSealed(f"message {message.pk} is not in batch {batch.number}")
    if batch.run.source.salt is None or not all(leaf.is_salted for leaf in leaves):
        raise Guessable(f"message {message.pk}")
    return {
        "format": FORMAT,
        "message": _form(message),
        "occurrence": _occurrence(message, len(leaves)),
        "leaf": leaves[index].lines.split("\n"),
        "index": index,
        "path": [item.hex() for item in _path(index, leaves, batch)],
        "chain": [_link(item) for item in _from(batch)],
    }


def sealed_in(message: Message) -> Batch | None:
    """The batch of the first capture of the message; None for what is in no batch."""
    capture = message.captures.order_by("pk").first()
    batches = Batch.objects.select_related("run__source")
    return batches.filter(run__source=capture.source_id).first() if capture else None


def _form(message: Message) -> dict[str, Any]:
    return form_of(message, message.reactions.all(), message.versions.all())


def _occurrence(message: Message, at_most: int) -> int:
    """Which of the equal messages of its conversation it is, from 0. Raises `NotSealed` when its hash is of none."""
    first, found = digest_of(_form(message)), bytes(message.content_hash)
    if found == first:
        return 0
    for occurrence in range(1, at_most + 1):
        if found == repeated(first, occurrence):
            return occurrence
    raise NotSealed(f"message {message.pk} is not what its hash says")


def _path(index: int, leaves: list[Leaf], batch: Batch) -> list[bytes]:
    hashes = [leaf.hash for leaf in leaves]
    found = path(index, hashes)
    if len(hashes) != batch.leaves or root_from(hashes[index], index, len(hashes), found) != bytes(batch.root):
        raise NotSealed(f"batch {batch.number} is not what was sealed")
    return found


def _from(batch: Batch) -> list[Batch]:
    """The batch and every later one."""
    return list(Batch.objects.select_related("run__source").filter(number__gte=batch.number).order_by("number"))


def _link(batch: Batch) -> dict[str, Any]:
    return header(batch) | {"digest": batch.fingerprint}

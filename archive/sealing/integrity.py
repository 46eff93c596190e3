"""Seals what an import brought in, and proves afterwards that nothing of it changed.

A leaf is a capture: that this source holds this message, where, and as what. It names the message by its content hash,
which covers all that was stored of it (`archive.sealing.hashing`). A batch is the Merkle root over the captures of one source,
chained to the batch before; what else must stay as it was is sealed with it (`archive.sealing.sealed_facts`). Whoever keeps one
digest elsewhere can tell later whether anything up to it was altered.

Of a message that was destroyed the hash of its leaf stays, in its place: the root of its batch is made of both kinds.

Chat is short, so a plain hash of it can be guessed. Every leaf therefore holds a random salt that only a proof of its own
message tells, and what a header says of an original, its conversations and its facts is hashed with the salt of that original,
which nothing tells. What was sealed before has neither, keeps its hashes, and is not proved any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from archive.models import Batch, DestroyedConversation, Destruction, ImportRun, Source
from archive.sealing.merkle import EMPTY, leaf_hash, tree_of
from archive.sealing.sealed_facts import seal_facts
from archive.streaming import streamed

LEAF_FORMAT, UNSALTED_FORMAT = "woo-leaf-2", "woo-leaf-1"
HASH_BYTES = 32
_LOCK = 7301
"""The advisory lock under which the chain grows: one link at a time."""

# Every field of a leaf on a line of its own; none of them can hold a line end. Where there is no salt, it has no line.
_LINES = f"""concat_ws(E'\\n', CASE WHEN c.salt IS NULL THEN '{UNSALTED_FORMAT}' ELSE '{LEAF_FORMAT}' END,
    encode(m.content_hash, 'hex'), m.id, m.conversation_id, m.position,
    CASE WHEN o.salt IS NULL THEN o.sha256 ELSE encode(sha256(convert_to(o.salt || o.sha256, 'UTF8')), 'hex') END,
    c.first_unit, c.last_unit, to_char(c.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    coalesce(h.kind || ' ' || encode(sha256(convert_to(h.value, 'UTF8')), 'hex'), '-'),
    CASE WHEN c.kind = '' THEN '-' ELSE c.kind END, CASE WHEN c.edited THEN 'edited' ELSE '-' END,
    coalesce(encode(sha256(convert_to(c.text, 'UTF8')), 'hex'), '-'),
    coalesce(encode(sha256(convert_to(array_to_string(c.files, E'\\n'), 'UTF8')), 'hex'), '-'), c.salt)"""
# The hash of a leaf: see `archive.sealing.merkle.leaf_hash`.
_HASH = f"sha256('\\x00'::bytea || convert_to({_LINES}, 'UTF8'))"
_CAPTURES = """archive_capture c JOIN archive_message m ON m.id = c.message_id JOIN archive_source o ON o.id = c.source_id
LEFT JOIN archive_handle h ON h.id = c.sender_id"""
_LEAVES = f"""
SELECT * FROM (
    SELECT c.first_unit, c.last_unit, c.message_id, {_LINES} AS lines, NULL::bytea AS destroyed
    FROM {_CAPTURES} WHERE c.source_id = %(source)s
    UNION ALL
    SELECT d.first_unit, d.last_unit, d.message_id, '', d.leaf FROM archive_destroyedcapture d WHERE d.source_id = %(source)s
) leaves ORDER BY first_unit, message_id
"""
_HASHES = f"""
SELECT hash FROM (
    SELECT c.first_unit, c.message_id, {_HASH} AS hash FROM {_CAPTURES} WHERE c.source_id = %(source)s
    UNION ALL
    SELECT d.first_unit, d.message_id, d.leaf FROM archive_destroyedcapture d WHERE d.source_id = %(source)s
) leaves ORDER BY first_unit, message_id
"""
_KEEP_LEAVES = f"""
INSERT INTO archive_destroyedcapture (destruction_id, source_id, message_id, first_unit, last_unit, leaf)
SELECT %(destruction)s, c.source_id, c.message_id, c.first_unit, c.last_unit, {_HASH}
FROM {_CAPTURES} JOIN archive_destroyedmessage g ON g.message_id = m.id WHERE g.destruction_id = %(destruction)s
"""
_CONVERSATIONS = """
SELECT DISTINCT v.id, v.app, v.title, v.source_id FROM archive_capture c
JOIN archive_message m ON m.id = c.message_id JOIN archive_conversation v ON v.id = m.conversation_id
WHERE c.source_id = %s ORDER BY v.id
"""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A capture as it is sealed: the id of its message, and the lines that are hashed; of a destroyed one the hash alone.

    `last_unit` is the last line or record of the original that the message takes.
    """

    message_id: int
    last_unit: int
    lines: str
    destroyed: bytes | None = None

    @property
    def is_salted(self) -> bool:
        """Whether its hash tells nothing to who guesses; of a destroyed one nobody can say."""
        return self.destroyed is not None or self.lines.startswith(LEAF_FORMAT)

    @property
    def hash(self) -> bytes:
        """The hash of the leaf."""
        return leaf_hash(self.lines.encode()) if self.destroyed is None else self.destroyed


def file_entry(number: int, sha256: str, name: str) -> str:
    """How a capture notes an attachment that its source names: its number, its SHA-256 if the source holds it, its name."""
    return f"{number}:{sha256}:{name}"


def file_of(entry: str) -> tuple[int, str, str]:
    """Number, SHA-256 and name out of an entry."""
    number, sha256, name = entry.split(":", 2)
    return int(number), sha256, name


def leaves_of(run: ImportRun) -> Iterator[Leaf]:
    """The leaves of an import as the database has them now, in the order of the file. Streams."""
    for _, last_unit, message_id, lines, destroyed in streamed(_LEAVES, {"source": run.source_id}):
        yield Leaf(message_id, last_unit, lines, None if destroyed is None else bytes(destroyed))


def seal(run: ImportRun) -> Batch:
    """Add the link of an import whose captures and report are stored, in the import's own transaction.

    Of two imports that end at once the second waits for the first. The database hashes the leaves; whoever checks them later
    hashes them again by himself.
    """
    tree = tree_of(bytes(leaf) for (leaf,) in streamed(_HASHES, {"source": run.source_id}))
    facts = seal_facts(run)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Batch.objects.last()
    batch = Batch(
        number=last.number + 1 if last else 1,
        run=run,
        leaves=tree.count,
        root=tree.root,
        subtrees=b"".join(tree.subtrees),
        conversations=conversations_hash(run),
        facts=facts,
        previous=bytes(last.digest) if last else EMPTY,
        sealed_at=timezone.now(),
    )
    batch.digest = digest_of(header(batch))
    batch.save(force_insert=True)
    return batch


def batch_of(fingerprint: str) -> Batch | None:
    """The batch whose digest somebody wrote down, in hexadecimal and in whatever groups; None when the chain has none.

    Raises `ValueError` for what is no digest.
    """
    digest = bytes.fromhex("".join(fingerprint.split()))
    if len(digest) != HASH_BYTES:
        raise ValueError(f"{len(digest)} bytes")
    return Batch.objects.filter(digest=digest).first()


def conversations_hash(run: ImportRun) -> bytes:
    """The SHA-256 over the conversations of an import, each by its id and a hash of what it is (see `_conversations`), and over
    the salt of its original.
    """
    destroyed = DestroyedConversation.objects.filter(source=run.source_id).values_list("conversation_id", "digest")
    found = dict(destroyed) | _conversations(run.source_id)
    salt = run.source.salt
    return digest_of(
        [*([str(salt)] if salt else []), *([pk, bytes(digest).hex()] for pk, digest in sorted(found.items()))]
    )


def _conversations(source: int) -> dict[int, bytes]:
    """The conversations of which a source (id) holds messages: the SHA-256 over id, app, title and the app's own id."""
    with connection.cursor() as cursor:
        cursor.execute(_CONVERSATIONS, [source])
        return {row[0]: digest_of(list(row)) for row in cursor.fetchall()}


def keep_leaves(destruction: Destruction) -> None:
    """Keep the hashes of the leaves of messages that are about to be destroyed, and of their conversations.

    What is kept of a conversation counts once nothing of it is left in that source.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_LEAVES, {"destruction": destruction.pk})
    going = set(destruction.destroyed.order_by().values_list("conversation_id", flat=True).distinct())
    for source in destruction.leaves.order_by("source").values_list("source", flat=True).distinct():
        held = _conversations(source).items()
        DestroyedConversation.objects.bulk_create(
            (
                DestroyedConversation(destruction=destruction, source_id=source, conversation_id=pk, digest=digest)
                for pk, digest in held
                if pk in going
            ),
            ignore_conflicts=True,
        )


def header(batch: Batch) -> dict[str, Any]:
    """What a batch's digest is over; hashes in hexadecimal, the moment in UTC. Tells nothing of any message.

    A batch from before there were sealed facts has none, and its digest is over the others.
    """
    facts = {"facts": bytes(batch.facts).hex()} if batch.facts else {}
    return facts | {
        "conversations": bytes(batch.conversations).hex(),
        "leaves": batch.leaves,
        "number": batch.number,
        "previous": bytes(batch.previous).hex(),
        "root": bytes(batch.root).hex(),
        "sealed_at": moment(batch.sealed_at),
        "source": source_told(batch.run.source),
        "subtrees": hashlib.sha256(bytes(batch.subtrees)).hexdigest(),
    }


def source_told(source: Source) -> str:
    """What is told of an original outside the archive, in hexadecimal: the SHA-256 of its salt and its own SHA-256. Whoever knew
    that of a whole file could guess the one word in it that was withheld.
    """
    return (
        source.sha256 if source.salt is None else hashlib.sha256(f"{source.salt}{source.sha256}".encode()).hexdigest()
    )


def digest_of(content: Any) -> bytes:
    """The SHA-256 of plain data as JSON with sorted keys and no white space, in UTF-8."""
    encoded = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(encoded.encode()).digest()


def moment(value: datetime) -> str:
    """A moment in ISO 8601, UTC, with six decimals."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")

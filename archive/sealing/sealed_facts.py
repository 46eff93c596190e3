"""What a batch seals beside its leaves: what the content hash of a message cannot say, because it is about something else.

Of a message: which one it answers, of which it is the twin, by whose handles its reactions are, and size and kind of the
files that this source brought. Of a conversation: whether it is a group, and who takes part in it since this source. Of the
import: the file it came in as, who started it, and each part of its report. Every fact is kept as a hash (`SealedFact`) and
the batch seals them together: of what is destroyed the hash stays, and of what was changed it can be said what it was.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

from django.db import connection

from archive.models import Conversation, ImportRun, Participant, SealedFact
from archive.sealing.hashing import digest_of
from archive.streaming import streamed

ANSWER, TWIN, REACTIONS, FILES = "answer", "twin", "reactions", "files"
GROUP, PARTICIPANTS = "group", "participants"
NAME, FILE, RUN, REPORT = "name", "file", "run", "report."
"""Kinds of facts; of a report each part has one, called after its key."""
Fact = tuple[str, int]
"""The kind, and the id of the message or the conversation; 0 for the import."""


def _beside(table: str) -> str:
    """In SQL: another message, by its id and its content hash."""
    return f"{table}.id || ' ' || encode({table}.content_hash, 'hex')"


# Free text is hashed before it is put in a line, so that no two facts have the same line. A file counts for the source that
# brought it: no later one puts another in its place.
OF_MESSAGES = f"""
SELECT '{ANSWER}' AS kind, m.id AS number, sha256(convert_to({_beside("o")}, 'UTF8')) AS digest
FROM archive_capture c JOIN archive_message m ON m.id = c.message_id JOIN archive_message o ON o.id = m.reply_to_id
WHERE c.source_id = %(source)s
UNION ALL
SELECT '{TWIN}', m.id, sha256(convert_to({_beside("o")}, 'UTF8'))
FROM archive_capture c JOIN archive_message m ON m.id = c.message_id JOIN archive_message o ON o.id = m.twin_id
WHERE c.source_id = %(source)s
UNION ALL
SELECT '{REACTIONS}', c.message_id, sha256(convert_to(string_agg(concat_ws(' ', h.kind,
    encode(sha256(convert_to(h.value, 'UTF8')), 'hex'), encode(sha256(convert_to(h.scope, 'UTF8')), 'hex'),
    encode(sha256(convert_to(r.shown, 'UTF8')), 'hex'), encode(sha256(convert_to(r.emoji, 'UTF8')), 'hex')
), E'\\n' ORDER BY r.id), 'UTF8'))
FROM archive_capture c JOIN archive_reaction r ON r.message_id = c.message_id JOIN archive_handle h ON h.id = r.handle_id
WHERE c.source_id = %(source)s GROUP BY c.message_id
UNION ALL
SELECT '{FILES}', c.message_id, sha256(convert_to(string_agg(concat_ws(' ', a.number, a.sha256,
    coalesce(a.size::text, '-'), encode(sha256(convert_to(a.media_type, 'UTF8')), 'hex')
), E'\\n' ORDER BY a.number), 'UTF8'))
FROM archive_capture c JOIN archive_attachment a ON a.message_id = c.message_id
    AND a.number || ':' || a.sha256 || ':' || a.file_name = ANY(c.files)
WHERE c.source_id = %(source)s AND c.files IS NOT NULL AND a.sha256 <> '' GROUP BY c.message_id
"""
"""Kind, number and digest of each fact about the messages that a source holds, as the database has it now."""
KINDS_OF_MESSAGES = (ANSWER, TWIN, REACTIONS, FILES)
_SEAL = f"INSERT INTO archive_sealedfact (run_id, kind, number, digest) SELECT %(run)s, f.* FROM ({OF_MESSAGES}) f"
_CHATS = """
SELECT m.conversation_id FROM archive_capture c JOIN archive_message m ON m.id = c.message_id WHERE c.source_id = %(source)s
UNION SELECT conversation_id FROM archive_participant WHERE source_id = %(source)s
"""
# By bytes, so that it is the same order in a database of another language.
_IN_ORDER = 'SELECT kind, number, digest FROM archive_sealedfact WHERE run_id = %s ORDER BY kind COLLATE "C", number'


def seal_facts(run: ImportRun) -> bytes:
    """Write down the facts of an import of which everything is stored, its report included; the hash over them."""
    with connection.cursor() as cursor:
        cursor.execute(_SEAL, {"run": run.pk, "source": run.source_id})
    facts = facts_of_import(run) | facts_of_conversations(run)
    SealedFact.objects.bulk_create(
        SealedFact(run=run, kind=kind, number=number, digest=digest) for (kind, number), digest in facts.items()
    )
    return facts_hash(run)


def facts_hash(run: ImportRun) -> bytes:
    """The SHA-256 over the facts that are kept of an import, and over the salt of its original; empty when there are none."""
    salt = run.source.salt
    whole, are_some = hashlib.sha256(f"{salt}\n".encode() if salt else b""), False
    for kind, number, digest in streamed(_IN_ORDER, [run.pk]):
        whole.update(f"{kind} {number} {bytes(digest).hex()}\n".encode())
        are_some = True
    return whole.digest() if are_some else b""


def facts_of_import(run: ImportRun) -> dict[Fact, bytes]:
    """The facts of the import itself, as the database has them now."""
    told = (
        ImportRun.objects.filter(pk=run.pk)
        .values(
            "started_by", "started_at", "finished_at", "date_order", "zone", "report", "source__file_name",
            "source__importer", "source__size", "source__received_at",
        )
        .get()
    )  # fmt: skip
    facts: dict[str, list[Any]] = {
        NAME: [told["source__file_name"]],
        FILE: [told["source__importer"], told["source__size"], told["source__received_at"]],
        RUN: [told["started_by"], told["started_at"], told["finished_at"], told["date_order"], told["zone"]],
    }
    # Whatever somebody put in the place of a report is held against it as well.
    report = told["report"] if isinstance(told["report"], dict) else {"": told["report"]}
    facts |= {f"{REPORT}{key}": [_reported(key, value)] for key, value in report.items()}
    return {(kind, 0): digest_of({"kind": kind, "is": _plain(values)}) for kind, values in facts.items()}


def _reported(key: str, value: Any) -> Any:
    """A part of a report. Titles of conversations are left out: they are sealed as what the conversations are."""
    is_list = isinstance(value, list) and all(isinstance(chat, dict) for chat in value)
    if key != "conversations" or not is_list:
        return value
    return [{name: said for name, said in chat.items() if name != "title"} for chat in value]


def _plain(values: list[Any]) -> list[Any]:
    return [value.isoformat() if hasattr(value, "isoformat") else value for value in values]


def facts_of_conversations(run: ImportRun) -> dict[Fact, bytes]:
    """The facts of the conversations that the source of an import is about, as the database has them now."""
    with connection.cursor() as cursor:
        cursor.execute(_CHATS, {"source": run.source_id})
        ids = [row[0] for row in cursor.fetchall()]
    groups = Conversation.objects.filter(pk__in=ids).order_by().values_list("pk", "is_group")
    facts = {(GROUP, pk): group_digest(pk, is_group) for pk, is_group in groups}
    taking_part = defaultdict[int, list[list[str]]](list)
    listed = Participant.objects.filter(source=run.source_id).values_list(
        "conversation", "handle__kind", "handle__value", "handle__scope"
    )
    for conversation, *handle in listed:
        taking_part[conversation].append(handle)
    return facts | {
        (PARTICIPANTS, pk): digest_of({"conversation": pk, "listed": sorted(handles)})
        for pk, handles in taking_part.items()
    }


def group_digest(conversation: int, is_group: bool) -> bytes:
    """The digest of whether a conversation (id) is a group."""
    return digest_of({"conversation": conversation, "is_group": is_group})

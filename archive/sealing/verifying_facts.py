"""Holds what was sealed beside the leaves against what the archive says now; and what no batch sealed, against what was.

Of imports from before there were sealed facts nothing but the messages themselves is sealed. There a quotation, a name and
a place are held against each other, and only what cannot be otherwise than changed is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import connection

from archive.models import Batch, Conversation, ImportRun, SealedFact
from archive.sealing.accounted import destroyed_messages, destroyed_sources
from archive.sealing.hashing import digest_of
from archive.sealing.sealed_facts import (
    ANSWER,
    FILE,
    FILES,
    GROUP,
    KINDS_OF_MESSAGES,
    NAME,
    OF_MESSAGES,
    PARTICIPANTS,
    REACTIONS,
    REPORT,
    RUN,
    TWIN,
    Fact,
    facts_hash,
    facts_of_conversations,
    facts_of_import,
    group_digest,
)
from archive.streaming import streamed

_SAID = {
    ANSWER: "bericht {} antwoordt op een ander bericht dan bij de import.",
    TWIN: "bericht {} hoort bij een ander bericht van een andere telefoon dan bij de import.",
    REACTIONS: "bericht {}: een reactie is van iemand anders dan bij de import.",
    FILES: "bericht {}: de grootte of de soort van een bijlage is gewijzigd.",
    GROUP: "gesprek {}: of het een groep is, is gewijzigd.",
    PARTICIPANTS: "gesprek {}: wie eraan deelnemen is gewijzigd.",
    NAME: "de naam van het bestand is gewijzigd.",
    FILE: "de soort, de grootte of de ontvangst van het bestand is gewijzigd.",
    RUN: "wie de import startte, wanneer of hoe is gewijzigd.",
    REPORT: "het verslag van de import is gewijzigd ({}).",
}
_OTHERWISE = f"""
SELECT coalesce(s.kind, n.kind), coalesce(s.number, n.number), s.digest, n.digest
FROM (SELECT kind, number, digest FROM archive_sealedfact WHERE run_id = %(run)s AND kind = ANY(%(kinds)s)) s
FULL JOIN ({OF_MESSAGES}) n ON n.kind = s.kind AND n.number = s.number
WHERE s.digest IS DISTINCT FROM n.digest ORDER BY 2, 1
"""


def fact_differences(batch: Batch, run: ImportRun) -> Iterator[str]:
    """How the facts of a batch differ from what it sealed, as Dutch sentences without a capital; none of an older batch."""
    if facts_hash(run) != bytes(batch.facts):
        yield "wat bij de batch is verzegeld, is gewijzigd."
    if not batch.facts:
        return
    yield from _of_messages(run)
    kept = SealedFact.objects.filter(run=run).exclude(kind__in=KINDS_OF_MESSAGES)
    sealed = {(kind, number): bytes(digest) for kind, number, digest in kept.values_list("kind", "number", "digest")}
    now = facts_of_import(run) | facts_of_conversations(run)
    for fact in sorted(sealed.keys() | now.keys()):
        if sealed.get(fact) != now.get(fact) and not _is_accounted_for(fact, run, sealed, now):
            kind, number = fact
            part = kind.removeprefix(REPORT)
            yield _SAID[kind].format(number) if part == kind else _SAID[REPORT].format(part)


def _of_messages(run: ImportRun) -> Iterator[str]:
    parameters = {"run": run.pk, "source": run.source_id, "kinds": list(KINDS_OF_MESSAGES)}
    for kind, number, sealed, now in streamed(_OTHERWISE, parameters):
        gone = now is None and (
            destroyed_messages().filter(message_id=number).exists()
            or (kind == TWIN and _was_beside_destroyed(number, bytes(sealed)))
        )
        if not gone:
            yield _SAID[kind].format(number)


def _was_beside_destroyed(message: int, sealed: bytes) -> bool:
    """Whether the twin that was sealed is a message that was destroyed since: then nothing refers to it any more."""
    query = """SELECT 1 FROM archive_message m JOIN archive_destroyedmessage g ON g.conversation_id = m.conversation_id
        WHERE m.id = %s AND sha256(convert_to(g.message_id || ' ' || encode(g.content_hash, 'hex'), 'UTF8')) = %s LIMIT 1"""
    with connection.cursor() as cursor:
        cursor.execute(query, [message, sealed])
        return cursor.fetchone() is not None


def _is_accounted_for(fact: Fact, run: ImportRun, sealed: Mapping[Fact, bytes], now: Mapping[Fact, bytes]) -> bool:
    """Whether a fact of an import or a conversation may be another one by now."""
    kind, number = fact
    if kind == NAME or kind.startswith(REPORT):
        return run.source_id in destroyed_sources() and (kind == NAME or now.get(fact) == _emptied(kind))
    if kind not in (GROUP, PARTICIPANTS) or fact not in sealed:
        return False
    if not Conversation.objects.filter(pk=number).exists():
        return destroyed_messages().filter(conversation_id=number).exists()
    if kind == PARTICIPANTS:
        return False
    if fact not in now:  # every message of it that this source held was destroyed
        is_group = Conversation.objects.get(pk=number).is_group
        return sealed[fact] == group_digest(number, is_group) or (is_group and _became_group_later(number, run))
    return now[fact] == group_digest(number, True) and _became_group_later(number, run)


def _emptied(kind: str) -> bytes:
    """The digest of a part of a report that quoted the file, once the file is destroyed."""
    return digest_of({"kind": kind, "is": [[]]})


def _became_group_later(conversation: int, run: ImportRun) -> bool:
    """Whether a later import sealed that it is a group: one that holds a chat only in part need not say so."""
    later = SealedFact.objects.filter(
        kind=GROUP,
        number=conversation,
        digest=group_digest(conversation, True),
        run__batch__number__gt=run.batch.number,
    )
    return later.exists()

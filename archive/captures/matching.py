"""Recognises the messages of a chat that another source brought in too; `archive.captures.same_chat` finds which chat that is.

Two exports of one chat differ: contact names are each phone's own, one clock has seconds and the other minutes, and what
was deleted on one phone is missing there. What stays is the text and, within a minute or so, the moment. Works on the table
of `archive.staging` and writes its tables `recognised` (the archive has this very message) and `twins` (it has the message
with another text: edited, or deleted on one phone).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from archive.captures.differences import MENTION, SKEW, without_mentions
from archive.importing import MessageKind
from archive.models import Conversation
from archive.staging import NOT_RECOGNISED
from archive.streaming import streamed

DISTINCTIVE = 20
"""From this many characters on, the same text in the same minute of the same app is hardly chance."""
EVIDENCE = 3
"""So many distinctive messages must coincide before two chats, or two names, are held to be one."""
REACH = timedelta(seconds=60 + SKEW)
"""The coarsest clock shows minutes."""
REACH_IN_SQL = f"interval '{60 + SKEW} s'"
_BATCH = 10_000
_FILES = (MessageKind.MEDIA, MessageKind.STICKER, MessageKind.CONTACT)
"""What is sent as a file. Where an export left it out, it need not say which of these it was."""
_NAMES_A_FILE = re.compile(r"\.\w{1,10}$")

_TOLERANCE = f"make_interval(secs => greatest(m.precision, s.precision) + {SKEW})"
# The first bound is one that an index can use.
NEAR = (
    f"m.sent_at BETWEEN s.sent_at - {REACH_IN_SQL} AND s.sent_at + {REACH_IN_SQL} "
    f"AND m.sent_at BETWEEN s.sent_at - {_TOLERANCE} AND s.sent_at + {_TOLERANCE}"
)


def _without_mentions(text: str) -> str:
    """In SQL: as `archive.captures.differences.without_mentions`, of an expression."""
    return f"CASE WHEN strpos({text}, '@\u2068') = 0 THEN {text} ELSE regexp_replace({text}, '{MENTION}', '@', 'g') END"


SAME_TEXT = f"{_without_mentions('m.text')} = {_without_mentions('s.text')}"
"""That a staged message and one of the archive say the same, whatever each phone calls whom they mention."""
_NOT_TAKEN = "NOT EXISTS (SELECT 1 FROM recognised r WHERE r.message_id = m.id)"


def recognise_messages(conversation: Conversation, chat: int) -> None:
    """Find which messages of the staged chat the conversation holds already, each given away once.

    First those that are equal in everything, then by the source's own id, then by text and moment; at last, of what is left
    on both sides, the pairs of which one is deleted or edited.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EQUAL, {"chat": chat, "conversation": conversation.pk})
        cursor.execute("ANALYZE recognised")
        cursor.execute(_SAME_ID, {"chat": chat, "conversation": conversation.pk})
    if not _anything_left(conversation, chat):
        return
    _recognise_by_text(conversation, chat, distinctive=True, senders={})
    senders = _senders(chat)
    _recognise_by_text(conversation, chat, distinctive=False, senders=senders)
    _recognise_changed(conversation, chat, senders)


_EQUAL = """
INSERT INTO recognised (staged_id, message_id, chat)
SELECT s.message_id, m.id, s.chat FROM staged s
JOIN archive_message m ON m.conversation_id = %(conversation)s AND m.content_hash = s.digest WHERE s.chat = %(chat)s
"""
_SAME_ID = f"""
INSERT INTO recognised (staged_id, message_id, chat)
SELECT DISTINCT ON (m.id) s.message_id, m.id, s.chat FROM staged s
JOIN archive_message m ON m.conversation_id = %(conversation)s AND m.source_id = s.source_id
WHERE s.chat = %(chat)s AND s.source_id <> '' AND s.text = m.text AND {NEAR} AND {NOT_RECOGNISED} AND {_NOT_TAKEN}
ORDER BY m.id, abs(extract(epoch FROM s.sent_at - m.sent_at)), s.message_id
ON CONFLICT DO NOTHING
"""


def _anything_left(conversation: Conversation, chat: int) -> bool:
    """Whether there are messages on both sides, in the same stretch of time, that nothing was found for."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH left_over AS (
                SELECT min(sent_at) AS first, max(sent_at) AS last FROM staged s WHERE s.chat = %s AND {NOT_RECOGNISED}
            )
            SELECT EXISTS (
                SELECT 1 FROM left_over JOIN archive_message m ON m.conversation_id = %s
                    AND m.sent_at BETWEEN left_over.first - {REACH_IN_SQL} AND left_over.last + {REACH_IN_SQL}
                WHERE {_NOT_TAKEN}
            )
            """,
            [chat, conversation.pk],
        )
        return bool(cursor.fetchone()[0])


@dataclass(slots=True)
class _Known:
    """A message of the archive that nothing was recognised as yet."""

    id: int
    sent_at: datetime
    precision: float
    sender: int | None
    kind: str
    names_file: bool
    taken: bool = False

    def is_as(self, kind: str, *, names_file: bool) -> bool:
        """Whether it can be a message of this kind: two kinds of files can be one where either side only says that one was."""
        return self.kind == kind or not (self.names_file and names_file)


def _recognise_by_text(
    conversation: Conversation, chat: int, *, distinctive: bool, senders: Mapping[int, int | None]
) -> None:
    """Walk along both sides in the order of time; a message is the nearest free one of the same text.

    `senders` says which handle in the archive a staged handle's messages have; it keeps equal short texts apart.
    """
    length = f"length(s.text) {'>=' if distinctive else '<'} {DISTINCTIVE}"
    found: list[tuple[int, int, int]] = []
    query = (
        "SELECT s.message_id, s.sent_at, s.precision, s.sender, s.text, s.kind, "
        f"CASE WHEN {_is_bare_file('s')} THEN s.details::json -> 0 -> 0 ->> 0 END FROM staged s "
        f"WHERE s.chat = %s AND {length} AND {NOT_RECOGNISED} ORDER BY s.sent_at, s.message_id"
    )
    window = _Window(_known(conversation, chat))
    for staged_id, sent_at, precision, sender, text, kind, file_name in streamed(query, [chat]):
        window.move_to(sent_at)
        names_file = _names_a_file(file_name)
        near = [
            known
            for known in window.having(match_key(text, kind))
            if abs(known.sent_at - sent_at) <= tolerance(known.precision, precision)
            and (sender not in senders or known.sender == senders[sender])
            and known.is_as(kind, names_file=names_file)
        ]
        if near:
            nearest = min(near, key=lambda known: (known.kind != kind, abs(known.sent_at - sent_at)))
            nearest.taken = True
            found.append((staged_id, nearest.id, chat))
        if len(found) >= _BATCH:
            _store(found)
    _store(found)


class _Window:
    """The messages of the archive around a moment that moves forward only, by what two phones agree on."""

    def __init__(self, known: Iterator[tuple[str, _Known]]) -> None:
        self._known = known
        self._ahead: tuple[str, _Known] | None = next(known, None)
        self._by_key: dict[str, list[_Known]] = defaultdict(list)
        self._since_clean = 0

    def move_to(self, moment: datetime) -> None:
        """Take in what is at most `REACH` later than `moment`."""
        while self._ahead is not None and self._ahead[1].sent_at <= moment + REACH:
            key, known = self._ahead
            self._by_key[key].append(known)
            self._ahead = next(self._known, None)
            self._since_clean += 1
        if self._since_clean > _BATCH:
            self._forget_before(moment - REACH)

    def _forget_before(self, moment: datetime) -> None:
        kept = {
            key: left
            for key, messages in self._by_key.items()
            if (left := [known for known in messages if known.sent_at >= moment])
        }
        self._by_key = defaultdict(list, kept)
        self._since_clean = 0

    def having(self, key: str) -> Iterator[_Known]:
        """Those of one key that are free."""
        return (known for known in self._by_key.get(key, ()) if not known.taken)


def _known(conversation: Conversation, chat: int) -> Iterator[tuple[str, _Known]]:
    query = f"""
SELECT m.id, m.sent_at, m.precision, m.sender_id, m.text, m.kind, CASE WHEN {_is_bare_file("m")} THEN
    (SELECT a.file_name FROM archive_attachment a WHERE a.message_id = m.id AND a.number = 0) END
FROM archive_message m
WHERE m.conversation_id = %s AND {_NOT_TAKEN} AND m.sent_at BETWEEN
    (SELECT min(sent_at) FROM staged WHERE chat = %s) - {REACH_IN_SQL}
    AND (SELECT max(sent_at) FROM staged WHERE chat = %s) + {REACH_IN_SQL}
ORDER BY m.sent_at, m.position
"""
    for pk, sent_at, precision, sender, text, kind, file_name in streamed(query, [conversation.pk, chat, chat]):
        yield match_key(text, kind), _Known(pk, sent_at, precision, sender, kind, _names_a_file(file_name))


def _is_bare_file(table: str) -> str:
    kinds = ", ".join(f"'{kind.value}'" for kind in _FILES)
    return f"{table}.text = '' AND {table}.kind IN ({kinds})"


def _names_a_file(name: str | None) -> bool:
    """Whether a name tells what a file is; "<Media weggelaten>" does not."""
    return name is None or _NAMES_A_FILE.search(name) is not None


def match_key(text: str, kind: str) -> str:
    """What two phones agree on for one message: its text without the differences apps make, and its kind.

    Of a file without words the kind is one for all: see `_Known.is_as`.
    """
    if not text and kind in _FILES:
        kind = MessageKind.MEDIA
    plain = "".join(unicodedata.normalize("NFKC", without_mentions(text)).split())
    return f"{kind}:{plain}"


def tolerance(one: float, other: float) -> timedelta:
    """How far apart two clocks with these ticks (in seconds) may show one moment: a tick, and `SKEW` seconds."""
    return timedelta(seconds=max(one, other) + SKEW)


def _store(found: list[tuple[int, int, int]]) -> None:
    """Write what was recognised, and empty the list."""
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO recognised (staged_id, message_id, chat) VALUES (%s, %s, %s)", found)
    found.clear()


_SHARED = f"""
SELECT s.sender, m.sender_id, count(*) FROM recognised r
JOIN staged s ON s.message_id = r.staged_id JOIN archive_message m ON m.id = r.message_id
WHERE r.chat = %s AND s.sender IS NOT NULL AND length(s.text) >= {DISTINCTIVE}
GROUP BY s.sender, m.sender_id
"""


def _senders(chat: int) -> dict[int, int | None]:
    """For each staged handle whose distinctive messages the archive has: the handle most of them have there."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [chat])
        shared: dict[int, Counter[int | None]] = defaultdict(Counter)
        for sender, handle, count in cursor:
            shared[sender][handle] += count
    return {sender: handles.most_common(1)[0][0] for sender, handles in shared.items()}


_CHANGED = f"""
SELECT s.message_id, m.id, s.text FROM staged s
JOIN archive_message m ON m.conversation_id = %(conversation)s AND {NEAR}
WHERE s.chat = %(chat)s AND {NOT_RECOGNISED} AND {_NOT_TAKEN} AND s.text <> m.text AND (
    (s.source_id <> '' AND s.source_id = m.source_id)
    OR ((s.sender, m.sender_id) IN (SELECT * FROM unnest(%(senders)s::int[], %(handles)s::bigint[]))
        AND ((s.kind = 'deleted') <> (m.kind = 'deleted') OR (s.kind = m.kind AND s.edited <> m.edited)))
)
"""


def _recognise_changed(conversation: Conversation, chat: int, senders: Mapping[int, int | None]) -> None:
    """Pair what is left: of one sender and one moment, with another text because one side is deleted or edited.

    Only where each can be no other's counterpart. One that says nothing itself (it was deleted) is the message of the
    archive; one that does is kept as a message of its own beside its twin, so that no words are lost.
    """
    parameters: dict[str, Any] = {
        "conversation": conversation.pk,
        "chat": chat,
        "senders": list(senders),
        "handles": list(senders.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, parameters)
        pairs = cursor.fetchall()
        by_staged, by_known = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)
        sure = [pair for pair in pairs if by_staged[pair[0]] == by_known[pair[1]] == 1]
        _store([(staged_id, known, chat) for staged_id, known, text in sure if not text])
        twins = [(staged_id, known) for staged_id, known, text in sure if text]
        cursor.executemany("INSERT INTO twins (staged_id, message_id) VALUES (%s, %s)", twins)


_SHARED_PERSONS = f"""
SELECT s.sender, h.person_id, count(*) FROM recognised r
JOIN staged s ON s.message_id = r.staged_id JOIN archive_message m ON m.id = r.message_id
JOIN archive_handle h ON h.id = m.sender_id
WHERE r.chat = %s AND s.sender IS NOT NULL AND length(s.text) >= {DISTINCTIVE}
GROUP BY s.sender, h.person_id
"""


def same_persons(chat: int) -> dict[int, int]:
    """For each staged handle the person it must be: whose messages it shares, without contradiction.

    Three shared distinctive messages are asked for; a handle that shares messages with two persons is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SHARED_PERSONS, [chat])
        shared: dict[int, Counter[int]] = defaultdict(Counter)
        for sender, person, count in cursor:
            shared[sender][person] += count
    return {
        sender: next(iter(persons))
        for sender, persons in shared.items()
        if len(persons) == 1 and persons.total() >= EVIDENCE
    }

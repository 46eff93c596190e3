"""Which conversation of the archive a chat is that another source brought in: by an app's own id, else by what was said.

The title decides nothing: that of a chat of two is only what one phone calls the other. Three distinctive messages that
coincide make a candidate, and one where the titles agree as well; but a press line goes to many groups. So of what both sides
have of the time they share, most must coincide on one side and a good part on the other. A chat of short messages only is one
with a chat of the same title in which the same persons said nearly all of the same. A chat that is left apart is two on the
page; two that are taken for one cannot be told apart again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from archive.captures.matching import DISTINCTIVE, EVIDENCE, NEAR, REACH_IN_SQL, SAME_TEXT
from archive.importing import MessageKind, ParsedConversation
from archive.models import Conversation
from archive.storable import storable_id, stored_name

SAMPLE = 300
"""So many messages of a chat are looked for, spread over all of it."""
LOCAL = "~"
_CANDIDATES = 5
_MOST, _PART = 0.5, 0.2
"""The shares of what is distinctive that must coincide: on the side that has most in common, and on the other."""
_RENAMED = 0.8
"""The share of all that was written, on both sides, for two groups that are called otherwise: a group has one title for all."""
_BY_TITLE = 0.6
"""The share on both sides where fewer than `EVIDENCE` coincide, and the titles agree."""


@dataclass(frozen=True, slots=True)
class _Common:
    """Of the messages of the time both sides have: how many coincide, and how many each side has."""

    shared: int
    staged: int
    known: float

    @property
    def shares(self) -> tuple[float, float]:
        """The parts that coincide, of the side that has least in common and of the other."""
        parts = [min(1.0, self.shared / count) if count else 0.0 for count in (self.staged, self.known)]
        return min(parts), max(parts)

    @property
    def is_contradicted(self) -> bool:
        """Whether both sides have enough to say in the same time, and nothing of it coincides."""
        return not self.shared and min(self.staged, self.known) >= EVIDENCE


def own_id_of(parsed: ParsedConversation) -> str:
    """The app's own id of a chat as the archive keeps it; one that counts inside its own file only begins with `LOCAL`."""
    return storable_id(f"{LOCAL if parsed.has_local_id else ''}{parsed.source_id}") if parsed.source_id else ""


def find_conversation(parsed: ParsedConversation, chat: int, *, taken: Collection[int] = ()) -> Conversation | None:
    """The conversation in the archive that holds the messages of this staged chat already, or None.

    A group's own id decides where an app has one that is the same on every phone, unless what was said contradicts it.
    `taken` are the conversations (ids) that other chats of the same file went to: one export has a chat once.
    """
    own_id = own_id_of(parsed) if parsed.is_group and not parsed.has_local_id else ""
    if own_id:
        same_id = Conversation.objects.filter(app=parsed.app, is_group=True, source_id=own_id)
        for found in same_id.order_by("pk")[:_CANDIDATES]:
            if not _common(found.pk, chat).is_contradicted:
                return found
    chosen = {"app": parsed.app, "taken": list(taken), "own_id": own_id, "title": stored_name(parsed.title)}
    for pk, count in _votes(_VOTES, _parameters(chat) | chosen):
        conversation = Conversation.objects.get(pk=pk)
        if _is_same(parsed, chat, conversation, count):
            return conversation
    namesakes = Conversation.objects.filter(app=parsed.app, title=chosen["title"]).exclude(pk__in=taken)
    if not namesakes.exists():
        return None
    for pk, count in _votes(_VOTES_OF_NAMESAKES, _parameters(chat, shortest=1) | chosen):
        conversation = Conversation.objects.get(pk=pk)
        if count >= EVIDENCE and _is_same_in_short(parsed, chat, conversation):
            return conversation
    return None


def _votes(query: str, parameters: dict[str, Any]) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def _is_same(parsed: ParsedConversation, chat: int, conversation: Conversation, votes: int) -> bool:
    if votes < EVIDENCE and conversation.title != parsed.title:
        return False
    least, most = _common(conversation.pk, chat).shares
    if votes < EVIDENCE:
        return least >= _BY_TITLE
    if most < _MOST or least < _PART:
        return False
    if parsed.is_group and conversation.is_group and conversation.title != stored_name(parsed.title):
        return min(_common(conversation.pk, chat, shortest=1).shares) >= _RENAMED
    return parsed.is_group or conversation.is_group or not _have_other_parties(conversation.pk, chat)


def _is_same_in_short(parsed: ParsedConversation, chat: int, conversation: Conversation) -> bool:
    """Whether a chat of the same title holds nearly all of what was said, short as it is."""
    if min(_common(conversation.pk, chat, shortest=1).shares) < _RENAMED:
        return False
    return parsed.is_group or conversation.is_group or not _have_other_parties(conversation.pk, chat)


def _parameters(chat: int, shortest: int = DISTINCTIVE) -> dict[str, Any]:
    return {"chat": chat, "sample": SAMPLE, "text": MessageKind.TEXT.value, "shortest": shortest}


# The sample is spread over the whole file. Each of it asks the index on time for the few messages of its own minute.
_SAMPLED = """
WITH distinctive AS (
    SELECT text, sent_at, precision, sender_shown, row_number() OVER (ORDER BY message_id) AS place, count(*) OVER () AS number
    FROM staged WHERE chat = %(chat)s AND kind = %(text)s AND length(text) >= %(shortest)s
), s AS MATERIALIZED (
    SELECT * FROM distinctive WHERE place %% greatest(1, number / %(sample)s) = 0 LIMIT %(sample)s
)
"""
# Two groups that an app gives different ids are two.
_COUNTED = f"""
{_SAMPLED}
SELECT m.conversation_id, count(DISTINCT s.place)
FROM s CROSS JOIN LATERAL (
    SELECT m.conversation_id, m.sender_shown FROM archive_message m
    WHERE {NEAR} AND {SAME_TEXT}
) m JOIN archive_conversation c ON c.id = m.conversation_id AND c.app = %(app)s AND NOT c.id = ANY(%(taken)s)
    AND NOT (c.is_group AND c.source_id <> '' AND %(own_id)s <> '' AND c.source_id <> %(own_id)s
        AND NOT starts_with(c.source_id, '{LOCAL}'))
"""
_MOST_FIRST = f"""
GROUP BY m.conversation_id ORDER BY count(DISTINCT s.place) DESC, m.conversation_id LIMIT {_CANDIDATES}
"""
_VOTES = _COUNTED + _MOST_FIRST
_VOTES_OF_NAMESAKES = f"{_COUNTED} AND c.title = %(title)s AND m.sender_shown = s.sender_shown {_MOST_FIRST}"
_COMMON = f"""
{_SAMPLED}, span AS (
    SELECT min(sent_at) - {REACH_IN_SQL} AS first, max(sent_at) + {REACH_IN_SQL} AS last FROM staged WHERE chat = %(chat)s
)
SELECT
    (SELECT count(*) FROM s WHERE EXISTS (
        SELECT 1 FROM archive_message m WHERE m.conversation_id = %(conversation)s AND {NEAR} AND {SAME_TEXT})),
    (SELECT count(*) FROM s JOIN archive_conversation c ON c.id = %(conversation)s
        AND s.sent_at BETWEEN c.first_at - {REACH_IN_SQL} AND c.last_at + {REACH_IN_SQL}),
    (SELECT count(*) FROM archive_message m, span WHERE m.conversation_id = %(conversation)s AND m.kind = %(text)s
        AND length(m.text) >= %(shortest)s AND m.sent_at BETWEEN span.first AND span.last),
    (SELECT count(*) FROM s), (SELECT coalesce(max(number), 0) FROM s)
"""


def _common(conversation: int, chat: int, *, shortest: int = DISTINCTIVE) -> _Common:
    """What both have in common, of the texts of so many characters and more."""
    with connection.cursor() as cursor:
        cursor.execute(_COMMON, _parameters(chat, shortest) | {"conversation": conversation})
        shared, staged, known, sampled, number = cursor.fetchone()
    # What the archive has is counted whole, and was looked for in a sample.
    return _Common(shared, staged, known * sampled / number if number else known)


_PARTIES = f"""
WITH span AS (
    SELECT min(sent_at) - {REACH_IN_SQL} AS first, max(sent_at) + {REACH_IN_SQL} AS last FROM staged WHERE chat = %(chat)s
), s AS MATERIALIZED (
    SELECT s.sender, s.text, s.sent_at, s.precision FROM staged s JOIN archive_conversation c ON c.id = %(conversation)s
        AND s.sent_at BETWEEN c.first_at - {REACH_IN_SQL} AND c.last_at + {REACH_IN_SQL}
    WHERE s.chat = %(chat)s AND s.kind = %(text)s AND s.sender IS NOT NULL ORDER BY s.sent_at LIMIT 2000
), pairs AS MATERIALIZED (
    SELECT DISTINCT s.sender, m.sender_id FROM s JOIN archive_message m
        ON m.conversation_id = %(conversation)s AND {NEAR} AND {SAME_TEXT}
)
SELECT EXISTS (SELECT 1 FROM s WHERE s.sender NOT IN (SELECT sender FROM pairs))
AND EXISTS (
    SELECT 1 FROM archive_message m, span WHERE m.conversation_id = %(conversation)s AND m.kind = %(text)s
        AND m.sent_at BETWEEN span.first AND span.last
        AND m.sender_id NOT IN (SELECT sender_id FROM pairs WHERE sender_id IS NOT NULL)
)
"""


def _have_other_parties(conversation: int, chat: int) -> bool:
    """Whether on each side somebody wrote of whom the other side has nothing: who sends two people the same has two chats."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTIES, _parameters(chat) | {"conversation": conversation})
        return bool(cursor.fetchone()[0])

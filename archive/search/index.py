"""The derived search rows: one a message, in the Dutch text search configuration, rebuildable from the archive.

System lines have no row: nobody wrote them. What is private has none either: whoever reads the index alone finds and counts
nothing of it. Whatever changes what a row is made of keeps it in step, in its own transaction, by calling this.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Length

from archive.models import Attachment, AttachmentText, Conversation, Message
from archive.querysets.messages import MessageQuerySet
from archive.search.expressions import Feature
from archive.search.lexemes import APP, CONVERSATION, FEATURE, HANDLE
from archive.search.quarters import TABLE, make_quarters, quarter_of
from archive.topics import assigning as topic_assigning

CONFIGURATION = "dutch_chat"
"""Dutch stemming without diacritics; made by a migration."""

OWN_WORDS, IN_ATTACHMENT = "d", "c"
"""The weights of words: those of the message itself and its file names, and those in the text of its attachments."""
LONGEST = 250_000
"""So many characters of a message and its file names are searched; the function of the database says so too."""
SURELY_WHOLE = 12_000
"""An attachment of no more characters than this goes into a row as a whole; of a longer one what goes in."""

LOCK = 7306
"""The key of the advisory lock that whoever changes rows shares, and whoever puts others in their place has to himself."""
TOUCHED = "archive_rebuild.touched"
"""The table in which changed messages are noted while all rows are made anew."""

_DUTCH = "m.sent_at AT TIME ZONE 'Europe/Amsterdam'"
ROWS = f"""
SELECT m.id AS message_id, m.sent_at, m.sender_id, m.conversation_id,
    (date_part('year', {_DUTCH}) * 12 + date_part('month', {_DUTCH}) - 1)::int AS month,
    CASE WHEN files.texts IS NULL
        THEN to_tsvector('{CONFIGURATION}', archive_composed(left(m.text || coalesce(' ' || files.names, ''), {LONGEST})))
        ELSE (archive_search_words(m.text || ' ' || files.names, files.texts)).words
    END || array_to_tsvector(array_remove(ARRAY[
        '{CONVERSATION}' || m.conversation_id, '{APP}' || c.app, '{HANDLE}' || m.sender_id,
        CASE WHEN files.names IS NOT NULL THEN '{FEATURE}{Feature.ATTACHMENT}' END,
        CASE WHEN m.is_deleted THEN '{FEATURE}{Feature.DELETED}' END,
        CASE WHEN m.is_edited THEN '{FEATURE}{Feature.EDITED}' END
    ], NULL)) AS tsv
FROM {{messages}} m JOIN archive_conversation c ON c.id = m.conversation_id
LEFT JOIN LATERAL (
    SELECT string_agg(regexp_replace(a.file_name, '[._-]+', ' ', 'g'), ' ' ORDER BY a.number) AS names,
        string_agg(t.text, ' ' ORDER BY a.number) AS texts
    FROM archive_attachment a LEFT JOIN archive_attachmenttext t ON t.sha256 = a.sha256 AND t.text <> ''
    WHERE a.message_id = m.id
) files ON m.has_files
WHERE m.kind <> 'system'
"""
"""The rows of `messages`: what a row is, for whoever makes one."""
ARCHIVED = """(
    SELECT m.id, m.sent_at, m.sender_id, m.conversation_id, m.kind, m.text, true AS has_files,
        m.kind = 'deleted' OR coalesce(elsewhere.deleted, false) AS is_deleted,
        m.edited OR coalesce(elsewhere.edited, false) AS is_edited
    FROM archive_message m LEFT JOIN LATERAL (
        SELECT bool_or(p.kind = 'deleted') AS deleted, bool_or(p.edited) AS edited
        FROM archive_capture p WHERE p.message_id = m.id
    ) elsewhere ON true
)"""
"""The messages of the archive, with what any phone says of them."""
# What is new is known while it is staged, with all that is said of it.
_STAGED = """(
    SELECT s.message_id AS id, s.sent_at, h.handle_id AS sender_id, %(conversation)s AS conversation_id, s.kind, s.text,
        s.details IS NOT NULL AS has_files, s.kind = 'deleted' AS is_deleted, s.edited AS is_edited
    FROM staged s LEFT JOIN staged_handle h ON h.sender = s.sender
    WHERE s.chat = %(chat)s AND NOT EXISTS (SELECT 1 FROM recognised r WHERE r.staged_id = s.message_id)
)"""
# Of what the archive had already, where this source shows what may not be in the row yet.
_STAGED_ANEW = """
SELECT r.message_id FROM recognised r JOIN staged s ON s.message_id = r.staged_id
WHERE r.chat = %(chat)s AND (s.edited OR s.kind = 'deleted' OR s.details IS NOT NULL)
UNION SELECT t.message_id FROM twins t JOIN staged s ON s.message_id = t.staged_id
WHERE s.chat = %(chat)s AND (s.edited OR s.kind = 'deleted')
"""
_QUARTERS = "SELECT DISTINCT date_trunc('quarter', m.sent_at, 'UTC') FROM {messages} m WHERE m.kind <> 'system'"
_NEW = "AND m.id <> ALL(%(hidden)s)"
# Rows that come and go are counted by lexeme; capitals stand for no words.
COUNTED_WORDS = """
SELECT lexeme, {sign} count(*) AS change, min(message_id) AS message_id
FROM {rows}, unnest(tsvector_to_array(tsv)) lexeme WHERE ascii(lexeme) NOT BETWEEN 65 AND 90 GROUP BY lexeme
"""
COUNTED = f"INSERT INTO {{notes}} (lexeme, change, message_id) {COUNTED_WORDS}"
PERIOD = "AND m.sent_at >= %s AND m.sent_at < %s"
"""That narrows `rows_of` down to a half-open period, beside a condition on the messages that says the same."""
_NOTES = "archive_lexemechange"
_INSERT = (
    "INSERT INTO {table} (message_id, sent_at, sender_id, conversation_id, month, tsv) {rows}"
    " RETURNING message_id, sent_at, tsv"
)
ADD = f"WITH changed AS ({_INSERT}) {COUNTED.format(sign='+', notes='{notes}', rows='changed')}"
"""Adds rows to a table of them, and the words in them to the notes."""
_ADD = f"""
WITH changed AS ({_INSERT.format(table=TABLE, rows="{rows}")}),
counted AS ({COUNTED.format(sign="+", notes=_NOTES, rows="changed")})
{topic_assigning.assigning(rows="changed")}
"""
REMOVE = f"""
WITH changed AS (
    DELETE FROM {{table}} i USING archive_message m
    WHERE m.id = ANY(%s) AND i.message_id = m.id AND i.sent_at = m.sent_at
    RETURNING NULL::bigint AS message_id, i.tsv
)
{COUNTED.format(sign="-", notes="{notes}", rows="changed")}
"""
_ADD_STAGED = _ADD.format(rows=f"{ROWS.format(messages=_STAGED)} {_NEW}")
_DIFFERING = f"""
SELECT made.message_id FROM ({{rows}}) made
LEFT JOIN {TABLE} i ON i.sent_at = made.sent_at AND i.message_id = made.message_id WHERE i.tsv IS DISTINCT FROM made.tsv
"""
_IS_WATCHED = """
SELECT EXISTS (
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s
)
"""
_ARE_WHOLE = """
SELECT bool_and((archive_search_words(m.text || ' ' || files.names, files.texts)).is_whole)
FROM archive_message m, LATERAL (
    SELECT string_agg(a.file_name, ' ') AS names, string_agg(t.text, ' ' ORDER BY a.number) AS texts
    FROM archive_attachment a LEFT JOIN archive_attachmenttext t USING (sha256) WHERE a.message_id = m.id
) files WHERE m.id = ANY(%(ids)s)
"""


def index_staged(conversation: Conversation, chat: int) -> None:
    """Bring the rows of a conversation in step with a staged chat, once its messages and what hangs on them are stored.

    To be called after the marks that the import brings about: of what is private no row is made.
    """
    parameters: dict[str, Any] = {"conversation": conversation.pk, "chat": chat, "hidden": []}
    if conversation.private_marks.active().exists():
        private = Message.objects.private().filter(conversation=conversation)
        parameters["hidden"] = list(private.values_list("pk", flat=True))
    is_watched = _is_watched()
    _make_quarters(_STAGED, parameters)
    topic_assigning.announce()
    with connection.cursor() as cursor:
        cursor.execute(_ADD_STAGED, parameters)
        if is_watched:
            cursor.execute(f"INSERT INTO {TOUCHED} SELECT id FROM {_STAGED} m", parameters)
        cursor.execute(_STAGED_ANEW, parameters)
        known = [pk for (pk,) in cursor.fetchall()]
    reindex(known)


@transaction.atomic
def reindex(messages: Collection[int]) -> int:
    """Make the rows of these messages (ids) what they have to be now, none for those that are private; how many were not."""
    topic_assigning.announce()
    topic_assigning.hold_rows()
    ids = list(messages)
    if not ids:
        return 0
    rows, parameters = rows_of(Message.objects.filter(pk__in=ids))
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERING.format(rows=rows), parameters)
        differing = [pk for (pk,) in cursor.fetchall()]
    readable = set(Message.objects.visible().filter(pk__in=ids).values_list("pk", flat=True))
    remove_rows([*differing, *(pk for pk in ids if pk not in readable)])
    if differing:
        rows, parameters = rows_of(Message.objects.filter(pk__in=differing))
        _make_quarters("archive_message", [differing], "AND m.id = ANY(%s)")
        with connection.cursor() as cursor:
            cursor.execute(_ADD.format(rows=rows), parameters)
    return len(differing)


def rows_of(messages: MessageQuerySet, which: str = "", parameters: Sequence[Any] = ()) -> tuple[str, tuple[Any, ...]]:
    """The query for the rows that these messages have to have, and its parameters: none of what is private.

    `which` narrows them down by the columns of the message `m`, where the database would else look through all there are.
    """
    readable, asked = messages.visible().order_by().values("pk").query.sql_with_params()
    return f"{ROWS.format(messages=ARCHIVED)} {which} AND m.id IN ({readable})", (*parameters, *asked)


def remove_rows(messages: Collection[int]) -> None:
    """Take the rows of these messages (ids) out of the index; those that have none are passed over."""
    if messages:
        is_watched = _is_watched()
        with connection.cursor() as cursor:
            cursor.execute(REMOVE.format(table=TABLE, notes=_NOTES), [list(messages)])
            if is_watched:
                cursor.execute(f"INSERT INTO {TOUCHED} SELECT unnest(%s::bigint[])", [list(messages)])
        topic_assigning.withdraw(messages)


def _is_watched() -> bool:
    """Whether somebody makes all rows anew at this moment, who is then to be told which ones change.

    Nobody begins or ends that until this transaction has ended. See `archive.search.rebuilding`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
        # Read from the catalogue as committed by now: to_regclass may go by what this session knew before it waited.
        cursor.execute(_IS_WATCHED, TOUCHED.split("."))
        return cursor.fetchone()[0]


def remove_private(messages: MessageQuerySet) -> None:
    """Take the rows of what is private among these messages out of the index."""
    remove_rows(list(messages.private().order_by().values_list("pk", flat=True)))


def index_messages(conversation: Conversation) -> None:
    """Make the rows of a conversation what they have to be now, those that it lacks as well; none of what is private."""
    reindex(list(Message.objects.filter(conversation=conversation).values_list("pk", flat=True)))


def index_attachment_texts(sha256: str) -> bool:
    """Make every message that has this file findable by the text in it, and in its other attachments; whether all fits.

    A row holds 1 MB of words. What does not fit, such as a long table of numbers, is indexed up to where it does. A
    private message has no row, and gets none.
    """
    ids = list(Attachment.objects.filter(sha256=sha256).order_by().values_list("message", flat=True).distinct())
    reindex(ids)
    long = AttachmentText.objects.annotate(length=Length("text")).filter(length__gt=SURELY_WHOLE)
    if not long.filter(pk=sha256).exists():
        return True
    with connection.cursor() as cursor:
        cursor.execute(_ARE_WHOLE, {"ids": ids})
        return cursor.fetchone()[0]


def _make_quarters(messages: str, parameters: Mapping[str, Any] | Sequence[Any], which: str = "") -> None:
    """Have the tables that the rows of these messages go into."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_QUARTERS.format(messages=messages)} {which}", parameters)
        make_quarters([quarter_of(moment) for (moment,) in cursor.fetchall()])

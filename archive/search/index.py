"""The derived search rows: one a message, in the Dutch text search configuration, rebuildable from the archive.

What is private has no row: whoever reads the index alone finds and counts nothing of it.
"""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction

from archive.models import AttachmentText, Conversation, Message, MessageIndex
from archive.statistics import table_grew

CONFIGURATION = "dutch_chat"
"""Dutch stemming without diacritics; made by a migration."""

OWN_WORDS, IN_ATTACHMENT = "d", "c"
"""The weights of words: those of the message itself and its file names, and those in the text of its attachments."""
_TOO_LONG = "54000"
"""PostgreSQL's code for a limit that is exceeded (program_limit_exceeded)."""
_NO_LIMIT = 2**31 - 1
_SHORTER = (200_000, 12_000)
"""So many characters of attachments are tried after that. The last always fit in 1 MB, beside the longest message."""

_FILE_NAMES = """(
    SELECT string_agg(regexp_replace(a.file_name, '[._-]+', ' ', 'g'), ' ')
    FROM archive_attachment a WHERE a.message_id = m.message_id
)"""
_INSERT = f"""
INSERT INTO archive_messageindex (message_id, sent_at, tsv)
SELECT m.message_id, m.sent_at, to_tsvector('{CONFIGURATION}', left(m.text || coalesce(' ' || {{files}}, ''), 250000))
FROM {{messages}} WHERE m.kind <> 'system'
"""
# What is new is known while it is staged. Asking of every message whether it has a row already would cost far more.
_STAGED = _INSERT.format(
    files=f"CASE WHEN m.details IS NOT NULL THEN {_FILE_NAMES} END",
    messages="(SELECT * FROM staged WHERE chat = %s AND NOT EXISTS "
    "(SELECT 1 FROM recognised r WHERE r.staged_id = staged.message_id)) m",
)
_ALL = _INSERT.format(files=_FILE_NAMES, messages="(SELECT *, id AS message_id FROM archive_message) m")
_MISSING = _INSERT.format(
    files=_FILE_NAMES,
    messages="(SELECT *, id AS message_id FROM archive_message WHERE conversation_id = %s AND NOT EXISTS "
    "(SELECT 1 FROM archive_messageindex i WHERE i.message_id = archive_message.id)) m",
)

_WITH_ATTACHMENTS = f"""
UPDATE archive_messageindex i
SET tsv = to_tsvector('{CONFIGURATION}', left(m.text || ' ' || files.names, 250000))
    || setweight(to_tsvector('{CONFIGURATION}', left(files.texts, %(limit)s)), '{IN_ATTACHMENT}')
FROM archive_message m, LATERAL (
    SELECT string_agg(regexp_replace(a.file_name, '[._-]+', ' ', 'g'), ' ') AS names,
        coalesce(string_agg(t.text, ' '), '') AS texts
    FROM archive_attachment a LEFT JOIN archive_attachmenttext t ON t.sha256 = a.sha256
    WHERE a.message_id = m.id
) files
WHERE i.message_id = m.id AND m.id IN (SELECT message_id FROM archive_attachment WHERE sha256 = %(sha256)s)
"""


def index_staged(chat: int) -> None:
    """Add the rows of the new messages of a staged chat, once these and their attachments are stored.

    Not those of what a mark covers already: `remove_private`, for the conversation, is the caller's to call.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAGED, [chat])
        table_grew("archive_messageindex", cursor.rowcount)


def remove_private(conversation: Conversation) -> None:
    """Take the rows of what is private in a conversation out of the index."""
    if conversation.private_marks.active().exists():
        private = Message.objects.private().filter(conversation=conversation)
        MessageIndex.objects.filter(message__in=private.values("pk")).delete()


@transaction.atomic
def index_messages(conversation: Conversation) -> None:
    """Add the rows that a conversation lacks, with the text of its attachments; none of what is private."""
    lacking = Message.objects.visible().filter(conversation=conversation, index=None)
    with_text = AttachmentText.objects.exclude(text="").filter(
        sha256__in=lacking.exclude(attachments__sha256=None).values("attachments__sha256")
    )
    files = list(with_text.values_list("sha256", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [conversation.pk])
    remove_private(conversation)
    for sha256 in files:
        index_attachment_texts(sha256)


@transaction.atomic
def rebuild() -> int:
    """Make every row anew from the archive; how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_messageindex")
        cursor.execute(_ALL)
    MessageIndex.objects.filter(message__in=Message.objects.private().values("pk")).delete()
    for sha256 in AttachmentText.objects.exclude(text="").values_list("sha256", flat=True):
        index_attachment_texts(sha256)
    return MessageIndex.objects.count()


def index_attachment_texts(sha256: str) -> bool:
    """Make every message that has this file findable by the text in it, and in its other attachments; whether all fits.

    A row holds 1 MB of words. What does not fit, such as a long table of numbers, is indexed up to where it does. A
    private message has no row, and gets none.
    """
    for limit in (_NO_LIMIT, *_SHORTER):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_WITH_ATTACHMENTS, {"sha256": sha256, "limit": limit})
        except DatabaseError as error:
            if limit == _SHORTER[-1] or getattr(error.__cause__, "sqlstate", "") != _TOO_LONG:
                raise
        else:
            break
    return limit == _NO_LIMIT

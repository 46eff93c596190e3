"""The derived search rows: one a message, in the Dutch text search configuration, rebuildable from the archive.

What is private has no row: whoever reads the index alone finds and counts nothing of it.
"""

from __future__ import annotations

from django.db import connection, transaction

from archive.models import Conversation, Message, MessageIndex

CONFIGURATION = "dutch_chat"
"""Dutch stemming without diacritics; made by a migration."""

_INSERT = f"""
INSERT INTO archive_messageindex (message_id, sent_at, tsv)
SELECT m.id, m.sent_at, to_tsvector('{CONFIGURATION}', left(m.text || ' ' || coalesce(files.names, ''), 250000))
FROM archive_message m
LEFT JOIN (
    SELECT a.message_id, string_agg(regexp_replace(a.file_name, '[._-]+', ' ', 'g'), ' ') AS names
    FROM archive_attachment a GROUP BY a.message_id
) files ON files.message_id = m.id
WHERE m.kind <> 'system' AND {{condition}}
ON CONFLICT (message_id) DO NOTHING
"""


def index_messages(conversation: Conversation) -> None:
    """Add the rows that a conversation lacks; called in the import's own transaction."""
    condition = "m.conversation_id = %s AND NOT EXISTS (SELECT 1 FROM archive_messageindex i WHERE i.message_id = m.id)"
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(condition=condition), [conversation.pk])
    private = Message.objects.private().filter(conversation=conversation)
    MessageIndex.objects.filter(message__in=private.values("pk")).delete()


@transaction.atomic
def rebuild() -> int:
    """Make every row anew from the archive; how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_messageindex")
        cursor.execute(_INSERT.format(condition="true"))
    MessageIndex.objects.filter(message__in=Message.objects.private().values("pk")).delete()
    return MessageIndex.objects.count()

"""The derived search rows: one a message, in the Dutch text search configuration, rebuildable from the archive."""

from __future__ import annotations

from django.db import connection

from archive.statistics import table_grew

CONFIGURATION = "dutch_chat"
"""Dutch stemming without diacritics; made by a migration."""

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


def index_staged(chat: int) -> None:
    """Add the rows of the new messages of a staged chat, once these and their attachments are stored."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGED, [chat])
        table_grew("archive_messageindex", cursor.rowcount)


def rebuild() -> int:
    """Make every row anew from the archive; how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_messageindex")
        cursor.execute(_ALL)
        return cursor.rowcount

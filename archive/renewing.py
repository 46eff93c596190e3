"""The search rows and topics made anew once, when a new version of the portal reads words by other rules: `migrate` ends with it.

A migration that changes `archive_composed` says in the comment on that function that the rows are behind; when they are not any
more, the comment is gone. Cut off, it is begun again by the next `migrate`. Imports and searches may go on meanwhile.
"""

from __future__ import annotations

from django.db import connection

from archive.search.quarters import quarters
from archive.search.rebuilding import Progress, rebuild
from archive.topics import editing as topics
from archive.topics.assigning import assign_all

_IS_BEHIND = "SELECT obj_description(to_regprocedure('archive_composed(text)'), 'pg_proc') IS NOT NULL"
_UP_TO_DATE = "COMMENT ON FUNCTION archive_composed(text) IS NULL"


def renew(progress: Progress = lambda what, done, total: None) -> bool:
    """Make the rows anew if they are behind, and put the messages on their topics again; whether there were such rows.

    Not to be called within a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IS_BEHIND)
        if not cursor.fetchone()[0]:
            return False
    has_rows = bool(quarters())
    topics.stem_anew()
    if has_rows:
        rebuild(progress)
        assign_all(progress=lambda done, total: progress("onderwerpen", done, total))
    with connection.cursor() as cursor:
        cursor.execute(_UP_TO_DATE)
    return has_rows

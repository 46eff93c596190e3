"""The words of the search rows: in how many rows each stands, and how it is written, for whoever suggests words.

Whoever changes rows notes by how much, in notes of its own, so that imports do not wait for one another; `settle` adds these
up. A word that stands in no row any more is gone from then on.
"""

from __future__ import annotations

from django.db import connection, transaction

from archive.statistics import table_grew

_LOCK = 7305
"""The key of the advisory lock under which notes are added up."""
_TAKE = """
DROP TABLE IF EXISTS pg_temp.lexeme_taken;
CREATE TEMPORARY TABLE lexeme_taken (lexeme text, change bigint, message_id bigint) ON COMMIT DROP;
WITH notes AS (DELETE FROM archive_lexemechange RETURNING lexeme, change, message_id)
INSERT INTO lexeme_taken SELECT lexeme, sum(change), max(message_id) FROM notes GROUP BY lexeme HAVING sum(change) <> 0
"""
# How a word is written is looked up anew where rows went: it may have been written so in those alone.
_ADD_UP = """
ANALYZE lexeme_taken;
INSERT INTO archive_lexeme (lexeme, df, word) SELECT lexeme, change, '' FROM lexeme_taken
ON CONFLICT (lexeme) DO UPDATE SET df = archive_lexeme.df + excluded.df,
    word = CASE WHEN excluded.df < 0 THEN '' ELSE archive_lexeme.word END;
DELETE FROM archive_lexeme l USING lexeme_taken t WHERE l.lexeme = t.lexeme AND t.change < 0 AND l.df <= 0;
"""
# The planner would look through whole tables for the first row with a lexeme.
_SEEN_IN = """
SET LOCAL enable_seqscan = off;
UPDATE lexeme_taken SET message_id = found.message_id FROM (
    SELECT t.lexeme, (
        SELECT i.message_id FROM archive_messageindex i
        WHERE i.tsv @@ ('''' || replace(replace(t.lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery LIMIT 1
    ) AS message_id
    FROM lexeme_taken t JOIN archive_lexeme l USING (lexeme) WHERE l.word = '' AND (t.message_id IS NULL OR t.change < 0)
) found WHERE found.lexeme = lexeme_taken.lexeme;
RESET enable_seqscan;
"""
_WRITE = """
WITH seen AS (
    SELECT DISTINCT t.message_id FROM lexeme_taken t JOIN archive_lexeme l USING (lexeme) WHERE l.word = ''
), tokens AS (
    SELECT DISTINCT lower(parsed.token) AS token
    FROM seen JOIN archive_message m ON m.id = seen.message_id
    JOIN archive_messageindex i ON i.sent_at = m.sent_at AND i.message_id = m.id, LATERAL (
        SELECT string_agg(regexp_replace(a.file_name, '[._-]+', ' ', 'g') || coalesce(' ' || t.text, ''), ' ') AS words
        FROM archive_attachment a LEFT JOIN archive_attachmenttext t USING (sha256) WHERE a.message_id = m.id
    ) files, ts_parse('default', archive_composed(m.text || coalesce(' ' || files.words, ''))) parsed WHERE parsed.tokid <> 12
), written AS (
    SELECT lexeme, (array_agg(token ORDER BY length(token), token))[1] AS word
    FROM tokens, unnest(tsvector_to_array(to_tsvector('dutch_chat', token))) lexeme GROUP BY lexeme
)
UPDATE archive_lexeme l SET word = written.word FROM written WHERE l.lexeme = written.lexeme AND l.word = '';
UPDATE archive_lexeme l SET word = l.lexeme FROM lexeme_taken t WHERE l.lexeme = t.lexeme AND l.word = '';
"""


@transaction.atomic
def settle() -> None:
    """Add up the notes on words. Who does so has the words to himself until the end of his transaction: not for long imports."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_TAKE)
        cursor.execute("SELECT count(*) FROM lexeme_taken")
        (taken,) = cursor.fetchone()
        cursor.execute(_ADD_UP)
        table_grew("archive_lexeme", taken)
        for step in (_SEEN_IN, _WRITE):
            cursor.execute(step)

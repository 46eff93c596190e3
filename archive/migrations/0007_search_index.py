"""The search rows by quarter, with who sent a message, where and how among its lexemes; and the words they hold, counted."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions
from django.db import migrations, models

# macOS writes "é" as two characters, an "e" and its accent, which the parser would take for the end of a word. To look whether a
# text is so costs nothing, to put together one that is not does.
COMPOSED = """
CREATE FUNCTION archive_composed(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN written IS NFC NORMALIZED THEN written ELSE normalize(written, NFC) END
$$;
"""
# Too many different words for one row (1 MB) is an error of the server. Of the text of attachments as much is taken as goes in.
WORDS = """
CREATE FUNCTION archive_search_words(own text, attached text, OUT words tsvector, OUT is_whole boolean)
LANGUAGE plpgsql STABLE AS $$
DECLARE longest int;
BEGIN
    words := to_tsvector('dutch_chat', archive_composed(left(own, 250000)));
    FOREACH longest IN ARRAY ARRAY[2147483647, 200000, 50000, 12000] LOOP
        BEGIN
            words := words || setweight(to_tsvector('dutch_chat', archive_composed(left(attached, longest))), 'C');
            is_whole := longest >= length(attached);
            RETURN;
        EXCEPTION WHEN program_limit_exceeded THEN
            CONTINUE;
        END;
    END LOOP;
    is_whole := false;
END $$;
"""
TABLE = """
CREATE TABLE archive_messageindex (
    message_id bigint NOT NULL, sent_at timestamptz NOT NULL, sender_id integer, conversation_id integer NOT NULL,
    month integer NOT NULL, tsv tsvector NOT NULL
) PARTITION BY RANGE (sent_at);
CREATE INDEX archive_messageindex_tsv ON archive_messageindex USING gin (tsv);
CREATE UNIQUE INDEX archive_messageindex_newest ON archive_messageindex (sent_at DESC, message_id DESC);
CREATE INDEX archive_messageindex_sender ON archive_messageindex (sender_id, sent_at DESC, message_id DESC);
"""
FORWARD = f"""
{COMPOSED}
{WORDS}
ALTER TABLE archive_messageindex RENAME TO archive_messageindex_before;
{TABLE}
DO $$
DECLARE quarter timestamp;
BEGIN
    FOR quarter IN SELECT DISTINCT date_trunc('quarter', sent_at AT TIME ZONE 'UTC') FROM archive_messageindex_before LOOP
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF archive_messageindex FOR VALUES FROM (%L) TO (%L)',
            'archive_messageindex_' || to_char(quarter, 'YYYY"q"Q'),
            quarter AT TIME ZONE 'UTC', (quarter + interval '3 months') AT TIME ZONE 'UTC'
        );
    END LOOP;
END $$;
INSERT INTO archive_messageindex (message_id, sent_at, sender_id, conversation_id, month, tsv)
SELECT m.id, m.sent_at, m.sender_id, m.conversation_id,
    (date_part('year', m.sent_at AT TIME ZONE 'Europe/Amsterdam') * 12
        + date_part('month', m.sent_at AT TIME ZONE 'Europe/Amsterdam') - 1)::int,
    i.tsv || array_to_tsvector(array_remove(ARRAY[
        'C' || m.conversation_id, 'A' || c.app, 'H' || m.sender_id,
        CASE WHEN EXISTS (SELECT FROM archive_attachment a WHERE a.message_id = m.id) THEN 'Fbijlage' END,
        CASE WHEN m.kind = 'deleted' OR EXISTS (
            SELECT FROM archive_capture p WHERE p.message_id = m.id AND p.kind = 'deleted'
        ) THEN 'Fverwijderd' END,
        CASE WHEN m.edited OR EXISTS (
            SELECT FROM archive_capture p WHERE p.message_id = m.id AND p.edited
        ) THEN 'Fbewerkt' END
    ], NULL))
FROM archive_messageindex_before i
JOIN archive_message m ON m.id = i.message_id JOIN archive_conversation c ON c.id = m.conversation_id
ORDER BY m.sent_at;
DROP TABLE archive_messageindex_before;
INSERT INTO archive_lexemechange (lexeme, change)
SELECT word, ndoc FROM ts_stat('SELECT tsv FROM archive_messageindex', 'cd');
"""
BACK = """
ALTER TABLE archive_messageindex RENAME TO archive_messageindex_before;
CREATE TABLE archive_messageindex (
    message_id bigint NOT NULL PRIMARY KEY REFERENCES archive_message DEFERRABLE INITIALLY DEFERRED,
    sent_at timestamptz NOT NULL, tsv tsvector NOT NULL
);
INSERT INTO archive_messageindex SELECT message_id, sent_at, ts_filter(tsv, '{c,d}') FROM archive_messageindex_before;
CREATE INDEX message_index_tsv ON archive_messageindex USING gin (tsv);
DROP TABLE archive_messageindex_before;
DROP FUNCTION archive_search_words;
DROP FUNCTION archive_composed;
"""


def _to(model, **options):
    return models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to=model, **options)


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_retention_rules_and_lasting_certificates")]
    operations = [
        migrations.CreateModel(
            name="Lexeme",
            fields=[
                ("lexeme", models.TextField(primary_key=True, serialize=False)),
                ("df", models.BigIntegerField()),
                ("word", models.TextField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.Lower("lexeme"), name="gin_trgm_ops"
                        ),
                        name="lexeme_alike",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="LexemeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lexeme", models.TextField()),
                ("change", models.IntegerField()),
                ("message_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, BACK)],
            state_operations=[
                migrations.DeleteModel("MessageIndex"),
                migrations.CreateModel(
                    name="MessageIndex",
                    fields=[
                        (
                            "message",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                primary_key=True,
                                related_name="index",
                                serialize=False,
                                to="archive.message",
                            ),
                        ),
                        ("sent_at", models.DateTimeField()),
                        ("month", models.IntegerField()),
                        ("tsv", django.contrib.postgres.search.SearchVectorField()),
                        ("conversation", _to("archive.conversation", related_name="+")),
                        ("sender", _to("archive.handle", null=True, related_name="+")),
                    ],
                    options={"managed": False},
                ),
            ],
        ),
    ]

"""Words with a slash, a dot, an at sign or an invisible character between them are searched as the words they are; and words as they
are before stemming, for who searches by a beginning. The rows there are, `migrate` makes anew (`archive.renewing`).
"""

from django.db import migrations

# PostgreSQL's parser takes "VWS/RIVM" for a file, "afgehandeld.Pomp" for a host, "2025-11" for a negative number and "&pomp;" for
# an entity: one word each, in which the others cannot be found. A dot between digits stays: "16.10" is one. Regular expressions take a
# third of the time of translate().
FORWARD = r"""
CREATE OR REPLACE FUNCTION archive_composed(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(
            CASE WHEN written IS NFC NORMALIZED THEN written ELSE normalize(written, NFC) END,
            '[\u00AD\u200B-\u200D\u2060\uFEFF]', '', 'g'
        ),
        '[/@~<>&]|(?<![0-9])\.|\.(?![0-9])|[-+](?=[0-9])', ' ', 'g'
    )
$$;
CREATE TEXT SEARCH CONFIGURATION dutch_unstemmed (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION dutch_unstemmed
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, simple;
COMMENT ON FUNCTION archive_composed(text) IS 'the search rows are of before 0012';
"""
BACK = """
COMMENT ON FUNCTION archive_composed(text) IS NULL;
DROP TEXT SEARCH CONFIGURATION dutch_unstemmed;
CREATE OR REPLACE FUNCTION archive_composed(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN written IS NFC NORMALIZED THEN written ELSE normalize(written, NFC) END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0011_lighter_imports")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

"""The Dutch text search configuration: the server's Dutch stemmer after taking diacritics away."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

CREATE = """
CREATE TEXT SEARCH CONFIGURATION dutch_chat (COPY = pg_catalog.dutch);
ALTER TEXT SEARCH CONFIGURATION dutch_chat
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, dutch_stem;
"""
DROP = "DROP TEXT SEARCH CONFIGURATION dutch_chat"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [UnaccentExtension(), TrigramExtension(), migrations.RunSQL(CREATE, DROP)]

"""Searches that were kept can be added, and by no one changed or removed."""

from django.db import migrations

TABLES = ("dossiers_recordedsearch", "dossiers_searchresult", "dossiers_rerun", "dossiers_addition")
FUNCTION = """
CREATE FUNCTION dossiers_search_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the account of a search is append-only';
END $$;
"""
CREATE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION dossiers_search_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_search_append_only();
"""
DROP = "DROP TRIGGER {table}_no_truncate ON {table}; DROP TRIGGER {table}_append_only ON {table};"


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_account_of_the_search")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION dossiers_search_append_only();"),
        *(migrations.RunSQL(CREATE.format(table=table), DROP.format(table=table)) for table in TABLES),
    ]

"""Batches can be added, and by no one changed or removed."""

from django.db import migrations

CREATE = """
CREATE FUNCTION archive_batch_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'batches are append-only';
END $$;
CREATE TRIGGER archive_batch_append_only BEFORE UPDATE OR DELETE ON archive_batch
    FOR EACH ROW EXECUTE FUNCTION archive_batch_append_only();
CREATE TRIGGER archive_batch_no_truncate BEFORE TRUNCATE ON archive_batch
    FOR EACH STATEMENT EXECUTE FUNCTION archive_batch_append_only();
"""
DROP = "DROP TRIGGER archive_batch_no_truncate ON archive_batch; DROP TRIGGER archive_batch_append_only ON archive_batch; DROP FUNCTION archive_batch_append_only();"


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_the_archive_over_the_years")]
    operations = [migrations.RunSQL(CREATE, DROP)]

"""Remarks of an import can be withheld now: messages that have some, in dossiers that are not released, are searched again."""

from django.db import migrations

SEARCH_AGAIN = """
UPDATE dossiers_item SET proposed_at = NULL FROM archive_message message, dossiers_dossier dossier
WHERE message.id = dossiers_item.message_id AND message.warnings <> '[]'::jsonb
  AND dossier.id = dossiers_item.dossier_id AND dossier.state <> 'released'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0011_standard_texts"),
        ("archive", "0011_lighter_imports"),
        ("redaction", "0009_remarks"),
    ]

    operations = [migrations.RunSQL(SEARCH_AGAIN, migrations.RunSQL.noop)]

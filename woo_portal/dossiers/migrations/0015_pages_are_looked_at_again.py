"""Messages of which the pages of an attachment are made otherwise now are searched again, with these pages."""

from django.db import migrations

SEARCH_AGAIN = """
UPDATE dossiers_item SET proposed_at = NULL
FROM redaction_attachmenttreatment treatment, archive_attachment attachment, dossiers_dossier dossier
WHERE attachment.id = treatment.attachment_id AND treatment.pages > 0 AND treatment.way <> 2
  AND attachment.message_id = dossiers_item.message_id
  AND dossier.id = dossiers_item.dossier_id AND dossier.layer_id = treatment.layer_id AND dossier.state <> 'released'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0014_duplicates"),
        ("redaction", "0011_how_pages_are_made"),
    ]

    operations = [migrations.RunSQL(SEARCH_AGAIN, migrations.RunSQL.noop)]

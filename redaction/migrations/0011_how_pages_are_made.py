"""Tall pictures are cut into sheets and deep greys shown: pages that were looked at before are looked at again, but for photos."""

from django.db import migrations, models

PHOTOS_LOOK_THE_SAME = """
UPDATE redaction_attachmenttreatment treatment SET way = 2
FROM archive_attachment attachment, archive_attachmenttext reading
WHERE attachment.id = treatment.attachment_id AND reading.sha256 = attachment.sha256
  AND reading.media_type = 'image/jpeg' AND reading.thumbnail_height <= 2 * reading.thumbnail_width
"""


class Migration(migrations.Migration):
    dependencies = [
        ("redaction", "0010_further_grounds"),
        ("archive", "0011_lighter_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachmenttreatment",
            name="takes_boxes",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="attachmenttreatment",
            name="way",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.RunSQL(PHOTOS_LOOK_THE_SAME, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="attachmenttreatment",
            name="way",
            field=models.PositiveSmallIntegerField(default=2),
        ),
    ]

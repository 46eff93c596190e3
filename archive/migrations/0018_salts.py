"""A random salt in what is sealed from now on; what was sealed before keeps its hashes and has none."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models

# Sealed without a salt is what has a batch, or was destroyed since; all else is still to be sealed.
_STILL_TO_BE_SEALED = """
UPDATE archive_source s SET salt = gen_random_uuid() WHERE NOT EXISTS (
    SELECT 1 FROM archive_batch b JOIN archive_importrun r ON r.id = b.run_id WHERE r.source_id = s.id
)
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0017_unread_originals_on_lists")]

    operations = [
        migrations.AddField("source", "salt", models.UUIDField(editable=False, null=True)),
        migrations.AddField("capture", "salt", models.UUIDField(editable=False, null=True)),
        migrations.RunSQL(_STILL_TO_BE_SEALED, migrations.RunSQL.noop),
        migrations.AlterField("source", "salt", models.UUIDField(default=uuid.uuid4, editable=False, null=True)),
        migrations.AlterField(
            "capture", "salt", models.UUIDField(db_default=RandomUUID(), editable=False, null=True)
        ),
    ]

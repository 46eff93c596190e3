"""Which attachment was read last is looked up for every page of evidence."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0012_words_between_signs")]
    operations = [
        migrations.AddIndex(
            model_name="attachmenttext", index=models.Index(fields=["read_at"], name="attachment_texts_when_read")
        )
    ]

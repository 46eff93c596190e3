"""The checks of the archive, which nobody changes or removes."""

from django.db import migrations, models

from archive.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_search_index")]
    operations = [
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_by", models.CharField(max_length=150, verbose_name="gevraagd door")),
                ("started_at", models.DateTimeField(verbose_name="begonnen")),
                ("finished_at", models.DateTimeField(verbose_name="klaar")),
                ("messages", models.PositiveIntegerField(verbose_name="berichten")),
                ("batches", models.PositiveIntegerField(verbose_name="tot en met batch")),
                ("digest", models.BinaryField(max_length=32, verbose_name="controlegetal")),
                ("found", models.PositiveIntegerField(verbose_name="verschillen")),
                ("told", models.JSONField(default=list)),
            ],
            options={"ordering": ["-id"]},
        ),
        append_only("archive_verification", refusal="verifications are append-only"),
    ]

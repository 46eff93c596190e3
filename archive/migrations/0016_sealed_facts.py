"""What a batch seals beside its leaves, and by which source each participant became known."""

import django.db.models.deletion
from django.db import migrations, models

from archive.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("archive", "0015_private_after_destruction")]
    operations = [
        migrations.AddField(
            model_name="batch",
            name="facts",
            field=models.BinaryField(default=b"", max_length=32),
        ),
        migrations.AddField(
            model_name="participant",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="archive.source",
            ),
        ),
        migrations.CreateModel(
            name="SealedFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("number", models.BigIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed",
                        to="archive.importrun",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "kind", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "kind", "number"), name="one_sealed_fact")
                ],
            },
        ),
        append_only("archive_sealedfact", refusal="sealed facts are append-only"),
    ]

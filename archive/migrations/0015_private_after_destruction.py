"""What was private stays untold after it was destroyed."""

import django.db.models.deletion
from django.db import migrations, models

PRIVATE_TITLE = "privé gemarkeerd gesprek"
LASTS = """
CREATE TRIGGER archive_destroyed_private_lasts BEFORE UPDATE OR DELETE ON archive_destroyedprivate
    FOR EACH ROW EXECUTE FUNCTION archive_destroyed_message_lasts();
"""
# Of what was destroyed before, the lists say which conversations were private as a whole.
DESTROYED_BEFORE = f"""
INSERT INTO archive_destroyedprivate (destruction_id, source_id, conversation_id, messages)
SELECT c.destruction_id, c.source_id, m.conversation_id, count(*)
FROM archive_destroyedcapture c JOIN archive_destroyedmessage m ON m.message_id = c.message_id
WHERE EXISTS (SELECT FROM archive_destructionline l WHERE l.destruction_id = c.destruction_id
    AND l.conversation_id = m.conversation_id AND l.title = '{PRIVATE_TITLE}')
GROUP BY c.destruction_id, c.source_id, m.conversation_id
"""


def forget_titles(apps, schema_editor):
    there = set(apps.get_model("archive", "Conversation").objects.values_list("pk", flat=True))
    private = apps.get_model("archive", "DestroyedPrivate").objects.values_list("conversation_id", flat=True)
    gone = set(private) - there
    for run in apps.get_model("archive", "ImportRun").objects.filter(report__has_key="conversations") if gone else ():
        if gone.isdisjoint(chat["id"] for chat in run.report["conversations"]):
            continue
        for chat in run.report["conversations"]:
            if chat["id"] in gone:
                chat["title"] = PRIVATE_TITLE
        run.save(update_fields=["report"])


class Migration(migrations.Migration):
    dependencies = [("archive", "0014_imports_that_break_off")]
    operations = [
        migrations.AddField(
            model_name="handle",
            name="was_hidden",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="DestroyedPrivate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("conversation_id", models.BigIntegerField()),
                ("messages", models.PositiveIntegerField()),
                (
                    "destruction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="private",
                        to="archive.destruction",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="destroyed_private",
                        to="archive.source",
                    ),
                ),
            ],
            options={
                "ordering": ["source", "conversation_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("destruction", "source", "conversation_id"), name="one_count_of_destroyed_private"
                    )
                ],
            },
        ),
        migrations.RunSQL(LASTS, "DROP TRIGGER archive_destroyed_private_lasts ON archive_destroyedprivate"),
        migrations.RunSQL(DESTROYED_BEFORE, migrations.RunSQL.noop),
        migrations.RunPython(forget_titles, migrations.RunPython.noop),
    ]

"""A search keeps how the archive stood, what it found, and what asking it again brings; what came from it is kept apart."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What is known of the searches that were kept before. The batch is the last that was sealed a minute before the search: an
# import of that very minute then counts as new, which is the safe side.
KEEP_WHAT_IS_KNOWN = """
UPDATE dossiers_recordedsearch s SET
    batch_id = (SELECT b.id FROM archive_batch b WHERE b.sealed_at < s.at - interval '1 minute' ORDER BY b.number DESC LIMIT 1),
    query = '{"recipient": null, "feature": ""}'::jsonb || s.query,
    by_role = CASE u.role WHEN 'coordinator' THEN 'Woo-coördinator' WHEN 'liaison' THEN 'kamerliaison' ELSE '' END
FROM accounts_user u WHERE u.id = s.by_id;
INSERT INTO dossiers_addition (search_id, by_id, at, messages)
    SELECT id, by_id, at, added FROM dossiers_recordedsearch WHERE added > 0;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0006_retention_rules_and_lasting_certificates'),
        ('dossiers', '0003_package_appearance'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchResult',
            fields=[
                ('search', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='result', serialize=False, to='dossiers.recordedsearch')),
                ('messages', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
        ),
        migrations.AddField(
            model_name='recordedsearch',
            name='archive_private',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='recordedsearch',
            name='batch',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.batch'),
        ),
        migrations.AddField(
            model_name='recordedsearch',
            name='by_role',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='recordedsearch',
            name='conversations',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='recordedsearch',
            name='in_dossier',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='recordedsearch',
            name='topics',
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name='item',
            name='search',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='dossiers.recordedsearch'),
        ),
        migrations.CreateModel(
            name='Addition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('messages', models.PositiveIntegerField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('search', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='additions', to='dossiers.recordedsearch')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Rerun',
            fields=[
                ('search', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='rerun', serialize=False, to='dossiers.recordedsearch')),
                ('arrived', models.PositiveIntegerField()),
                ('appeared', models.PositiveIntegerField(null=True)),
                ('private', models.PositiveIntegerField(null=True)),
                ('destroyed', models.PositiveIntegerField(null=True)),
                ('dropped', models.PositiveIntegerField(null=True)),
                ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.recordedsearch')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reruns', to='dossiers.recordedsearch')),
            ],
        ),
        migrations.RunSQL(KEEP_WHAT_IS_KNOWN, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='recordedsearch',
            name='added',
        ),
    ]

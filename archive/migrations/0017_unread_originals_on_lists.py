"""Originals of which nothing was read, on lists of their own, and what became of copies outside the archive."""

import django.db.models.deletion
from django.db import migrations, models

LASTS = """
CREATE TRIGGER archive_listed_original_lasts BEFORE UPDATE OR DELETE ON archive_listedoriginal
    FOR EACH ROW EXECUTE FUNCTION archive_destruction_line_lasts();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0016_sealed_facts'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListedOriginal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('import_number', models.BigIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'wacht'), ('running', 'bezig'), ('question', 'wacht op antwoord'), ('done', 'klaar'), ('refused', 'geweigerd'), ('failed', 'afgebroken')], max_length=10)),
                ('destruction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='originals', to='archive.destruction')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listed_as', to='archive.source')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('destruction', 'source'), name='one_listed_original')],
            },
        ),
        migrations.CreateModel(
            name='PutAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found', models.PositiveIntegerField()),
                ('removed', models.PositiveIntegerField(default=0)),
                ('left', models.PositiveIntegerField(blank=True, null=True)),
                ('is_unreachable', models.BooleanField(default=False)),
                ('destruction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='put_aside', to='archive.destruction')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.importrun')),
            ],
            options={
                'ordering': ['run'],
                'constraints': [models.UniqueConstraint(fields=('destruction', 'run'), name='one_put_aside')],
            },
        ),
        migrations.RunSQL(LASTS, "DROP TRIGGER archive_listed_original_lasts ON archive_listedoriginal"),
    ]

"""Topics get versions, weighted terms and assignments; what was kept of a topic until now becomes its first version."""

import re

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models
from django.utils import timezone

TAKEN_OVER = "Overgenomen uit Beheer."
PHRASES = " Een regel van meer woorden is een zin geworden: de woorden moeten nu op elkaar volgen."
TERMS = """
INSERT INTO archive_topicterm (version_id, number, text, weight, excludes, query)
SELECT %s, row_number() OVER (ORDER BY min(n)), min(text), 1, false, query::tsquery FROM (
    SELECT n, text, to_tsquery('dutch_chat', asked)::text AS query FROM unnest(%s::text[], %s::text[])
    WITH ORDINALITY AS t (text, asked, n)
) terms WHERE query <> '' GROUP BY query
"""
ANY_TERM = """
UPDATE archive_topicversion v SET any_term = (
    SELECT coalesce(string_agg('(' || query::text || ')', ' | '), '')::tsquery FROM archive_topicterm WHERE version_id = v.id
)
"""
ASSIGN = """
INSERT INTO archive_topicassignment (message_id, version_id, sent_at, score, hits)
SELECT i.message_id, t.version_id, i.sent_at, count(*), array_agg(t.number ORDER BY t.number)
FROM archive_topicterm t JOIN archive_messageindex i ON i.tsv @@ t.query GROUP BY i.message_id, t.version_id, i.sent_at
"""
COUNT = """
UPDATE archive_topicversion v SET found = (SELECT count(*) FROM archive_topicassignment WHERE version_id = v.id)
"""


def make_versions(apps, schema_editor):
    """A word, a beginning with an asterisk and a phrase mean what they meant; of several words in a line all had to occur."""
    names = set()
    for topic in apps.get_model("archive", "Topic").objects.order_by("pk"):
        while topic.name.lower() in names:
            topic.name = f"{topic.name[:110]} ({topic.pk})"
        names.add(topic.name.lower())
        lines = [(line, re.findall(r"\w+\*?", line)) for line in topic.terms.splitlines()]
        terms = [_term(words) for _, words in lines if words]
        narrowed = any(len(words) > 1 and not line.strip().startswith('"') for line, words in lines)
        version = apps.get_model("archive", "TopicVersion").objects.create(
            topic=topic,
            number=1,
            name=topic.name,
            reason=TAKEN_OVER + (PHRASES if narrowed else ""),
            any_term=django.contrib.postgres.search.SearchQuery("", search_type="raw"),
            made_by="het portaal",
            state="serving",
            assigned_at=timezone.now(),
        )
        topic.save()
        schema_editor.execute(TERMS, [version.pk, [text for text, _ in terms], [asked for _, asked in terms]])
    schema_editor.execute(ANY_TERM)
    schema_editor.execute(ASSIGN)
    schema_editor.execute(COUNT)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _term(words):
    if len(words) > 1:
        phrase = " ".join(word.rstrip("*") for word in words)
        return f'"{phrase}"', f"'{phrase}'"
    word = words[0].rstrip("*")
    return words[0], f"'{word}':*" if words[0].endswith("*") else f"'{word}'"


class Migration(migrations.Migration):
    dependencies = [("archive", "0008_verifications")]
    operations = [
        migrations.CreateModel(
            name="TopicVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="naam")),
                ("theme", models.CharField(blank=True, max_length=20, verbose_name="thema")),
                ("threshold", models.PositiveSmallIntegerField(default=1, verbose_name="drempel")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reden")),
                ("any_term", django.contrib.postgres.search.SearchQueryField()),
                ("no_term", django.contrib.postgres.search.SearchQueryField(null=True)),
                ("made_by", models.CharField(max_length=150, verbose_name="gemaakt door")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="gemaakt")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("building", "wordt toegekend"),
                            ("serving", "in gebruik"),
                            ("past", "vervangen"),
                        ],
                        default="building",
                        max_length=10,
                        verbose_name="stand",
                    ),
                ),
                ("reached", models.DateTimeField(blank=True, null=True)),
                ("assigned_at", models.DateTimeField(blank=True, null=True, verbose_name="toegekend")),
                ("found", models.PositiveIntegerField(default=0, verbose_name="gevonden")),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="archive.topic"
                    ),
                ),
            ],
            options={
                "ordering": ["topic", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("topic", "number"), name="one_version_of_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "serving")), fields=("topic",), name="one_version_serves"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "building")), fields=("topic",), name="one_version_is_built"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TopicTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=120)),
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("excludes", models.BooleanField(default=False)),
                ("query", django.contrib.postgres.search.SearchQueryField()),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="term_rows",
                        to="archive.topicversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "number"), name="one_term_of_a_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TopicAssignment",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "message_id", "version_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="archive.message",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="archive.topicversion",
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("score", models.PositiveSmallIntegerField()),
                (
                    "hits",
                    django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="topicassignment",
            index=models.Index(
                models.F("version"),
                models.OrderBy(models.F("sent_at"), descending=True),
                models.OrderBy(models.F("message"), descending=True),
                name="topic_newest_first",
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="beëindigd"),
        ),
        migrations.AddField(
            model_name="topic",
            name="ended_by",
            field=models.CharField(blank=True, max_length=150, verbose_name="beëindigd door"),
        ),
        migrations.AlterField(
            model_name="topic",
            name="name",
            field=models.CharField(max_length=120, verbose_name="naam"),
        ),
        migrations.RunPython(make_versions, migrations.RunPython.noop),
        migrations.RemoveField(model_name="topic", name="terms"),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"), name="one_topic_of_a_name"
            ),
        ),
    ]

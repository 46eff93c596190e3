"""Batches can be added, and by no one changed or removed."""

from django.db import migrations

from archive.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_the_archive_over_the_years")]
    operations = [append_only("archive_batch", refusal="batches are append-only")]

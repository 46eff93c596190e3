"""Events can be added, and by no one changed or removed."""

from django.db import migrations

from archive.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [append_only("audit_event", refusal="audit events are append-only")]

"""The holidays that follow from the calendar, 2020 to 2040; a beheerder adds what a royal decree equates."""

from django.db import migrations

from woo_portal.dossiers.deadlines import holidays_of


def add(apps, schema_editor):
    Holiday = apps.get_model("dossiers", "Holiday")
    rows = {day: name for year in range(2020, 2041) for day, name in reversed(holidays_of(year))}
    Holiday.objects.bulk_create(
        [Holiday(day=day, name=name) for day, name in sorted(rows.items())], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

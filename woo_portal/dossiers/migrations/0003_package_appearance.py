from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_holidays")]
    operations = [
        migrations.AddField(
            model_name="package",
            name="appearance",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]

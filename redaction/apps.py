"""App configuration."""

from django.apps import AppConfig


class RedactionConfig(AppConfig):
    """What may not be shown, on which ground, by whom decided."""

    name = "redaction"
    verbose_name = "Lakken"

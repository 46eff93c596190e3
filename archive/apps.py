"""App configuration."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """What was said: sources, conversations, persons and messages."""

    name = "archive"
    verbose_name = "Archief"

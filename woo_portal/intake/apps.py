"""App configuration."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Bringing exports into the archive."""

    name = "woo_portal.intake"
    verbose_name = "Inleveren"

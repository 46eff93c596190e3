"""App configuration."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Guarding the archive."""

    name = "woo_portal.custody"
    verbose_name = "Bewaren"

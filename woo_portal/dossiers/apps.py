"""App configuration."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Dossiers, their workflow, deadlines and access."""

    name = "woo_portal.dossiers"
    verbose_name = "Dossiers"

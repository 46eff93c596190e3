"""App configuration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Progress of long work."""

    name = "woo_portal.jobs"
    verbose_name = "Taken"

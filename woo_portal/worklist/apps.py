"""App configuration."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """What waits for whom."""

    name = "woo_portal.worklist"
    verbose_name = "Mijn werk"

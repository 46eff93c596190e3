"""App configuration."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The search screen."""

    name = "woo_portal.search"
    verbose_name = "Zoeken"

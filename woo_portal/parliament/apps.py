"""App configuration."""

from django.apps import AppConfig


class ParliamentConfig(AppConfig):
    """Sets of parliamentary questions."""

    name = "woo_portal.parliament"
    verbose_name = "Kamervragen"

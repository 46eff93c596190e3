"""App configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration archive and its road through the portal."""

    name = "woo_portal.demo"
    verbose_name = "Demonstratie"

"""App configuration."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """Packages: rendering, leak check, release."""

    name = "woo_portal.disclosure"
    verbose_name = "Pakket"

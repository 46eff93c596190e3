"""App configuration."""

from django.apps import AppConfig


class PresentationConfig(AppConfig):
    """Template filters for dates, figures and sizes in Dutch."""

    name = "woo_portal.presentation"

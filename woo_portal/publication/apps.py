"""App configuration."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """Released packages on the government's publication platform."""

    name = "woo_portal.publication"
    verbose_name = "Publicatie"

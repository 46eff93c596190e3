"""App configuration."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The redaction review screen."""

    name = "woo_portal.review"
    verbose_name = "Lakken"

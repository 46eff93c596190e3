"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users and the role matrix."""

    name = "woo_portal.accounts"
    verbose_name = "Gebruikers en rollen"

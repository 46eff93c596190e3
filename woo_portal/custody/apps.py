"""App configuration."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Guarding the archive."""

    name = "woo_portal.custody"
    verbose_name = "Bewaren"

    def ready(self) -> None:
        """Have a check of the archive look at the log as well."""
        from archive.sealing.verifying import also
        from woo_portal.custody.logged import differences_with_log

        also(differences_with_log)

"""App configuration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Progress of long work."""

    name = "woo_portal.jobs"
    verbose_name = "Taken"

    def ready(self) -> None:
        """Make the Celery application, which tasks find by themselves.

        Not wherever `woo_portal` is imported: what reads somebody else's file in a process of its own has no use for it.
        """
        import woo_portal.celery  # noqa: F401

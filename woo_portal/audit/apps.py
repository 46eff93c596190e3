"""App configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only events: who did, and saw, what."""

    name = "woo_portal.audit"
    verbose_name = "Logboek"

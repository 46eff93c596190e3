"""App configuration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArchiveConfig(AppConfig):
    """What was said: sources, conversations, persons and messages."""

    name = "archive"
    verbose_name = "Archief"

    def ready(self) -> None:
        """Have `migrate` end with search rows that are read by the rules of this version."""
        post_migrate.connect(_renew_search, sender=self)


def _renew_search(verbosity: int = 1, **_: Any) -> None:
    from archive.renewing import renew

    def tell(what: str, done: int, total: int) -> None:
        if verbosity and done in (0, total):
            print(f"  Zoekindex, {what}: {done} van {total}", flush=True)

    renew(tell)

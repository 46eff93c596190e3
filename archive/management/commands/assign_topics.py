"""Finds the messages of every topic anew, as the terms and the archive are now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from archive.topics.assigning import assign_all


class Command(BaseCommand):
    """`manage.py assign_topics`: after the search index was rebuilt, or when a topic seems to miss messages."""

    help = "Zoekt bij elk onderwerp de berichten opnieuw. Zoeken en importeren kunnen doorgaan."

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the topics, one after another."""
        assign_all(progress=lambda done, total: self.stdout.write(f"{done} van {total} onderwerpen"))

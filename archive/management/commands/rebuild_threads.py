"""Sets the sessions and threads of every conversation anew: after persons were linked or merged, for who is who counts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from archive.thread_places import rebuild_threads


class Command(BaseCommand):
    """May be given while the portal runs, and again: each conversation is done in one go, and the outcome is the same."""

    help = "Bepaalt van alle gesprekken opnieuw welke berichten één sessie en één draad zijn."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every conversation, then how many there were."""
        conversations = messages = 0
        for _, count in rebuild_threads():
            conversations, messages = conversations + 1, messages + count
        what = "gesprek" if conversations == 1 else "gesprekken"
        self.stdout.write(f"{messages} {'bericht' if messages == 1 else 'berichten'} in {conversations} {what}.")

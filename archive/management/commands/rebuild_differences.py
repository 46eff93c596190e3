"""Counts anew, for every conversation, over how many messages its sources differ."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from archive.captures.comparing import count_differences
from archive.models import Conversation


class Command(BaseCommand):
    """May be given while the portal runs, and again."""

    help = "Telt opnieuw over hoeveel berichten telefoons het niet eens zijn, per gesprek."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every conversation, then how many differ."""
        counts = [count_differences(pk) for pk in Conversation.objects.order_by("pk").values_list("pk", flat=True)]
        differing = sum(1 for count in counts if count)
        self.stdout.write(
            f"{sum(counts)} {'bericht' if sum(counts) == 1 else 'berichten'} met verschillen, "
            f"in {differing} van {len(counts)} {'gesprek' if len(counts) == 1 else 'gesprekken'}."
        )

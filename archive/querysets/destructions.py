"""Destructions with what is on their lists."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Sum
from django.db.models.functions import Coalesce


class DestructionQuerySet(models.QuerySet[Any]):
    """Destructions with what is on their lists."""

    def with_totals(self) -> DestructionQuerySet:
        """With `total`: how many messages are on each list."""
        return self.annotate(total=Coalesce(Sum("lines__messages"), 0))

"""Destructions with what is on their lists."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce


class DestructionQuerySet(models.QuerySet[Any]):
    """Destructions with what is on their lists."""

    def with_totals(self) -> DestructionQuerySet:
        """With `total` and `unread`: how many messages, and how many originals of which nothing was read, are on each list."""
        rows = self.model._default_manager.filter(pk=OuterRef("pk")).order_by()
        unread = rows.values("pk").annotate(number=Count("originals")).values("number")
        return self.annotate(total=Coalesce(Sum("lines__messages"), 0), unread=Subquery(unread))

"""Marks that make messages private."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


class PrivateMarkQuerySet(models.QuerySet[Any]):
    """Marks by whether they hold and what they cover."""

    def active(self) -> PrivateMarkQuerySet:
        """Not lifted."""
        return self.filter(lifted_at=None)

    def of_whole_conversations(self) -> PrivateMarkQuerySet:
        """Those that make a conversation private, with what is imported into it later."""
        return self.filter(message=None, since=None, until=None)

    def with_counts(self) -> PrivateMarkQuerySet:
        """With `count`: how many messages each covers now."""
        from archive.models import Message

        covered = Message.objects.filter(
            conversation=OuterRef("conversation"),
            pk=Coalesce(OuterRef("message"), F("pk")),
            sent_at__gte=Coalesce(OuterRef("since"), F("sent_at")),
            sent_at__lt=Coalesce(OuterRef("until"), Value(_END_OF_TIME)),
        )
        number = covered.order_by().values("conversation").annotate(number=Count("pk")).values("number")
        return self.annotate(count=Coalesce(Subquery(number, output_field=IntegerField()), 0))

    def on_outer_message(self) -> PrivateMarkQuerySet:
        """For a subquery: those on the message of the query around it, by itself."""
        return self.filter(message=OuterRef("pk"))

    def around_outer_message(self) -> PrivateMarkQuerySet:
        """For a subquery: those on its conversation, or on a period it was sent in."""
        return self.filter(
            Q(since=None) | Q(since__lte=OuterRef("sent_at")),
            Q(until=None) | Q(until__gt=OuterRef("sent_at")),
            message=None,
            conversation=OuterRef("conversation"),
        )

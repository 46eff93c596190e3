"""Conversations, and which of them may be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from archive.models import Conversation  # noqa: F401  a base class names it as text


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations by who may read them, with what there is to read."""

    def visible(self) -> ConversationQuerySet:
        """Those that are not private as a whole. What is private in them is not counted by `with_counts`."""
        from archive.models import PrivateMark

        marks = PrivateMark.objects.active().of_whole_conversations()
        return self.filter(~Exists(marks.filter(conversation=OuterRef("pk"))))

    def private(self) -> ConversationQuerySet:
        """Those that are private as a whole."""
        from archive.models import PrivateMark

        marks = PrivateMark.objects.active().of_whole_conversations()
        return self.filter(Exists(marks.filter(conversation=OuterRef("pk"))))

    def with_counts(self) -> ConversationQuerySet:
        """With `shown_count`, `shown_first` and `shown_last` of what may be read, and `private_count` of what may not."""
        from archive.models import Message, PrivateMark

        marked = Exists(PrivateMark.objects.active().filter(conversation=OuterRef("pk")))
        chat = Message.objects.filter(conversation=OuterRef("pk")).order_by()
        private = chat.private().values("conversation").annotate(number=Count("pk")).values("number")
        shown = chat.visible().values("sent_at")
        return self.annotate(
            private_count=Case(
                When(marked, then=Coalesce(Subquery(private), 0)), default=0, output_field=IntegerField()
            ),
            shown_count=F("message_count") - F("private_count"),
            shown_first=Case(When(marked, then=Subquery(shown.order_by("sent_at")[:1])), default=F("first_at")),
            shown_last=Case(When(marked, then=Subquery(shown.order_by("-sent_at")[:1])), default=F("last_at")),
        )

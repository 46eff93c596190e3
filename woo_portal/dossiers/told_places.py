"""Which messages a sentence speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from archive.models import Message
from woo_portal.presentation.dutch import moment

_TOLD = 3
"""So many are named."""


def places_of(messages: Iterable[int]) -> str:
    """Where the first of these messages (ids) that may be read stand, in Dutch, and how many more there are; one query."""
    readable = Message.objects.visible().filter(pk__in=set(messages))
    found = list(readable.select_related("conversation").order_by("sent_at", "position", "pk"))
    places = [f"{message.conversation.title}, {moment(message.sent_at)}" for message in found[:_TOLD]]
    more = f"; en nog {len(found) - _TOLD}" if len(found) > _TOLD else ""
    return f"{'; '.join(places)}{more}"

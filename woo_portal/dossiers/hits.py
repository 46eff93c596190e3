"""Messages that a search found, to read: some of a long list, as pieces of conversation by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import F
from django.db.models.functions import TruncDate

from archive.days import LOCAL_ZONE, local_day
from archive.models import Conversation, Message
from archive.querysets.messages import MessageQuerySet
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.pieces import BY_DAY
from woo_portal.presentation import keyset

PAGE = 50


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was found in a conversation on a Dutch day, in the order it was written."""

    conversation: Conversation
    day: date
    messages: tuple[Message, ...]


def page_of(messages: MessageQuerySet, parameters: Mapping[str, str]) -> keyset.Page[Message]:
    """The messages of the page that an address asks for, by day and then by conversation."""
    rows = messages.for_reading().annotate(day=TruncDate("sent_at", tzinfo=LOCAL_ZONE), chat=F("conversation"))
    return keyset.page(rows, BY_DAY, parameters, size=PAGE)


def stretches(rows: Iterable[Message]) -> list[Stretch]:
    """The messages of a page."""
    pieces = groupby(rows, key=lambda message: (local_day(message.sent_at), message.conversation_id))
    return [_stretch(day, list(members)) for (day, _), members in pieces]


def _stretch(day: date, members: list[Message]) -> Stretch:
    return Stretch(members[0].conversation, day, tuple(members))


def present(dossier: Dossier, rows: Iterable[Message]) -> set[int]:
    """The ids of those that are in the dossier."""
    shown = [message.pk for message in rows]
    return set(dossier.items.filter(message__in=shown).values_list("message_id", flat=True))

"""Which passages a layer holds already, by the text they lie in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from archive.days import local_day
from archive.models import Conversation, Message
from redaction.models import MeantPerson, Redaction
from redaction.passages import WHOLE_FIELDS, FieldText, passage_key
from redaction.spans import Span

Messages = Collection[int] | QuerySet
"""The messages of a dossier: their ids, or a query for them."""


def among(messages: Messages) -> Q:
    """The passages in these messages and in the titles of their chats."""
    chats = Message.objects.visible().filter(pk__in=messages).order_by().values("conversation")
    return Q(message__in=messages) | Q(conversation__in=chats)


@dataclass(frozen=True, slots=True)
class Place:
    """The text a passage lies in: of a message, or of a conversation, and which of its texts."""

    message: int | None
    conversation: int | None
    field: str
    index: int


def place_of(redaction: Redaction | MeantPerson) -> Place:
    """The text in which the offsets of a passage count."""
    return Place(redaction.message_id, redaction.conversation_id, redaction.field, redaction.index)


def place_in(source: Message | Conversation, text: FieldText) -> Place:
    """The place of one of a message's texts, or of a conversation's title."""
    if isinstance(source, Message):
        return Place(source.pk, None, text.field.value, text.index)
    return Place(None, source.pk, text.field.value, text.index)


def held_passages(
    layer: int, messages: Iterable[Message], conversations: Iterable[Conversation]
) -> dict[Place, list[Redaction]]:
    """The passages a layer (id) holds in these messages and titles, however they were decided."""
    rows = Redaction.objects.filter(
        Q(message__in=list(messages)) | Q(conversation__in=list(conversations)), layer=layer
    ).order_by()
    held: dict[Place, list[Redaction]] = defaultdict(list)
    for row in rows:
        held[place_of(row)].append(row)
    return held


def held_spans(
    layer: int, messages: Iterable[Message], conversations: Iterable[Conversation]
) -> dict[Place, list[Span]]:
    """Where these passages stand."""
    found = held_passages(layer, messages, conversations)
    return defaultdict(list, {place: [span_of(row) for row in rows] for place, rows in found.items()})


def span_of(redaction: Redaction | MeantPerson) -> Span:
    """Where a passage stands in its text."""
    return Span(redaction.start, redaction.end)


def bounds_in(redaction: Redaction, text: str) -> tuple[int, int]:
    """Where a passage starts and ends in its text as that reads now: a field that holds one name is one passage."""
    return (0, len(text)) if redaction.field in WHOLE_FIELDS else (redaction.start, redaction.end)


def words_in(redaction: Redaction, text: str) -> str:
    """The words of a passage, of its text as that reads now."""
    start, end = bounds_in(redaction, text)
    return text[start:end]


def source_of(redaction: Redaction) -> Message | Conversation:
    """What a passage lies in: a message, or the conversation whose title it is in."""
    source = redaction.message or redaction.conversation
    assert source is not None
    return source


def day_of(source: Message | Conversation) -> date:
    """The Dutch day on which a passage is judged: that of its message, for a title that of the last message under it."""
    return day_at(source.sent_at if isinstance(source, Message) else source.last_at)


def day_at(moment: datetime | None) -> date:
    """The Dutch day of that moment, which is aware. A title that nothing is dated under is as old as can be: whoever withholds in
    it tells why.
    """
    return local_day(moment) if moment else date.min


def has_its_words(redaction: Redaction, text: str) -> bool:
    """Whether a text still says what it said when a passage of it was found or decided on.

    Another name may have come into a field: a sender may turn out to be somebody else, and an import gives a file its own name.
    """
    return passage_key(words_in(redaction, text)) == redaction.passage_key

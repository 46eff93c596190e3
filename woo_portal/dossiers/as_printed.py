"""How many tokens a package prints for the passages that are withheld on a ground: as many as its reader counts.

Passages that overlap or touch are one token, so that the number of words in a name is not told. A decision that counted the
passages told it after all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from archive.models import Conversation, Message
from redaction.apply import WithheldSpan, tokens
from redaction.choices import Field
from redaction.held import Place, place_in
from redaction.passages import WHOLE_FIELDS, fields_of, title_of, with_texts
from redaction.spans import Span


class Passages:
    """The passages that are withheld in a dossier, by where they stand."""

    def __init__(self) -> None:
        self._spans: dict[Place, list[WithheldSpan]] = defaultdict(list)

    def add(self, place: Place, span: Span, grounds: Iterable[str]) -> None:
        """One more."""
        self._spans[place] += (WithheldSpan(span, ground) for ground in grounds)

    def tokens(self) -> Counter[str]:
        """By ground how many tokens it is printed on; at most four queries, and none where each text has one passage."""
        texts = _texts_at(place for place, spans in self._spans.items() if _is_read(place, spans))
        count: Counter[str] = Counter()
        for place, spans in self._spans.items():
            text = texts.get(place)
            if text is None or any(item.span.end > len(text) for item in spans):
                count.update({item.ground for item in spans})  # one, or the name of a file that changed: withheld whole
                continue
            for _, grounds in tokens(text, spans):
                count.update(grounds)
        return count


def _is_read(place: Place, spans: Collection[WithheldSpan]) -> bool:
    return Field(place.field) not in WHOLE_FIELDS and len({item.span for item in spans}) > 1


def _texts_at(places: Iterable[Place]) -> Mapping[Place, str]:
    wanted = set(places)
    messages = {place.message for place in wanted if place.message is not None}
    chats = {place.conversation for place in wanted if place.conversation is not None}
    found: dict[Place, str] = {}
    if messages:
        for message in with_texts(Message.objects.visible().filter(pk__in=messages)):
            found |= {place_in(message, text): text.text for text in fields_of(message)}
    for chat in Conversation.objects.filter(pk__in=chats) if chats else ():
        found[place_in(chat, title_of(chat))] = chat.title
    return {place: text for place, text in found.items() if place in wanted}

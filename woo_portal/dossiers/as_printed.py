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

_AT_ONCE = 1000
"""Texts in memory at once: a large dossier has a hundred thousand with passages in them."""


class Passages:
    """Counts what is printed of the passages that are withheld in a dossier. Those of one text come one after the other."""

    def __init__(self) -> None:
        self._spans: dict[Place, list[WithheldSpan]] = defaultdict(list)
        self._tokens = Counter[str]()

    def add(self, place: Place, span: Span, grounds: Iterable[str]) -> None:
        """One more, and where it stands."""
        if place not in self._spans and len(self._spans) == _AT_ONCE:
            self._count()
        self._spans[place] += (WithheldSpan(span, ground) for ground in grounds)

    def tokens(self) -> Counter[str]:
        """By ground how many tokens it is printed on; at most four queries for a thousand texts, and none where each has one
        passage.
        """
        self._count()
        return self._tokens

    def _count(self) -> None:
        texts = _texts_at(place for place, spans in self._spans.items() if _is_read(place, spans))
        for place, spans in self._spans.items():
            text = texts.get(place)
            if text is None or any(item.span.end > len(text) for item in spans):
                self._tokens.update({item.ground for item in spans})  # one, or a file name that changed: withheld whole
                continue
            for _, grounds in tokens(text, spans):
                self._tokens.update(grounds)
        self._spans.clear()


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

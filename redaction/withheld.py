"""The decided passages of a layer, ready to be applied: what is withheld of each text, and on which ground."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from archive.models import Conversation, Message
from redaction.apply import Run, WithheldSpan, apply
from redaction.choices import Field, Status
from redaction.models import Redaction, RedactionLayer
from redaction.passages import WHOLE_FIELDS
from redaction.spans import Span

Key = tuple[int | None, int | None, str, int]


class UndecidedPassage(Exception):
    """A proposal nobody decided on: nothing may be rendered from this layer."""


class Withholding:
    """What a layer withholds, by message or conversation, field and index.

    Raises `UndecidedPassage` when a passage of these messages or their conversations is still a proposal.
    """

    def __init__(self, layer: RedactionLayer, messages: Iterable[int], conversations: Iterable[int]) -> None:
        rows = Redaction.objects.filter(layer=layer).exclude(status=Status.REJECTED)
        self._spans: dict[Key, list[WithheldSpan]] = defaultdict(list)
        for row in rows.filter(message__in=list(messages)) | rows.filter(conversation__in=list(conversations)):
            if row.status == Status.PROPOSED:
                raise UndecidedPassage
            key = (row.message_id, row.conversation_id, row.field, row.index)
            self._spans[key].append(WithheldSpan(Span(row.start, row.end), row.ground))

    def runs(self, source: Message | Conversation, field: Field, index: int, text: str) -> tuple[Run, ...]:
        """The runs of one text. A field that holds one name is withheld whole as soon as any of it is."""
        is_message = isinstance(source, Message)
        spans = self._spans.get(
            (source.pk if is_message else None, None if is_message else source.pk, field, index), []
        )
        if spans and field in WHOLE_FIELDS:
            spans = [WithheldSpan(Span(0, len(text)), span.ground) for span in spans]
        return apply(text, spans) if text else ()

    def secrets(self, source: Message | Conversation, field: Field, index: int, text: str) -> list[str]:
        """The strings that `runs` left out of this text, for the leak check."""
        is_message = isinstance(source, Message)
        spans = self._spans.get(
            (source.pk if is_message else None, None if is_message else source.pk, field, index), []
        )
        if field in WHOLE_FIELDS:
            return [text] if spans else []
        return [text[span.span.start : span.span.end] for span in spans]

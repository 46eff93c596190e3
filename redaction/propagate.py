"""Carries a decision to every equal passage of a layer's messages, proposed before or not.

A name that was accepted or added by hand is looked for everywhere in the dossier: whole words, case aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from archive.models import Message
from redaction.choices import Status
from redaction.decide import Actor, accept, equal_passages, reject
from redaction.models import Redaction
from redaction.passages import WHOLE_FIELDS, FieldText, fields_of, passage_key, text_at
from redaction.spans import Span


@dataclass(frozen=True, slots=True)
class Spread:
    """What deciding on all equal passages would touch: those in the layer, and those nothing pointed at yet."""

    known: list[Redaction]
    fresh: list[Redaction]

    @property
    def count(self) -> int:
        """How many passages the decision covers."""
        return len(self.known) + len(self.fresh)


def passage_text(redaction: Redaction) -> str:
    """What stands in a passage."""
    source = redaction.conversation if redaction.conversation_id else redaction.message
    assert source is not None
    return text_at(source, redaction.field, redaction.index)[redaction.start : redaction.end]


def spread_of(redaction: Redaction, messages: Iterable[int]) -> Spread:
    """All passages among these messages (ids) that read the same; writes nothing."""
    known = equal_passages(redaction)
    text = passage_text(redaction)
    if not text:
        return Spread(known, [])
    taken: dict[tuple[int | None, str, int], list[Span]] = {}
    ids = list(messages)
    for row in Redaction.objects.filter(layer=redaction.layer_id, message__in=ids):
        taken.setdefault((row.message_id, row.field, row.index), []).append(Span(row.start, row.end))
    fresh: list[Redaction] = []
    # The database narrows the texts down; what is a whole word is decided here.
    candidates = Message.objects.filter(pk__in=ids).for_reading()
    for message in candidates.filter(text__icontains=text) | candidates.filter(quote_text__icontains=text):
        for field_text in fields_of(message):
            if field_text.field in WHOLE_FIELDS:
                continue
            spans = taken.get((message.pk, field_text.field.value, field_text.index), [])
            fresh += [
                _equal(redaction, message, field_text, span)
                for span in occurrences(text, field_text.text)
                if not any(span.overlaps(other) for other in spans)
            ]
    return Spread(known, fresh)


def occurrences(passage: str, text: str) -> list[Span]:
    """Where the passage stands in a text as whole words, case aside; half-open, in code points."""
    words = r"\s+".join(re.escape(word) for word in passage.split())
    return [Span(*found.span()) for found in re.finditer(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)]


def _equal(redaction: Redaction, message: Message, text: FieldText, span: Span) -> Redaction:
    return Redaction(
        layer_id=redaction.layer_id,
        message=message,
        field=text.field,
        index=text.index,
        start=span.start,
        end=span.end,
        label=redaction.label,
        person_id=redaction.person_id,
        ground=redaction.ground,
        confidence=redaction.confidence,
        found_by="propagate",
        why="Gelijk aan een passage waarover in dit dossier is beslist.",
        passage_key=passage_key(text.text[span.start : span.end]),
    )


def decide_all_equal(
    redaction: Redaction, messages: Iterable[int], *, status: Status, by: Actor, ground: str = ""
) -> int:
    """Accept or reject every equal passage at once, as one act that one undo takes back; how many there were."""
    spread = spread_of(redaction, messages)
    if status == Status.ACCEPTED:
        Redaction.objects.bulk_create(spread.fresh, ignore_conflicts=True)
        accept(equal_passages(redaction), by=by, ground=ground)
    else:
        reject(equal_passages(redaction), by=by)
    return spread.count if status == Status.ACCEPTED else len(spread.known)

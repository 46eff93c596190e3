"""The decided passages of a layer, ready to be applied: what is withheld of each text, and on which ground."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db.models import Q

from archive.models import Conversation, Message, Person
from redaction.apply import Run, WithheldSpan, apply
from redaction.choices import Field, Status
from redaction.detecting import Label
from redaction.grounds import PERSONAL
from redaction.held import Place, place_in, place_of, span_of
from redaction.models import Redaction, RedactionLayer
from redaction.passages import WHOLE_FIELDS, FieldText, fields_of, passage_key, readings_of
from redaction.pseudonyms import alias_of, numbers_of, whose
from redaction.spans import Span
from redaction.writings import WithheldWords


class UndecidedPassage(Exception):
    """A proposal nobody decided on: nothing may be rendered from this layer."""


class WithholdingNothing:
    """In the place of `Withholding` for what stays inside the ministry: every text as it was written."""

    def runs(self, source: Message | Conversation, field: Field, index: int, text: str) -> tuple[Run, ...]:
        """The text, shown."""
        return apply(text, ())

    def secrets(self, source: Message | Conversation, field: Field, index: int, text: str) -> list[WithheldWords]:
        """None."""
        return []

    def shown_on_purpose(self, message: Message, secret: WithheldWords) -> int:
        """None: there is no secret."""
        return 0


class Withholding:
    """What a layer withholds, by message or conversation, field and index.

    What is withheld for no other reason than that it is personal data of one of the persons `revealed` (ids) is shown: to
    whom it is about (article 5.5 Woo). Raises `UndecidedPassage` when a passage of these messages or their conversations is
    still a proposal.
    """

    def __init__(
        self,
        layer: RedactionLayer,
        messages: Iterable[int],
        conversations: Iterable[int],
        *,
        revealed: Collection[int] = (),
    ) -> None:
        rows = Redaction.objects.filter(
            Q(message__in=list(messages)) | Q(conversation__in=list(conversations)), layer=layer
        )
        numbers = numbers_of(layer)
        if numbers or revealed:
            # Whose a passage is, is asked of no other: it took a third of the time of a large set.
            rows = rows.select_related("person", "message__sender__person")
        self._spans: dict[Place, list[WithheldSpan]] = defaultdict(list)
        self._shown: dict[Place, list[Span]] = defaultdict(list)
        self._names: dict[Place, list[Span]] = defaultdict(list)
        self._read: dict[Place, list[tuple[Span, str]]] = defaultdict(list)
        # One at a time: a large dossier has a hundred thousand.
        for row in rows.order_by().iterator():
            if row.status == Status.PROPOSED:
                raise UndecidedPassage
            is_own = (
                bool(revealed) and PERSONAL.issuperset(row.grounds) and getattr(_owner(row), "pk", None) in revealed
            )
            if row.status == Status.REJECTED or is_own:
                self._shown[place_of(row)].append(span_of(row))
            else:
                span, alias = span_of(row), alias_of(row, numbers, numbers_people=layer.numbers_people)
                if row.field == Field.FILE_NAME:
                    self._read[place_of(row)].append((span, row.passage_key))
                if row.label == Label.PERSON:
                    self._names[place_of(row)].append(span)
                self._spans[place_of(row)] += (WithheldSpan(span, ground, alias) for ground in row.grounds)
        self._with_shown = {place.message for place in self._shown}

    def runs(self, source: Message | Conversation, field: Field, index: int, text: str) -> tuple[Run, ...]:
        """The runs of one text. A field that holds one name is withheld whole as soon as any of it is, and so is the name of a
        file that an import changed since: what a passage pointed at stands elsewhere in it.
        """
        return apply(text, self._of(source, field, index, text)) if text else ()

    def secrets(self, source: Message | Conversation, field: Field, index: int, text: str) -> list[WithheldWords]:
        """The strings that `runs` left out of this text, in order of place, for the leak check."""
        names = self._names.get(place_in(source, FieldText(field, index, text)), ())
        found: dict[str, bool] = {}
        for span in sorted(item.span for item in self._of(source, field, index, text)) if text else ():
            left_out = text[span.start : span.end]
            is_name = bool(names) if field in WHOLE_FIELDS else span in names
            found[left_out] = found.get(left_out, False) or is_name
        return [WithheldWords(*item) for item in found.items()]

    def shown_on_purpose(self, message: Message, secret: WithheldWords) -> int:
        """How often a withheld string also stands in this message, however written, where a person decided to show it."""
        if message.pk not in self._with_shown:
            return 0
        return sum(
            any(shown.covers(span) for shown in self._shown.get(place_in(message, text), ()))
            and not any(item.span.overlaps(span) for item in self._of(message, text.field, text.index, text.text))
            for text in fields_of(message)
            for span in readings_of(secret.text, text, is_name=secret.is_name)
        )

    def _of(self, source: Message | Conversation, field: Field, index: int, text: str) -> list[WithheldSpan]:
        place = place_in(source, FieldText(field, index, text))
        spans = self._spans.get(place, [])
        is_renamed = field == Field.FILE_NAME and any(
            passage_key(text[span.start : span.end]) != key for span, key in self._read.get(place, ())
        )
        if field not in WHOLE_FIELDS and not is_renamed:
            return spans
        return [replace(item, span=Span(0, len(text))) for item in spans]


def _owner(row: Redaction) -> Person | None:
    """Whose data a passage is; of a sender's name who sends under it now, for that may have turned out to be somebody else."""
    if row.field == Field.SENDER and row.message is not None and row.message.sender is not None:
        return row.message.sender.person
    return whose(row)

"""A message in its conversation as the reviewer reads it: every text with its passages, and what is known of a passage.

Only messages of the dossier are read: a reviewer has no sight of the rest of the archive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, When

from archive.days import local_day
from archive.functions import FunctionClass
from archive.models import Attachment, Conversation, Message
from redaction.choices import Field, Status
from redaction.detecting import Label
from redaction.held import Place, bounds_in, place_in, place_of, words_in
from redaction.label_names import LABEL_NAMES
from redaction.marking import Mark
from redaction.models import Decision, Redaction
from redaction.passages import FieldText, fields_of, text_at, title_of, with_texts
from redaction.policy import Rule
from redaction.policy_table import in_force, roles_in
from redaction.spans import Span
from woo_portal.dossiers.models import SHOWN, Dossier, Judgement
from woo_portal.dossiers.queue import Source, in_order, passages_of
from woo_portal.dossiers.workflow import shown

BEFORE, AFTER = 8, 14
"""How many messages of the dossier stand around the one that is decided on."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a message, or a title, with its passages; `is_open` says whether passages in it can be decided on."""

    source: Source
    field: Field
    index: int
    text: str
    marks: tuple[Mark, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A message as it is read. A text that the message does not have is None."""

    message: Message
    judgement: str
    is_printed: bool
    is_current: bool
    function: str
    sender: Text | None
    text: Text | None
    quote_author: Text | None
    quote: Text | None
    files: tuple[tuple[Attachment, Text], ...]
    reactions: tuple[tuple[str, Text], ...]
    remarks: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a conversation around what is decided on, and the passages of that, in the order they are read."""

    conversation: Conversation
    title: Text
    lines: tuple[Line, ...]
    passages: tuple[Redaction, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data a passage is: the function at that moment, the role that decides, and what the policy says of it.

    `is_given` says that the role was given in this dossier, against or without a function.
    """

    name: str
    function: str
    role: FunctionClass
    is_given: bool
    rule: Rule


def current_message(dossier: Dossier, pk: int) -> Message | None:
    """A message of the dossier, with its conversation; None when the dossier has no such message."""
    in_dossier = dossier.items.order_by().values("message")
    return Message.objects.visible().filter(pk__in=in_dossier, pk=pk).select_related("conversation").first()


def current_title(dossier: Dossier, pk: int) -> Conversation | None:
    """A conversation of which the dossier has messages."""
    in_dossier = dossier.items.order_by().values("message__conversation")
    return Conversation.objects.filter(pk__in=in_dossier, pk=pk).first()


def window(dossier: Dossier, current: Message | Conversation) -> Window:
    """The messages of the dossier around a message, or the first ones of the conversation whose title is decided on."""
    conversation = current.conversation if isinstance(current, Message) else current
    messages = _around(dossier, current)
    rows = dossier.layer.redactions.filter(Q(message__in=messages) | Q(conversation=conversation))
    redactions = list(rows.select_related("person__merged_into").annotate(equal=_equal_to(dossier, current)).order_by())
    reader = _Reader(redactions)
    lines = tuple(reader.line(message, is_current=message == current) for message in messages)
    title = reader.text(conversation, title_of(conversation), is_open=True)
    here = next((line for line in lines if line.is_current), None)
    source = Source(message=current.pk) if isinstance(current, Message) else Source(conversation=current.pk)
    passages = [row for row in redactions if Source(row.message_id, row.conversation_id) == source]
    if here is not None and not here.is_printed:
        passages = []
    return Window(conversation, title, lines, tuple(in_order(passages)), _texts(here, title))


def _equal_to(dossier: Dossier, current: Message | Conversation) -> Case:
    """How many passages of the dossier read the same as one of `current`, that one included; None for others."""
    same = passages_of(dossier).filter(passage_key=OuterRef("passage_key")).values("passage_key")
    count = Subquery(same.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    here = {"message": current} if isinstance(current, Message) else {"conversation": current}
    return Case(When(**here, then=count))


def _around(dossier: Dossier, current: Message | Conversation) -> list[Message]:
    items = dossier.items.order_by()
    if isinstance(current, Message):
        chat = Message.objects.visible().filter(pk__in=items.values("message"), conversation=current.conversation_id)
        before, after = Q(sent_at__lt=current.sent_at), Q(sent_at__gt=current.sent_at)
        before |= Q(sent_at=current.sent_at, position__lt=current.position)
        after |= Q(sent_at=current.sent_at, position__gte=current.position)
        # The bound on the moment alone is redundant; it is the one that an index can use.
        earlier = chat.filter(before, sent_at__lte=current.sent_at).order_by("-sent_at", "-position")
        later = chat.filter(after, sent_at__gte=current.sent_at).order_by("sent_at", "position")
        near = Q(pk__in=earlier.values("pk")[:BEFORE]) | Q(pk__in=later.values("pk")[: AFTER + 1])
    else:
        chat = Message.objects.visible().filter(pk__in=items.values("message"), conversation=current)
        near = Q(pk__in=chat.order_by("sent_at", "position").values("pk")[:AFTER])
    judgement = items.filter(message=OuterRef("pk")).values("judgement")[:1]
    found = with_texts(Message.objects.visible().filter(near)).prefetch_related("sender__person__functions")
    return list(found.annotate(judgement=Subquery(judgement)).order_by("sent_at", "position"))


def _texts(line: Line | None, title: Text) -> tuple[Text, ...]:
    """The texts a passage can be chosen in: those of the message that is decided on, and the title."""
    if line is None or not line.is_printed:
        return (title,)
    own = [
        line.sender,
        line.quote_author,
        line.quote,
        line.text,
        *(text for _, text in (*line.files, *line.reactions)),
        *line.remarks,
    ]
    return (*(text for text in own if text is not None), title)


class _Reader:
    """Reads messages with the passages that were fetched for them."""

    def __init__(self, redactions: Iterable[Redaction]) -> None:
        self._by_place: dict[Place, list[Redaction]] = defaultdict(list)
        for row in redactions:
            self._by_place[place_of(row)].append(row)

    def line(self, message: Message, *, is_current: bool) -> Line:
        """A message with all its texts."""
        judgement = Judgement(message.judgement) if message.judgement else None  # type: ignore[attr-defined]
        is_printed = judgement in SHOWN
        texts = {(text.field, text.index): self.text(message, text, is_open=is_printed) for text in fields_of(message)}
        return Line(
            message=message,
            judgement=judgement.label if judgement else "nog niet beoordeeld",
            is_printed=is_printed,
            is_current=is_current,
            function=function_title(message),
            sender=texts.get((Field.SENDER, 0)),
            text=texts.get((Field.TEXT, 0)),
            quote_author=texts.get((Field.QUOTE_AUTHOR, 0)),
            quote=texts.get((Field.QUOTE, 0)),
            files=tuple(
                (item, texts[Field.FILE_NAME, item.number]) for item in message.attachments.all() if item.file_name
            ),
            reactions=tuple(
                (reaction.emoji, texts[Field.REACTION, number])
                for number, reaction in enumerate(message.reactions.all())
                if (Field.REACTION, number) in texts
            ),
            remarks=tuple(text for (field, _), text in texts.items() if field == Field.REMARK),
        )

    def text(self, source: Message | Conversation, text: FieldText, *, is_open: bool) -> Text:
        """A text with its passages; none in a message that is not printed."""
        marks = tuple(_mark(row, text) for row in self._by_place.get(place_in(source, text), []) if is_open)
        at = Source(message=source.pk) if isinstance(source, Message) else Source(conversation=source.pk)
        return Text(at, text.field, text.index, text.text, marks, is_open)


def _mark(row: Redaction, text: FieldText) -> Mark:
    span = Span(*bounds_in(row, text.text))
    is_rejected = row.status == Status.REJECTED
    return Mark(row.pk, span, row.status == Status.ACCEPTED, row.grounds, LABEL_NAMES[Label(row.label)], is_rejected)


def function_title(message: Message) -> str:
    """The title of the function its sender held on that day; empty when none is known."""
    function = message.sender.person.function_at(local_day(message.sent_at)) if message.sender else None
    return function.title if function else ""


def person_of(redaction: Redaction, day: date) -> Person | None:
    """Whose data a passage is, on the Dutch day it was sent; None when nobody is known."""
    if redaction.person is None:
        return None
    person = redaction.person.standing
    function = person.function_at(day)
    given = roles_in(redaction.layer_id).get(person.pk)
    role = given or (FunctionClass(function.function_class) if function else FunctionClass.UNKNOWN)
    return Person(
        person.name,
        str(function) if function else "",
        role,
        given is not None,
        in_force().rule_for(Label(redaction.label), role),
    )


def history_of(redaction: Redaction) -> QuerySet[Decision]:
    """Every decision on a passage, the newest first."""
    return redaction.decisions.order_by("-id")


def words_of(redaction: Redaction, texts: Iterable[Text]) -> str:
    """The words of a passage, from the texts around it."""
    text = next(text.text for text in texts if (text.field, text.index) == (redaction.field, redaction.index))
    return words_in(redaction, text)


SNIPPET = 48
"""How many code points before and after a passage tell where it stands."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a passage stands: in which chat, when, in which text, and the words around it. A title has no `sent_at`."""

    title: str
    sent_at: datetime | None
    field: str
    before: str
    words: str
    after: str
    redaction: Redaction


def spots_of(redactions: Sequence[Redaction]) -> list[Spot]:
    """Where these passages stand, stored or not; in a fixed number of queries."""
    messages = with_texts(Message.objects.visible()).in_bulk([row.message_id for row in redactions if row.message_id])
    chats = Conversation.objects.in_bulk([row.conversation_id for row in redactions if row.conversation_id])
    return [
        _spot(row, messages[row.message_id] if row.message_id else chats[row.conversation_id]) for row in redactions
    ]


def _spot(row: Redaction, source: Message | Conversation) -> Spot:
    text = text_at(source, row.field, row.index)
    start, end = bounds_in(row, text)
    before, after = text[max(0, start - SNIPPET) : start], text[end : end + SNIPPET]
    return Spot(
        title=source.conversation.title if isinstance(source, Message) else source.title,
        sent_at=source.sent_at if isinstance(source, Message) else None,
        field=Field(row.field).label,
        before=before if start <= SNIPPET else f"…{before}",
        words=text[start:end],
        after=after if end + SNIPPET >= len(text) else f"{after}…",
        redaction=row,
    )


@dataclass(frozen=True, slots=True)
class OpenText:
    """A text in which a passage may be chosen, with the row it belongs to."""

    source: Message | Conversation
    text: str


def open_text(dossier: Dossier, source: Source, field: str, index: int) -> OpenText | None:
    """A text of a message that is printed, or a title in the dossier; None for any other."""
    messages = shown(dossier)
    row: Message | Conversation | None
    if source.message is not None:
        row = with_texts(Message.objects.visible().filter(pk=source.message, pk__in=messages)).first()
    else:
        titles = Message.objects.visible().filter(pk__in=messages).order_by().values("conversation")
        row = Conversation.objects.filter(pk__in=titles).filter(pk=source.conversation or 0).first()
    return OpenText(row, text_at(row, field, index)) if row is not None else None

"""Which messages of a conversation its sources do not agree on, found in the database, and how many there are.

What a difference is stands in `archive.captures.differences`; the queries here find the same messages without reading all of
them. Only of messages that may be read is anything told or counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Abs, Cast, Extract, Greatest, TruncMinute, TruncSecond

from archive.captures.differences import (
    GONE,
    MENTION,
    SKEW,
    Difference,
    DifferenceKind,
    Reach,
    Shown,
    differences,
    tick,
)
from archive.importing import MessageKind
from archive.models import Capture, Conversation, DifferenceCount, Message
from archive.querysets.messages import MessageQuerySet

_TICK = Case(
    When(sent_at=TruncMinute("sent_at", tzinfo=UTC), then=Value(60.0)),
    When(sent_at=TruncSecond("sent_at", tzinfo=UTC), then=Value(1.0)),
    default=Value(0.0),
)
"""The tick of a capture's clock, as `archive.captures.differences.tick` has it."""


def reaches(conversation: Conversation | int) -> dict[int, tuple[Reach, int]]:
    """From when to when each source holds what may be read of the conversation, and how much of it, by source (id)."""
    readable = Message.objects.visible().filter(conversation=conversation).values("pk")
    held = Capture.objects.filter(message__in=readable).order_by().values("source")
    facts = held.annotate(count=Count("id"), first=Min("sent_at"), last=Max("sent_at"))
    return {row["source"]: (Reach(row["source"], row["first"], row["last"]), row["count"]) for row in facts}


def for_comparing(captures: QuerySet[Capture]) -> QuerySet[Capture]:
    """With `hides_text`: whether the text that a source shows instead is that of a private message."""
    return captures.annotate(hides_text=Exists(_private_twin()))


def _private_twin() -> MessageQuerySet:
    """For a subquery: the private message that the capture of the query around it shows the text of."""
    return Message.objects.private().filter(twin=OuterRef("message"), captures__source=OuterRef("source"))


def differences_of(message: Message, reached: Iterable[Reach]) -> tuple[Difference, ...]:
    """How the sources differ over a message whose captures were fetched with it, `for_comparing`."""
    kept = Shown(message.kind, message.text, message.sent_at, message.precision, message.edited)
    shown = {capture.source_id: shown_in(capture, message) for capture in message.captures.all()}
    # A message with another text on another phone is not missing there: its twin says what stands there.
    return differences(kept, shown, () if message.twin_id else reached)


def shown_in(capture: Capture, message: Message) -> Shown:
    """The message as the source of a capture shows it."""
    if capture.hides_text:  # type: ignore[attr-defined]
        return Shown(message.kind, message.text, message.sent_at, message.precision, message.edited)
    text = message.text if capture.text is None else capture.text
    return Shown(capture.kind or message.kind, text, capture.sent_at, tick(capture.sent_at), capture.edited)


def differing(
    conversation: Conversation | int,
    reached: Sequence[Reach],
    *,
    kind: DifferenceKind | None = None,
    source: int | None = None,
) -> MessageQuerySet:
    """The messages on which the sources differ: in any way or in one, whichever source or one (id)."""
    asked = Q()
    for each in DifferenceKind if kind is None else (kind,):
        asked |= _among(each, conversation, reached, source)
    return _written(conversation).filter(asked)


def counts(conversation: Conversation | int, reached: Sequence[Reach]) -> dict[DifferenceKind, int]:
    """How many messages differ in each way; one query."""
    if len(reached) < 2:
        return dict.fromkeys(DifferenceKind, 0)
    wanted = {
        kind.value: Count("pk", filter=_among(kind, conversation, reached, None) & ~Q(kind=MessageKind.SYSTEM))
        for kind in DifferenceKind
    }
    row = Message.objects.visible().filter(conversation=conversation).aggregate(**wanted)
    return {kind: row[kind.value] for kind in DifferenceKind}


def count_differences(conversation_id: int) -> int:
    """Bring the stored counts of a conversation up to date; to be called once an import's captures are stored.

    Returns how many messages differ.
    """
    reached = [reach for reach, _ in reaches(conversation_id).values()]
    found = counts(conversation_id, reached)
    total = differing(conversation_id, reached).count() if any(found.values()) else 0
    if total:
        values = {kind.value: count for kind, count in found.items()} | {"messages": total}
        DifferenceCount.objects.update_or_create(conversation_id=conversation_id, defaults=values)
    else:
        DifferenceCount.objects.filter(conversation=conversation_id).delete()
    return total


def _written(conversation: Conversation | int) -> MessageQuerySet:
    """The messages of a conversation that may be read, without the lines of the app."""
    return Message.objects.visible().filter(conversation=conversation).exclude(kind=MessageKind.SYSTEM).order_by()


def _among(kind: DifferenceKind, conversation: Conversation | int, reached: Iterable[Reach], source: int | None) -> Q:
    """That a message is among those that differ in a way: sets that the database makes once, not a question per message."""
    if kind is DifferenceKind.ABSENT:
        among = Q(pk__in=[])
        for reach in reached:
            if source in (None, reach.source):
                among |= Q(pk__in=_absent(conversation, reach).values("pk"))
        return among
    captures = Capture.objects.filter(~Exists(_private_twin()), message__conversation=conversation).order_by()
    of_source = captures if source is None else captures.filter(source=source)
    return Q(pk__in=_CAPTURES[kind](captures, of_source).values("message"))


def _absent(conversation: Conversation | int, reach: Reach) -> MessageQuerySet:
    held = Capture.objects.filter(message=OuterRef("pk"), source=reach.source)
    within = _written(conversation).filter(sent_at__gt=reach.first, sent_at__lt=reach.last, twin=None)
    return within.filter(~Exists(held))


def _gone(captures: QuerySet[Capture], of_source: QuerySet[Capture]) -> QuerySet[Capture]:
    """Those that show that a message is gone where another source shows what it was.

    Where the archive has it as gone, a source that says nothing else shows the same.
    """
    readable = captures.exclude(kind="").exclude(kind__in=GONE).values("message")
    return of_source.filter(
        Q(kind__in=GONE) & ~Q(message__kind__in=GONE)
        | Q(message__in=readable, message__kind__in=GONE) & (Q(kind="") | Q(kind__in=GONE))
    )


def _other_text(captures: QuerySet[Capture], of_source: QuerySet[Capture]) -> QuerySet[Capture]:
    found = of_source.exclude(text=None).exclude(text=F("message__text")).exclude(kind__in=GONE)
    found = found.annotate(said=_without_mentions("text"), kept=_without_mentions("message__text")).exclude(
        said=F("kept")
    )
    return found.exclude(kind="", message__kind__in=GONE)


def _without_mentions(field: str) -> Func:
    """As `archive.captures.differences.without_mentions`."""
    return Func(F(field), Value(MENTION), Value("@"), Value("g"), function="regexp_replace", output_field=TextField())


def _other_clock(captures: QuerySet[Capture], of_source: QuerySet[Capture]) -> QuerySet[Capture]:
    apart = Abs(Extract(F("sent_at") - F("message__sent_at"), "epoch"))
    allowed = Greatest(F("message__precision"), _TICK) + SKEW
    found = of_source.exclude(sent_at=F("message__sent_at"))
    return found.annotate(apart=Cast(apart, FloatField())).filter(apart__gt=allowed)


_CAPTURES = {
    DifferenceKind.GONE: _gone,
    DifferenceKind.TEXT: _other_text,
    DifferenceKind.CLOCK: _other_clock,
}
"""The captures that differ in a way: of the captures of a chat, among those of one source or all."""

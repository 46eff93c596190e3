"""The queue of the redaction review: which messages wait, in which order and why these, and what comes next.

The order is that of print: by day, within a day by conversation, within that by time; the titles of conversations first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, TextChoices
from django.db.models.functions import Coalesce, JSONObject, TruncDate

from archive.days import LOCAL_ZONE, local_day
from archive.models import Message, Person
from archive.querysets.messages import MessageQuerySet
from redaction.choices import Field, Status
from redaction.detecting import Confidence
from redaction.held import among
from redaction.models import Redaction
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.workflow import shown

FIELD_ORDER = (
    Field.TITLE,
    Field.SENDER,
    Field.QUOTE_AUTHOR,
    Field.QUOTE,
    Field.TEXT,
    Field.FILE_NAME,
    Field.REACTION,
    Field.REMARK,
)
"""The texts of a message in the order in which they are read on the page."""


class Show(TextChoices):
    """Which messages the queue holds."""

    WAITING = "open", "te beslissen"
    DECIDED = "beslist", "beslist"
    ALL = "alles", "alle berichten"


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reviewer asked to see: by how passages stand, their kind, whose data they are, and words around them."""

    show: Show = Show.WAITING
    label: str = ""
    person: int | None = None
    words: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether messages in which nothing is marked belong in the queue too."""
        return self.show == Show.ALL and not self.label and self.person is None

    def covers(self, redaction: Redaction) -> bool:
        """Whether a passage is of the status, kind and person asked for."""
        return (
            (self.show == Show.ALL or (redaction.status == Status.PROPOSED) == (self.show == Show.WAITING))
            and self.label in ("", redaction.label)
            and self.person in (None, redaction.person and redaction.person.standing_id)
        )


@dataclass(frozen=True, slots=True)
class Source:
    """What a passage lies in: a message, or the title of a conversation. One of the two ids is None."""

    message: int | None = None
    conversation: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A conversation on a Dutch day, or all titles (`conversation` and `day` are None): how much of it is in the queue.

    `waiting` is not counted, and 0, where every message is asked for.
    """

    conversation: int | None
    day: date | None
    title: str
    entries: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A message or title in the queue: what is marked in it, by kind, and whether any of it asks for a closer look."""

    source: Source
    sent_at: datetime | None
    position: int
    name: str
    labels: tuple[tuple[str, int], ...]
    waiting: int
    needs_check: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many passages there are of something, and how many of them wait."""

    key: str
    name: str
    waiting: int
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the dossier is: all passages, those in titles, and per kind and per person, the most first."""

    decided: int
    total: int
    titles: int
    labels: tuple[Tally, ...]
    persons: tuple[Tally, ...]


def passages_of(dossier: Dossier) -> QuerySet[Redaction]:
    """All passages that count: in the messages that are shown, and in the titles of their conversations."""
    return Redaction.objects.filter(among(shown(dossier)), layer=dossier.layer_id).order_by()


def counts_of(dossier: Dossier) -> Counts:
    """How far the dossier is; one query."""
    rows = list(
        passages_of(dossier)
        .annotate(
            is_title=Q(field=Field.TITLE),
            whose=Coalesce("person__merged_into", "person"),
            whose_name=Coalesce("person__merged_into__name", "person__name"),
        )
        .values("label", "whose", "whose_name", "is_title")
        .annotate(total=Count("pk"), waiting=Count("pk", filter=Q(status=Status.PROPOSED)))
    )
    total, waiting = sum(row["total"] for row in rows), sum(row["waiting"] for row in rows)
    return Counts(
        decided=total - waiting,
        total=total,
        titles=sum(row["total"] for row in rows if row["is_title"]),
        labels=_tallies((row["label"], row["label"], row) for row in rows),
        persons=_tallies((str(row["whose"]), row["whose_name"], row) for row in rows if row["whose"]),
    )


def _tallies(rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> tuple[Tally, ...]:
    names: dict[str, str] = {}
    waiting: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for key, name, row in rows:
        names[key] = name
        waiting[key] += row["waiting"]
        total[key] += row["total"]
    tallies = [Tally(key, names[key], waiting[key], total[key]) for key in names]
    return tuple(sorted(tallies, key=lambda tally: (-tally.waiting, -tally.total, tally.name)))


def _kind_of_passage(wanted: Filter) -> Q:
    """The status, kind and person asked for."""
    found = Q()
    if wanted.show != Show.ALL:
        is_open = Q(status=Status.PROPOSED)
        found &= is_open if wanted.show == Show.WAITING else ~is_open
    if wanted.label:
        found &= Q(label=wanted.label)
    if wanted.person is not None:
        found &= Q(person__in=Person.objects.same_as(wanted.person))
    return found


def _matching(dossier: Dossier, wanted: Filter) -> QuerySet[Redaction]:
    found = passages_of(dossier).filter(_kind_of_passage(wanted))
    if wanted.words:
        in_messages = Q(message__in=_messages(dossier, wanted))
        found = found.filter(in_messages | Q(conversation__title__icontains=wanted.words))
    return found


def _messages(dossier: Dossier, wanted: Filter) -> MessageQuerySet:
    found = Message.objects.visible().filter(pk__in=shown(dossier)).order_by()
    if wanted.words:
        found = found.filter(
            Q(text__icontains=wanted.words)
            | Q(hides_quote=False, quote_text__icontains=wanted.words)
            | Q(sender__person__name__icontains=wanted.words)
        )
    return found


def groups_of(dossier: Dossier, wanted: Filter, *, titles: int = 0) -> list[Group]:
    """The conversation-days of the queue in order, the titles first; one query.

    `titles` is how many passages there are in titles, for who asks for everything.
    """
    if wanted.is_everything:
        first = [Group(None, None, "", titles, 0)] if titles and not wanted.words else []
        return first + _every_day(dossier, wanted)
    rows = (
        _matching(dossier, wanted)
        .annotate(day=TruncDate("message__sent_at", tzinfo=LOCAL_ZONE))
        .values("message__conversation", "message__conversation__title", "day")
        .annotate(
            first=Min("message__sent_at"),
            messages=Count("message", distinct=True),
            titles=Count("conversation", distinct=True),
            waiting=Count("pk", filter=Q(status=Status.PROPOSED)),
        )
        .order_by("day", "first", "message__conversation")
    )
    groups = [
        Group(
            row["message__conversation"],
            row["day"],
            row["message__conversation__title"] or "",
            row["messages"] or row["titles"],
            row["waiting"],
        )
        for row in rows
    ]
    return sorted(groups, key=lambda group: group.day is not None)


def _every_day(dossier: Dossier, wanted: Filter) -> list[Group]:
    rows = (
        _messages(dossier, wanted)
        .annotate(day=TruncDate("sent_at", tzinfo=LOCAL_ZONE))
        .values("conversation", "conversation__title", "day")
        .annotate(first=Min("sent_at"), messages=Count("pk"))
        .order_by("day", "first", "conversation")
    )
    return [Group(row["conversation"], row["day"], row["conversation__title"], row["messages"], 0) for row in rows]


def entries_of(dossier: Dossier, wanted: Filter, group: Group) -> list[Entry]:
    """What a group holds, in order; one query."""
    if group.day is None or group.conversation is None:
        return _titles(dossier, wanted)
    marked = Redaction.objects.filter(_kind_of_passage(wanted), layer=dossier.layer_id, message=OuterRef("pk"))
    messages = _messages(dossier, wanted).filter(conversation=group.conversation).on_day(group.day)
    if not wanted.is_everything:
        messages = messages.filter(Exists(marked))
    passage = JSONObject(label="label", confidence="confidence", status="status")
    rows = messages.annotate(passages=ArraySubquery(marked.order_by().values(data=passage))).order_by(
        "sent_at", "position"
    )
    return [
        _entry(Source(message=pk), sent_at, position, name or shown_as, passages)
        for pk, sent_at, position, name, shown_as, passages in rows.values_list(
            "pk", "sent_at", "position", "sender__person__name", "sender_shown", "passages"
        )
    ]


def _titles(dossier: Dossier, wanted: Filter) -> list[Entry]:
    titles = _matching(dossier, wanted).exclude(conversation=None).order_by("conversation")
    rows = titles.values("conversation", "conversation__title", "label", "confidence", "status")
    return [
        _entry(Source(conversation=pk), None, 0, title, list(some))
        for (pk, title), some in groupby(rows, key=lambda row: (row["conversation"], row["conversation__title"]))
    ]


def _entry(
    source: Source, sent_at: datetime | None, position: int, name: str, passages: Sequence[Mapping[str, Any]]
) -> Entry:
    waiting = [passage["confidence"] for passage in passages if passage["status"] == Status.PROPOSED]
    return Entry(
        source,
        sent_at,
        position,
        name,
        tuple(Counter(passage["label"] for passage in passages).most_common()),
        len(waiting),
        Confidence.CHECK in waiting,
    )


def group_at(groups: Sequence[Group], message: Message | None) -> int:
    """The index of the group a message is in, or would come before; of the titles for None. May be one past the last."""
    if message is None:
        return 0
    day = local_day(message.sent_at)
    for index, group in enumerate(groups):
        if group.day == day and group.conversation == message.conversation_id:
            return index
    later = (index for index, group in enumerate(groups) if group.day is not None and group.day >= day)
    return next(later, len(groups))


def is_in(group: Group, message: Message | None) -> bool:
    """Whether a message, or a title when it is None, belongs to a group."""
    if message is None or group.day is None:
        return message is None and group.day is None
    return group.day == local_day(message.sent_at) and group.conversation == message.conversation_id


def in_order(redactions: Iterable[Redaction]) -> list[Redaction]:
    """The passages of one message in the order in which they are read."""
    return sorted(
        redactions, key=lambda item: (FIELD_ORDER.index(Field(item.field)), item.index, item.start, item.end, item.pk)
    )


def find(dossier: Dossier, pk: int) -> Redaction | None:
    """The passage with this id, if it is of this dossier."""
    rows = dossier.layer.redactions.select_related("message", "conversation", "person__merged_into")
    return rows.filter(pk=pk).first()


def next_waiting(dossier: Dossier, wanted: Filter, after: Redaction) -> Redaction | None:
    """The proposal to decide on after this one: further on in the queue, else from its beginning; None at the end.

    Of the filter the kind, person and words count: what follows is always something to decide.
    """
    wanted = replace(wanted, show=Show.WAITING)
    source = Source(after.message_id, after.conversation_id)
    passages = in_order([*_waiting_in(dossier, wanted, source), after])
    further = [item for item in passages[passages.index(after) + 1 :] if item != after]
    if further:
        return further[0]
    groups = groups_of(dossier, wanted)
    start = group_at(groups, after.message)
    for turn, group in enumerate([*groups[start:], *groups[: start + 1]]):
        entries = entries_of(dossier, wanted, group)
        if turn == 0 and is_in(group, after.message):
            entries = [entry for entry in entries if _comes_after(entry, after)]
        if entries:
            return in_order(_waiting_in(dossier, wanted, entries[0].source))[0]
    return None


def _waiting_in(dossier: Dossier, wanted: Filter, source: Source) -> list[Redaction]:
    found = _matching(dossier, wanted).filter(message=source.message, conversation=source.conversation)
    return list(found.select_related("message", "conversation"))


def _comes_after(entry: Entry, redaction: Redaction) -> bool:
    if redaction.message is None or entry.sent_at is None:
        return (entry.source.conversation or 0) > (redaction.conversation_id or 0)
    return (entry.sent_at, entry.position) > (redaction.message.sent_at, redaction.message.position)

"""The hits of a search, newest first, and how many there are: read from the search rows alone, and re-read by whoever shows them.

How the database is asked depends on how large a part of its rows will answer. Where that is large, the newest rows are
looked through one by one, a limited number of them. Else the quarters are asked for their hits one after another, the newest
first, until there are enough: the planner, left to itself, looks through ten years for a word that stands in three messages.
What is on a topic is listed by moment already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from archive.models import Message, MessageIndex, TopicAssignment
from archive.search.conditions import Asked, ask
from archive.search.expressions import Expression
from archive.search.quarters import TABLE, Quarter, quarters, table_of

FREQUENT = 0.02
"""From this share of the rows on, looking through the newest ones is the shorter way."""
PATIENCE = 4
"""So many times the rows that should hold the hits are looked through."""
_TICK = timedelta(microseconds=1)
_UNINDEXED = ExpressionWrapper(F("sent_at") + timedelta(0), output_field=DateTimeField())
"""The moment, in a form that no index has in order: the hits are then collected and sorted."""
# Planned as if all were wanted, and read no further than needed.
_COUNT = "WITH hit AS MATERIALIZED ({hits}) SELECT count(*) FROM (SELECT FROM hit LIMIT %s) AS counted"

Place = tuple[datetime, int]
"""Where a message stands among the hits: its moment and its id."""


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits: ids of messages, the newest first, and whether there are newer and older ones."""

    messages: tuple[int, ...]
    has_newer: bool
    has_older: bool


def hits(expression: Expression, *, size: int, after: int | None = None, before: int | None = None) -> Hits:
    """The newest `size` hits, or those that come after a message in that order, or just before one (ids).

    A message that is not there, or may not be read, gives the newest; so does one that fewer than `size` hits precede.
    """
    asked = ask(expression)
    if end := _place_of(before):
        found = _nearest(_newer(asked, end), size + 1, newest_first=False)
        if len(found) > size:
            return Hits(_ids(found[:size][::-1]), has_newer=True, has_older=True)
    start = None if end else _place_of(after)
    found = _nearest(_older(asked, start) if start else asked, size + 1)
    has_newer = start is not None and bool(_nearest(_newer(asked, start, or_it=True), 1, newest_first=False))
    return Hits(_ids(found[:size]), has_newer, has_older=len(found) > size)


def newest(expression: Expression, number: int) -> list[Place]:
    """Where the newest hits stand, so many at most, for whoever reads their search rows."""
    return _nearest(ask(expression), number)


def count(expression: Expression, *, at_most: int | None = None) -> int:
    """How many hits there are; of more than `at_most`, that many."""
    asked = ask(expression)
    found: QuerySet = MessageIndex.objects.filter(asked.condition())
    if asked.topics and not (asked.query or asked.rows):
        found = _on_first_topic(asked)
    if at_most is None:
        return found.count()
    return _counted(found.values("message_id"), at_most)


def answering(expression: Expression) -> QuerySet[MessageIndex]:
    """The search rows of all hits, in no order: for whoever wants every one of them."""
    return MessageIndex.objects.filter(ask(expression).condition())


def _ids(places: Sequence[Place]) -> tuple[int, ...]:
    return tuple(message for _, message in places)


def _place_of(message: int | None) -> Place | None:
    if message is None:
        return None
    return Message.objects.visible().filter(pk=message).values_list("sent_at", "pk").first()


def _older(asked: Asked, place: Place) -> Asked:
    """What comes after a place, the newest first."""
    sent_at, message = place
    until = sent_at + _TICK
    return replace(
        asked,
        rows=asked.rows & (Q(sent_at__lt=sent_at) | Q(sent_at=sent_at, message__lt=message)),
        until=min(asked.until or until, until),
    )


def _newer(asked: Asked, place: Place, *, or_it: bool = False) -> Asked:
    """What comes before a place, the newest first; with `or_it` the message at that place as well."""
    sent_at, message = place
    beside = Q(sent_at=sent_at, message__gt=message) | (Q(sent_at=sent_at, message=message) if or_it else Q())
    return replace(
        asked, rows=asked.rows & (Q(sent_at__gt=sent_at) | beside), since=max(asked.since or sent_at, sent_at)
    )


def _nearest(asked: Asked, number: int, *, newest_first: bool = True) -> list[Place]:
    """The newest hits, or the oldest, in that order."""
    if asked.topics and not asked.query:
        return _along_topic(asked, number, newest_first)
    found = _looked_through(asked, number, newest_first) if asked.share >= FREQUENT else None
    return _by_quarter(asked, number, newest_first) if found is None else found


def _along_topic(asked: Asked, number: int, newest_first: bool) -> list[Place]:
    """The hits among what is on a topic."""
    found = _on_first_topic(asked)
    if asked.rows:
        # Of the period alone, lest rows of ten years are laid beside those of the topic.
        beside = Asked(rows=asked.rows, since=asked.since, until=asked.until).condition()
        row = MessageIndex.objects.filter(beside, message=OuterRef("message"), sent_at=OuterRef("sent_at"))
        found = found.filter(Exists(row))
    order = ("-sent_at", "-message_id") if newest_first else ("sent_at", "message_id")
    return list(found.order_by(*order).values_list("sent_at", "message_id")[:number])


def _on_first_topic(asked: Asked) -> QuerySet[TopicAssignment]:
    """What of the period is on the topics; other conditions are not looked at."""
    first, *others = asked.topics
    found = TopicAssignment.objects.filter(Asked(since=asked.since, until=asked.until).condition(), version=first)
    for other in others:
        found = found.filter(Exists(TopicAssignment.objects.filter(version=other, message=OuterRef("message"))))
    return found


def _looked_through(asked: Asked, number: int, newest_first: bool) -> list[Place] | None:
    """The hits among the first rows of the period; None when these may not hold them all."""
    # By its number: by the message itself would be by what orders messages, which stands in another table.
    order = ("-sent_at", "-message_id") if newest_first else ("sent_at", "message_id")
    patience = int(PATIENCE * number / asked.share)
    period = MessageIndex.objects.filter(Asked(since=asked.since, until=asked.until).condition()).order_by(*order)
    last = period.values_list("sent_at", flat=True)[patience : patience + 1].first()
    if last is not None:
        asked = replace(asked, since=last) if newest_first else replace(asked, until=last + _TICK)
    found = MessageIndex.objects.filter(asked.condition()).order_by(*order)
    places = list(found.values_list("sent_at", "message_id")[:number])
    return None if last is not None and len(places) < number else places


def _by_quarter(asked: Asked, number: int, newest_first: bool) -> list[Place]:
    """The hits, quarter after quarter until there are enough."""
    touched = [
        quarter
        for quarter in quarters()
        if (asked.until is None or quarter.start < asked.until) and (asked.since is None or quarter.until > asked.since)
    ]
    order = (_UNINDEXED.desc(), F("message").desc()) if newest_first else (_UNINDEXED.asc(), F("message").asc())
    found = MessageIndex.objects.filter(asked.condition()).order_by(*order).values("sent_at", "message_id")[:number]
    compiled = _compiled(found)
    if not (touched and compiled):
        return []
    statement, parameters = compiled
    # Each table by its name: of bounds that it learns on the way the planner knows nothing, and reads the quarter in order.
    of_each = [_of_quarter(statement, quarter) for quarter in sorted(touched, reverse=newest_first)]
    with connection.cursor() as cursor:
        asked_each = f"SELECT * FROM ({' UNION ALL '.join(of_each)}) AS hit LIMIT %s"
        cursor.execute(asked_each, [*parameters * len(of_each), number])
        return cursor.fetchall()


def _of_quarter(statement: str, quarter: Quarter) -> str:
    """The statement on all rows as one on those of a quarter."""
    whole, part = (connection.ops.quote_name(name) for name in (TABLE, table_of(quarter)))
    return f"({statement.replace(whole, part)})"


def _counted(rows: QuerySet, at_most: int) -> int:
    compiled = _compiled(rows)
    if compiled is None:
        return 0
    statement, parameters = compiled
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(hits=statement), [*parameters, at_most])
        return cursor.fetchone()[0]


def _compiled(rows: QuerySet) -> tuple[str, tuple[Any, ...]] | None:
    """The statement of a query for rows and its parameters; None when no row can answer."""
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return None

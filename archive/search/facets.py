"""How the hits of a search are spread: over persons, functions, organisations, apps, conversations, topics, and time.

Counting every hit costs about a microsecond each: of a search with very many, those of the newest quarters are counted
first, and `Facets.since` says from when on. Whoever wants them all asks again, with patience.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction

from archive.models import Function, MessageIndex
from archive.search.conditions import Asked, ask
from archive.search.expressions import Expression
from archive.search.quarters import quarters
from archive.topics.hits import topic_counts

ENOUGH = 20_000
"""About so many hits are counted in a moment."""
PATIENCE = 20
"""Seconds after which counting all hits is given up."""
_A_DAY = timedelta(days=1)
_CANCELLED = "57014"
"""PostgreSQL's code for a statement that took too long (query_canceled)."""
# One pass over the hits. A sender's stretch is a time in which none of his functions begins or ends; it is NULL where none
# ever does. What is shown of senders and conversations is looked up once for each, not for each hit.
_SPREAD = """
WITH change AS (
    SELECT person_id, valid_from AS day FROM archive_function WHERE valid_from IS NOT NULL
    UNION SELECT person_id, valid_until + 1 FROM archive_function WHERE valid_until IS NOT NULL
), bounds AS (
    SELECT h.id AS handle_id, array_agg(day::timestamp AT TIME ZONE 'Europe/Amsterdam' ORDER BY day) AS moments
    FROM archive_handle h JOIN change USING (person_id) GROUP BY h.id
), spread AS (
    SELECT sender_id, width_bucket(sent_at, moments) AS stretch, conversation_id, month, {day} AS day, count(*) AS hits,
        GROUPING(sender_id, conversation_id) AS goes_by
    FROM ({hits}) AS found LEFT JOIN bounds ON handle_id = sender_id
    GROUP BY GROUPING SETS ((1, 2), (3), (4, 5))
)
SELECT goes_by, person_id, stretch, conversation_id, app, month, day, hits FROM spread
LEFT JOIN archive_handle ON archive_handle.id = sender_id
LEFT JOIN archive_conversation ON archive_conversation.id = conversation_id
"""
_DAY, _NO_DAY = "(sent_at AT TIME ZONE 'Europe/Amsterdam')::date", "NULL::date"
_BY_SENDER, _BY_CONVERSATION, _BY_TIME = 0b01, 0b10, 0b11
"""What `GROUPING` says of a row: which of the two columns it does not go by."""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many hits each has, by id or by name; nobody and nothing without hits is in it. Days and months are Dutch.

    Functions and organisations are those of the sender on the day of the message; a sender who held several counts in
    each, and one who held none in none. `days` is empty unless asked for. `since` is the moment from which on hits were
    counted, None when all were.
    """

    hits: int
    since: datetime | None
    persons: Mapping[int, int]
    functions: Mapping[str, int]
    organisations: Mapping[str, int]
    apps: Mapping[str, int]
    conversations: Mapping[int, int]
    topics: Mapping[int, int]
    months: Mapping[date, int]
    days: Mapping[date, int]

    @property
    def is_exact(self) -> bool:
        """Whether every hit was counted."""
        return self.since is None


NONE = Facets(0, None, {}, {}, {}, {}, {}, {}, {}, {})


def facets(expression: Expression, *, by_day: bool = False) -> Facets:
    """The facets of the newest hits, about `ENOUGH` of them; of all when there are no more."""
    asked = ask(expression)
    return _spread(asked, _newest(asked), by_day=by_day)


def all_facets(expression: Expression, *, by_day: bool = False) -> Facets | None:
    """The facets of every hit; None when counting took more than `PATIENCE` seconds."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = %s", [int(PATIENCE * 1000)])
            counted = _spread(ask(expression), None, by_day=by_day)
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _CANCELLED:
            raise
        return None
    return counted


def _newest(asked: Asked) -> datetime | None:
    """The start of the quarter from which on about `ENOUGH` hits are to be expected; None when all of them are no more."""
    touched = [
        (quarter, rows) for quarter, rows in quarters().items() if asked.until is None or quarter.start < asked.until
    ]
    expected = 0.0
    for quarter, rows in sorted(touched, reverse=True):
        if asked.since is not None and quarter.start <= asked.since:
            return None
        if expected >= ENOUGH:
            return quarter.until
        expected += rows * asked.share
    return None


def _spread(asked: Asked, since: datetime | None, *, by_day: bool) -> Facets:
    if since is not None:
        asked = replace(asked, since=since)
    rows = MessageIndex.objects.filter(asked.condition())
    columns = rows.values("sender_id", "conversation_id", "month", "sent_at")
    try:
        hits, parameters = columns.query.sql_with_params()
    except EmptyResultSet:
        return NONE
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD.format(hits=hits, day=_DAY if by_day else _NO_DAY), parameters)
        counted = cursor.fetchall()
    senders = [(person, stretch, n) for kind, person, stretch, *_, n in counted if kind == _BY_SENDER and person]
    chats = [(chat, app, n) for kind, _, _, chat, app, _, _, n in counted if kind == _BY_CONVERSATION]
    times = [(month, day, n) for kind, *_, month, day, n in counted if kind == _BY_TIME]
    tenures = _Tenures({person for person, _, _ in senders})
    return Facets(
        hits=sum(n for _, _, n in chats),
        since=since,
        persons=_summed((person, n) for person, _, n in senders),
        functions=tenures.counted(senders, lambda function: function.title),
        organisations=tenures.counted(senders, lambda function: function.organisation),
        apps=_summed((app, n) for _, app, n in chats),
        conversations={chat: n for chat, _, n in chats},
        topics=topic_counts(rows.values("message_id")),
        months=_summed((date(month // 12, month % 12 + 1, 1), n) for month, _, n in times),
        days=_summed((day, n) for _, day, n in times) if by_day else {},
    )


Key = TypeVar("Key")
_Sent = tuple[int, int | None, int]
"""A person, the stretch of time in which none of the person's functions begins or ends (None: all of time), and the hits."""


def _summed(counted: Iterable[tuple[Key, int]]) -> Mapping[Key, int]:
    found: Counter[Key] = Counter()
    for key, n in counted:
        found[key] += n
    return found


class _Tenures:
    """Which functions these persons (ids) held in each stretch of time."""

    def __init__(self, persons: Collection[int]) -> None:
        self._held: dict[int, list[Function]] = defaultdict(list)
        self._days: dict[int, list[date]] = {}
        for function in Function.objects.filter(person__in=persons).order_by("pk"):
            self._held[function.person_id].append(function)
        for person, held in self._held.items():
            begun = {function.valid_from for function in held if function.valid_from}
            ended = {last + _A_DAY for function in held if (last := function.valid_until) and last < date.max}
            self._days[person] = sorted(begun | ended)

    def counted(self, senders: Iterable[_Sent], name: Callable[[Function], str]) -> Mapping[str, int]:
        """The hits by a name of the functions their senders held; case aside, each message once for each name."""
        names: dict[str, str] = {}
        return _summed(
            (names.setdefault(key, shown), n)
            for person, stretch, n in senders
            for key, shown in {name(held).casefold(): name(held) for held in self._in(person, stretch)}.items()
            if key
        )

    def _in(self, person: int, stretch: int | None) -> Iterator[Function]:
        """The functions a person held in a stretch; the first lies before the first change."""
        first = self._days[person][stretch - 1] if stretch else date.min
        return (function for function in self._held.get(person, ()) if function.covers(first))

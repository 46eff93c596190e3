"""From a person's words to messages: a query with words, persons, functions, a period, a conversation and a topic.

What words may be typed stands in `archive.search.words`; Dutch stemming, diacritics do not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db import connection
from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import TruncDate, TruncDay, TruncMonth

from archive.models import Function, Message, Topic
from archive.querysets import LOCAL_ZONE, MessageQuerySet
from archive.search.index import CONFIGURATION, OWN_WORDS
from archive.search.words import tsquery

HIT_START, HIT_END = "\ue000", "\ue001"
"""Marks around what was found; private-use characters, so that escaping the text for a page leaves them alone."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the archive. Days are Dutch days, both included; empty fields ask nothing.

    `function` is a `archive.functions.FunctionClass`: sent by somebody who held such a function on that day.
    """

    words: str = ""
    person: int | None = None
    conversation: int | None = None
    app: str = ""
    topic: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    function: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked at all."""
        return self == Query()


def find(query: Query) -> MessageQuerySet:
    """The messages that answer the query, newest first, and nothing that is private.

    System lines are no hits for words: nobody wrote them.
    """
    found = Message.objects.visible().between(query.first_day, query.last_day)
    if query.words:
        found = found.filter(index__tsv=_raw(tsquery(query.words)))
    if query.topic is not None:
        found = found.filter(index__tsv=_raw(topic_terms(Topic.objects.get(pk=query.topic).terms)))
    if query.person is not None:
        found = found.by_person(query.person)
    if query.conversation is not None:
        found = found.filter(conversation=query.conversation)
    if query.app:
        found = found.filter(conversation__app=query.app)
    if query.function:
        found = found.alias(day=TruncDate("sent_at", tzinfo=LOCAL_ZONE)).filter(_sender_was(query.function))
    return found.newest_first()


def _raw(terms: str) -> SearchQuery:
    return SearchQuery(terms, config=CONFIGURATION, search_type="raw")


def _sender_was(function: str) -> Exists:
    """The sender held a function of this class on the Dutch `day` of the message."""
    held = Function.objects.filter(person=OuterRef("sender__person"), function_class=function)
    since, until = Q(valid_from=None) | Q(valid_from__lte=OuterRef("day")), Q(valid_until=None)
    return Exists(held.filter(since, until | Q(valid_until__gte=OuterRef("day"))))


def says_nothing(words: str) -> bool:
    """Whether every one of the words is too common to be searched for ("de", "het"), so that they find nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT numnode(to_tsquery(%s::regconfig, %s)) = 0", [CONFIGURATION, tsquery(words)])
        return bool(cursor.fetchone()[0])


def topic_terms(terms: str) -> str:
    """A topic's lines as one tsquery: any term may hit; "pomp*" is a prefix, a line in quotation marks a phrase.

    Only letters and digits reach the query, so a line of signs asks nothing and can break nothing.
    """
    parts = []
    for line in terms.splitlines():
        words = re.findall(r"\w+\*?", line, re.UNICODE)
        lexemes = [f"{word.rstrip('*')}:*" if word.endswith("*") else word for word in words]
        if lexemes:
            parts.append("(" + (" <-> " if line.strip().startswith('"') else " & ").join(lexemes) + ")")
    return " | ".join(parts)


def per_month(found: MessageQuerySet) -> list[tuple[date, int]]:
    """How many messages of the result fall in each Dutch month, in order, months without hits left out."""
    return _counted(found, TruncMonth("sent_at", tzinfo=LOCAL_ZONE))


def per_day(found: MessageQuerySet) -> list[tuple[date, int]]:
    """How many messages of the result fall on each Dutch day, in order, days without hits left out."""
    return _counted(found, TruncDay("sent_at", tzinfo=LOCAL_ZONE))


def _counted(found: MessageQuerySet, period: TruncMonth | TruncDay) -> list[tuple[date, int]]:
    periods = found.order_by().annotate(period=period).values("period").annotate(hits=Count("id")).order_by("period")
    return [(row["period"].date(), row["hits"]) for row in periods]


def highlighted(found: MessageQuerySet, words: str, *, terms: str = "") -> MessageQuerySet:
    """The result with `headline`: the whole text, what the words (or a topic's terms) matched between HIT_START and HIT_END.

    `in_own_words` is false for a message that is found only because of the text in an attachment.
    """
    asked = " | ".join(f"({query})" for query in (tsquery(words), topic_terms(terms)) if query)
    headline = SearchHeadline(
        "text", _raw(asked), config=CONFIGURATION, start_sel=HIT_START, stop_sel=HIT_END, highlight_all=True
    )
    return found.annotate(headline=headline, in_own_words=_matches_without_attachments(asked))


def _matches_without_attachments(asked: str) -> Func:
    own = Func(F("index__tsv"), Value(f"{{{OWN_WORDS}}}"), template='ts_filter(%(expressions)s::"char"[])')
    return Func(own, _raw(asked), template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField())

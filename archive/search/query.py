"""A search as it is kept: a line of words and the fields beside it; and its hits as messages.

What words may be typed stands in `archive.search.words`; Dutch stemming, diacritics do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db import connection
from django.db.models import BooleanField, Count, F, Func, OuterRef, Subquery, Value
from django.db.models.functions import TruncDay, TruncMonth

from archive.models import Message, MessageIndex
from archive.querysets import LOCAL_ZONE, MessageQuerySet
from archive.search.expressions import (
    And,
    Condition,
    Expression,
    InConversation,
    InFunction,
    InPeriod,
    OnApp,
    OnTopic,
    SentBy,
)
from archive.search.hits import answering
from archive.search.index import CONFIGURATION, OWN_WORDS
from archive.search.topic_terms import topic_terms
from archive.search.words import parsed, tsquery

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

    def expression(self) -> Expression:
        """What is asked, as a tree; everything when nothing is."""
        beside: list[tuple[object, Condition]] = [
            (self.topic is not None, OnTopic(self.topic or 0)),
            (self.person is not None, SentBy((self.person or 0,))),
            (self.conversation is not None, InConversation((self.conversation or 0,))),
            (self.app, OnApp(self.app)),
            (self.function, InFunction(function_class=self.function)),
            (self.first_day or self.last_day, InPeriod(self.first_day, self.last_day)),
        ]
        words = (parsed(self.words),) if self.words else ()
        return And((*words, *(condition for is_asked, condition in beside if is_asked)))


def find(query: Query) -> MessageQuerySet:
    """The messages that answer the query, newest first, and nothing that is private; all of them, for who adds or counts them.

    System lines are no hits: nobody wrote them.
    """
    found = answering(query.expression()).values("message_id")
    return Message.objects.visible().filter(pk__in=found).newest_first()


def _raw(terms: str) -> SearchQuery:
    return SearchQuery(terms, config=CONFIGURATION, search_type="raw")


def says_nothing(words: str) -> bool:
    """Whether every one of the words is too common to be searched for ("de", "het"), so that they find nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT numnode(to_tsquery(%s::regconfig, %s)) = 0", [CONFIGURATION, tsquery(words)])
        return bool(cursor.fetchone()[0])


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


def _matches_without_attachments(asked: str) -> Subquery:
    row = MessageIndex.objects.filter(message=OuterRef("pk"), sent_at=OuterRef("sent_at"))
    own = Func(F("tsv"), Value(f"{{{OWN_WORDS}}}"), template='ts_filter(%(expressions)s::"char"[])')
    matches = Func(own, _raw(asked), template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField())
    return Subquery(row.values(matches=matches))

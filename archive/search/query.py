"""From a person's words to messages: a query with words, persons, a period, a conversation and a topic.

Words follow the web's habits: all of them, "een zin", OR, and -niet; Dutch stemming, diacritics do not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Count
from django.db.models.functions import TruncMonth

from archive.models import Message, Topic
from archive.querysets import LOCAL_ZONE, MessageQuerySet
from archive.search.index import CONFIGURATION

HIT_START, HIT_END = "\ue000", "\ue001"
"""Marks around what was found; private-use characters, so that escaping the text for a page leaves them alone."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the archive. Days are Dutch days, both included; empty fields ask nothing."""

    words: str = ""
    person: int | None = None
    conversation: int | None = None
    app: str = ""
    topic: int | None = None
    first_day: date | None = None
    last_day: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked at all."""
        return self == Query()


def find(query: Query) -> MessageQuerySet:
    """The messages that answer the query, newest first. System lines are no hits for words: nobody wrote them."""
    found = Message.objects.between(query.first_day, query.last_day)
    if query.words:
        found = found.filter(index__tsv=SearchQuery(query.words, config=CONFIGURATION, search_type="websearch"))
    if query.topic is not None:
        terms = topic_terms(Topic.objects.get(pk=query.topic).terms)
        found = found.filter(index__tsv=SearchQuery(terms, config=CONFIGURATION, search_type="raw"))
    if query.person is not None:
        found = found.by_person(query.person)
    if query.conversation is not None:
        found = found.filter(conversation=query.conversation)
    if query.app:
        found = found.filter(conversation__app=query.app)
    return found.newest_first()


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
    months = (
        found.order_by()
        .annotate(month=TruncMonth("sent_at", tzinfo=LOCAL_ZONE))
        .values("month")
        .annotate(hits=Count("id"))
        .order_by("month")
    )
    return [(row["month"].date(), row["hits"]) for row in months]


def highlighted(found: MessageQuerySet, words: str) -> MessageQuerySet:
    """The result with `headline`: the whole text, what the words matched between HIT_START and HIT_END."""
    query = SearchQuery(words, config=CONFIGURATION, search_type="websearch")
    return found.annotate(
        headline=SearchHeadline(
            "text", query, config=CONFIGURATION, start_sel=HIT_START, stop_sel=HIT_END, highlight_all=True
        )
    )

"""From what is asked to a condition on the search rows. Knows no hits: only which rows answer, and about how many.

What can be said in lexemes goes into one tsquery, so that one index answers for words, persons and conversations together;
days and the functions of a moment are compared beside it. A word that is too common to be searched for ("de", "het") asks
nothing: the rest of what is asked counts, and where there is no rest nothing is found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from math import prod
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery
from django.db.models import DateField, Exists, Func, OuterRef, Q, QuerySet, Sum

from archive.days import end_of_day, start_of_day
from archive.models import Conversation, Function, Handle, Participant, Person
from archive.search import lexemes
from archive.search.expressions import (
    And,
    Expression,
    InConversation,
    InFunction,
    InOrganisation,
    InPeriod,
    Near,
    Not,
    OnApp,
    OnTopic,
    Or,
    Phrase,
    SentBy,
    SentTo,
    Term,
    With,
    Word,
)
from archive.search.quarters import quarters
from archive.search.stemming import Stemmed, stem
from archive.search.words import Words
from archive.topics.hits import assigned_to, version_in_use

MOST_NAMED = 50
"""So many handles or conversations are named in a tsquery; of more it is cheaper to look at the row."""
_FEW, _SOME = 0.1, 0.5
"""Guesses at how many of the rows have an attachment or were changed, and are on one app."""


class Lexemes(SearchQuery):
    """A tsquery of which the words are lexemes already."""

    template = "(%(expressions)s)::tsquery"


@dataclass(frozen=True, slots=True)
class Asked:
    """What rows have to answer to, all of it: a tsquery (empty: none), topics, other conditions, and a half-open period.

    `topics` are versions of topics (ids) that the messages are assigned to. `share` is a guess at which part of the rows of
    the period answer, 0 to 1; low rather than high.
    """

    query: str = ""
    topics: tuple[int, ...] = ()
    rows: Q = field(default_factory=Q)
    since: datetime | None = None
    until: datetime | None = None
    share: float = 1.0

    @property
    def is_everything(self) -> bool:
        """Whether every row answers."""
        return not (self.query or self.topics or self.rows) and self.since is None and self.until is None

    @property
    def is_lexemes_alone(self) -> bool:
        """Whether it is a tsquery and nothing else."""
        beside = self.topics or self.rows or self.since is not None or self.until is not None
        return bool(self.query) and not beside

    def condition(self) -> Q:
        """It all as a condition on `MessageIndex`."""
        found = self.rows
        if self.query:
            found &= Q(tsv=Lexemes(self.query))
        for version in self.topics:
            found &= Q(Exists(assigned_to(version)))
        if self.since is not None:
            found &= Q(sent_at__gte=self.since)
        if self.until is not None:
            found &= Q(sent_at__lt=self.until)
        return found


EVERYTHING = Asked()
NOTHING = Asked(rows=Q(pk__in=[]), share=0.0)


def ask(expression: Expression) -> Asked:
    """Which rows answer, in a form that tells how to look for them. Raises `TypeError` for a term that is not resolved."""
    asked = _Reading(stem(expression), max(1.0, sum(quarters().values()))).read(expression)
    return NOTHING if asked is None else asked


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads an expression, given its words as the index has them and about how many rows there are."""

    words: Mapping[Words, Stemmed]
    total: float

    def read(self, expression: Expression) -> Asked | None:
        """What it asks; None when it asks nothing."""
        match expression:
            case Word() | Phrase() | Near():
                return self._words(expression)
            case And(parts):
                return _all([self.read(part) for part in parts])
            case Or(parts):
                return _any([self.read(part) for part in parts])
            case Not(part):
                return _but_not(self.read(part))
            case SentBy(persons):
                return self._sent_by(persons)
            case SentTo(persons):
                return self.read(
                    Or(tuple(And((_conversations_of(person), Not(SentBy((person,))))) for person in persons))
                )
            case OnTopic(topic):
                return self._on_topic(topic)
            case InConversation(conversations):
                return self._in_conversation(conversations)
            case OnApp(app):
                return Asked(query=lexemes.of_app(app), share=_SOME)
            case With(feature):
                return Asked(query=lexemes.of_feature(feature), share=_FEW)
            case InPeriod(first, last):
                return Asked(since=start_of_day(first) if first else None, until=end_of_day(last) if last else None)
            case InFunction(function_class, title):
                held = Function.objects.filter(function_class=function_class) if function_class else Function.objects
                return self._held(held.filter(title__iexact=title) if title else held.all())
            case InOrganisation(name):
                return self._held(Function.objects.filter(organisation__iexact=name))
            case Term():
                raise TypeError(f"{expression} was not resolved")

    def _words(self, words: Words) -> Asked | None:
        stemmed = self.words[words]
        return Asked(query=stemmed.query, share=self._share(stemmed.hits)) if stemmed.query else None

    def _share(self, rows: int) -> float:
        return min(1.0, rows / self.total)

    def _sent_by(self, persons: Sequence[int]) -> Asked:
        return self._under(Handle.objects.filter(person__in=Person.objects.who_are(persons)))

    def _under(self, handles: QuerySet[Handle]) -> Asked:
        """Sent under one of these handles."""
        sent = dict(handles.order_by().values_list("pk").annotate(sent=Sum("participations__message_count")))
        named = [lexemes.of_handle(pk) for pk in sent]
        return _one_of(named, Q(sender__in=list(sent)), self._share(sum(count or 0 for count in sent.values())))

    def _in_conversation(self, conversations: Sequence[int]) -> Asked:
        chats = Conversation.objects.filter(pk__in=conversations).aggregate(messages=Sum("message_count"))
        named = [lexemes.of_conversation(pk) for pk in conversations]
        return _one_of(named, Q(conversation__in=conversations), self._share(chats["messages"] or 0))

    def _on_topic(self, topic: int) -> Asked:
        version = version_in_use(topic)
        return Asked(topics=(version.pk,), share=self._share(version.found)) if version else NOTHING

    def _held(self, functions: QuerySet[Function]) -> Asked:
        """The sender held one of these functions on the Dutch day of the message."""
        day = Func(
            OuterRef("sent_at"),
            template="(%(expressions)s AT TIME ZONE 'Europe/Amsterdam')::date",
            output_field=DateField(),
        )
        held = functions.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_until=None) | Q(valid_until__gte=day),
            person__handles=OuterRef("sender"),
        )
        ever = self._under(Handle.objects.filter(person__in=functions.values("person")))
        return replace(ever, rows=Q(Exists(held))) if ever.query else Asked(rows=Q(Exists(held)), share=ever.share)


def _conversations_of(person: int) -> InConversation:
    """Those that a person takes part in."""
    parts = Participant.objects.filter(handle__person__in=Person.objects.who_are([person])).order_by()
    return InConversation(tuple(parts.values_list("conversation", flat=True).distinct()))


def _one_of(named: Sequence[str], otherwise: Q, share: float) -> Asked:
    """Any of these lexemes, or the same said as a condition when they are many."""
    if not named:
        return NOTHING
    return (
        Asked(query=" | ".join(named), share=share) if len(named) <= MOST_NAMED else Asked(rows=otherwise, share=share)
    )


def _all(parts: Sequence[Asked | None]) -> Asked | None:
    asked = [part for part in parts if part is not None]
    if parts and not asked:
        return None
    return Asked(
        query=" & ".join(f"({part.query})" for part in asked if part.query),
        topics=tuple(version for part in asked for version in part.topics),
        rows=reduce(and_, (part.rows for part in asked), Q()),
        since=max((part.since for part in asked if part.since is not None), default=None),
        until=min((part.until for part in asked if part.until is not None), default=None),
        share=prod(part.share for part in asked),
    )


def _any(parts: Sequence[Asked | None]) -> Asked | None:
    asked = [part for part in parts if part is not None]
    if parts and not asked:
        return None
    if any(part.is_everything for part in asked):
        return EVERYTHING
    named = [f"({part.query})" for part in asked if part.is_lexemes_alone]
    others = [part.condition() for part in asked if not part.is_lexemes_alone and part != NOTHING]
    query, share = " | ".join(named), min(1.0, sum(part.share for part in asked))
    if not others:
        return Asked(query=query, share=share) if query else NOTHING
    return Asked(rows=reduce(or_, others, Asked(query=query).condition()), share=share)


def _but_not(part: Asked | None) -> Asked | None:
    if part is None:
        return None
    if part.is_everything or part == NOTHING:
        return NOTHING if part.is_everything else EVERYTHING
    if part.is_lexemes_alone:
        return Asked(query=f"!({part.query})", share=1 - part.share)
    return Asked(rows=~part.condition(), share=1 - part.share)

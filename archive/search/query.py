"""A search as it is kept: a line in the query language and the fields beside it; and its hits as messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchHeadline
from django.db.models import BooleanField, F, Func, OuterRef, Subquery, TextField, Value

from archive.models import Message, MessageIndex
from archive.querysets.messages import MessageQuerySet
from archive.search.conditions import Lexemes
from archive.search.expressions import (
    And,
    Condition,
    Expression,
    Feature,
    InConversation,
    InFunction,
    InPeriod,
    Near,
    OnApp,
    OnTopic,
    Or,
    Phrase,
    SentBy,
    SentTo,
    With,
    Word,
    all_of,
    asked_for,
)
from archive.search.hits import answering
from archive.search.index import CONFIGURATION, OWN_WORDS
from archive.search.language import parse
from archive.search.marking import HIT_END, HIT_START
from archive.search.resolving import resolve
from archive.search.stemming import stem
from archive.search.words import Words
from archive.topics.editing import version_asked


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the archive. Days are Dutch days, both included; empty fields ask nothing.

    `words` are in the query language. `recipient` takes part in the conversation and did not send the message. `function`
    is a `archive.functions.FunctionClass`: sent by somebody who held such a function on that day; `feature` is a `Feature`.
    """

    words: str = ""
    person: int | None = None
    conversation: int | None = None
    app: str = ""
    topic: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    function: str = ""
    recipient: int | None = None
    feature: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked at all."""
        return self == Query()

    def expression(self) -> Expression:
        """What is asked, as a tree; everything when nothing is.

        Raises `QueryProblem` for words that cannot be read, or ask for what is not there (any more).
        """
        return all_of((resolve(parse(self.words)), *self._beside()))

    def _beside(self) -> Iterable[Condition]:
        if self.topic is not None:
            yield OnTopic(self.topic)
        if self.person is not None:
            yield SentBy((self.person,))
        if self.recipient is not None:
            yield SentTo((self.recipient,))
        if self.conversation is not None:
            yield InConversation((self.conversation,))
        if self.app:
            yield OnApp(self.app)
        if self.function:
            yield InFunction(function_class=self.function)
        if self.feature:
            yield With(Feature(self.feature))
        if self.first_day or self.last_day:
            yield InPeriod(self.first_day, self.last_day)


def find(query: Query) -> MessageQuerySet:
    """The messages that answer the query, newest first, and nothing that is private; all of them, for who adds or counts them.

    System lines are no hits: nobody wrote them. Raises `QueryProblem` as `Query.expression` does.
    """
    found = answering(query.expression()).values("message_id")
    return Message.objects.visible().filter(pk__in=found).newest_first()


def says_nothing(expression: Expression) -> bool:
    """Whether words are asked for, every one of which is too common to be searched for ("de", "het")."""
    sought = _lexemes(expression)
    return bool(sought) and not any(sought.values())


def topics_in(expression: Expression) -> list[int]:
    """The topics (ids) that a hit must or may be on."""
    return [part.topic for part in _sought(expression) if isinstance(part, OnTopic)]


Sought = Words | OnTopic
"""What a hit shows where it is found."""


def _lexemes(expression: Expression) -> dict[Sought, str]:
    """The words and topics that a hit must or may have, each as a tsquery."""
    sought = list(_sought(expression))
    words = stem(Or(tuple(part for part in sought if not isinstance(part, OnTopic))))
    topics = {part: version_asked(part.topic).any_term for part in sought if isinstance(part, OnTopic)}
    return {part: stemmed.query for part, stemmed in words.items()} | topics


def _sought(expression: Expression) -> Iterable[Sought]:
    return (part for part in asked_for(expression) if isinstance(part, Sought))


def _words_alone(expression: Expression, sought: Mapping[Sought, str]) -> str:
    """What the expression asks of words, as a tsquery; empty where a hit need not have any."""
    match expression:
        case Word() | Phrase() | Near() | OnTopic():
            return sought[expression]
        case And(parts):
            return " & ".join(f"({asked})" for part in parts if (asked := _words_alone(part, sought)))
        case Or(parts):
            asked_each = [_words_alone(part, sought) for part in parts]
            return " | ".join(f"({asked})" for asked in asked_each) if all(asked_each) else ""
    return ""


def highlighted(found: MessageQuerySet, expression: Expression) -> MessageQuerySet:
    """The result with `headline`: the whole text as it is searched, what the words of the expression matched between HIT_START
    and HIT_END; `marked_as_written` puts these marks in the text itself.

    `in_own_words` is false for a message that is found only because of the text in an attachment. When no words are asked
    for, the result as it is.
    """
    sought = _lexemes(expression)
    marked = " | ".join(f"({asked})" for asked in sought.values() if asked)
    if not marked:
        return found
    searched = Func(F("text"), function="archive_composed", output_field=TextField())
    headline = SearchHeadline(
        searched, Lexemes(marked), config=CONFIGURATION, start_sel=HIT_START, stop_sel=HIT_END, highlight_all=True
    )
    asked = _words_alone(expression, sought)
    own = _matches_without_attachments(asked) if asked else Value(True)
    return found.annotate(headline=headline, in_own_words=own)


def _matches_without_attachments(asked: str) -> Subquery:
    row = MessageIndex.objects.filter(message=OuterRef("pk"), sent_at=OuterRef("sent_at"))
    own = Func(F("tsv"), Value(f"{{{OWN_WORDS}}}"), template='ts_filter(%(expressions)s::"char"[])')
    matches = Func(own, Lexemes(asked), template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField())
    return Subquery(row.values(matches=matches))

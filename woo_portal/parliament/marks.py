"""What a question names beside words: days, persons, functions and organisations. Messages of that day, or of that person or who
held that function, may bear on it without any of its words.

Written as in a search ("datum:14-11-2025", "van:Loes Geurts"), so that each stands among the terms and can be put off. Who was
written to ("aan:Loes Geurts") is sought when somebody asks for it, and never proposed: in a group that is everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Q, QuerySet

import numpy as np
from numpy.typing import NDArray

from archive.days import end_of_day, start_of_day
from archive.models import Function, Handle, Participant, Person
from archive.search.expressions import Field, InPeriod, QueryProblem
from archive.search.periods import read_period
from redaction.names.ordinary_words import Currency, currency
from woo_portal.parliament.asking import days_of, is_asking, without_notes
from woo_portal.parliament.ranking import Corpus, Floats

MOST_MARKS = 8
"""So many are proposed for a question at most."""
_MOST_PERSONS = 40
"""So many persons whom a question names are looked at: a document may name a thousand."""
_SHARE = 0.5
"""How much a mark counts beside a word that is as rare: that somebody wrote it says less than what it says."""
_AFTER, _BEFORE = 0.5, 0.25
"""How much the day after a day that is named counts, and the day before it."""
_COLUMNS = {Field.FUNCTION: "title", Field.ORGANISATION: "organisation"}
_OFFICES = ("minister", "staatssecretaris")
"""What a question calls by the first word of the title alone, where there is one of them."""
_ONE_DAY = timedelta(days=1)
_LONGEST_NAME = 5
"""Words of a name, small ones included: "Jan Willem van den Berg"."""
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPENING = " \n\t\"'“‘«(["
"""What may stand between the end of a sentence and the next one."""
_BEFORE_A_WORD = 10


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """What a mark finds among the rows of a corpus: which have it, and what each scores for it, a day beside it as well."""

    on: NDArray[np.bool_]
    scores: Floats


def is_mark(term: str) -> bool:
    """Whether a term asks for a day, a person, a function or an organisation."""
    return _read(term) is not None


def proposed_marks(corpus: Corpus, question: str) -> list[str]:
    """The days, persons, functions and organisations a question names, those with messages only."""
    asked = without_notes(question)
    days = [f"{Field.DATE}:{day:%d-%m-%Y}" for day in days_of(asked)]
    terms = [*days, *_persons_in(asked)[:_MOST_PERSONS], *_held_in(asked)]
    found = (term for term in terms if marks_of(corpus, [term])[term].on.any())
    return list(islice(found, MOST_MARKS))


def _persons_in(question: str) -> list[str]:
    """Every person of the archive who stands in a text under a whole name, or under a surname that nobody else has."""
    names = _known(Q(name__in=list(_runs(_NAME_WORD.findall(question))))).values_list("name", flat=True)
    found = dict.fromkeys(f"{Field.SENDER}:{name}" for name in names)
    told = {word for name in names for word in name.split()}
    surnames = [f" {word}" for word in dict.fromkeys(_surnames(question)) if word not in told]
    alike = reduce(or_, (Q(name__endswith=surname) for surname in surnames), Q(pk__in=[]))
    bearers = list(_known(alike).values_list("name", flat=True))
    for surname in surnames:
        if len(of_that_name := [name for name in bearers if name.endswith(surname)]) == 1:
            found[f"{Field.SENDER}:{of_that_name[0]}"] = None
    return list(found)


def _surnames(question: str) -> Iterator[str]:
    """The words with a capital that says something: not that of an ordinary word a sentence begins with ("Water")."""
    for match in _NAME_WORD.finditer(question):
        word = match[0]
        before = question[max(0, match.start() - _BEFORE_A_WORD) : match.start()].rstrip(_OPENING)
        says_nothing = (not before or before[-1] in ".?!:") and currency(word.lower()) is Currency.ORDINARY
        if word != word.lower() and len(word) > 1 and not says_nothing and not is_asking(word):
            yield word


def _known(named: Q) -> QuerySet[Person]:
    return Person.objects.visible().standing().filter(named).order_by("pk")


def _runs(words: Sequence[str]) -> Iterator[str]:
    """What may be a whole name: words in a row of which the first and the last have a capital."""
    for first, word in enumerate(words):
        for end in range(first + 2, min(first + _LONGEST_NAME, len(words)) + 1):
            if word[0].isupper() and words[end - 1][0].isupper():
                yield " ".join(words[first:end])


def _held_in(question: str) -> list[str]:
    """Every function and organisation of the register that stands in a text under its whole name, and the one minister or state
    secretary that "de Minister" can be.
    """
    text = " ".join(question.split()).casefold()
    found: dict[str, None] = {}
    for field, column in _COLUMNS.items():
        names = Function.objects.exclude(**{column: ""}).order_by(column).values_list(column, flat=True).distinct()
        for name in names:
            folded = name.casefold()
            if folded in text and re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", text):
                found[f"{field}:{folded if field == Field.FUNCTION else name}"] = None
    for office in _OFFICES:
        titles = Function.objects.filter(title__istartswith=f"{office} van ").order_by()
        of_office = {title.casefold() for title in titles.values_list("title", flat=True).distinct()}
        if len(of_office) == 1 and re.search(rf"(?<![\w-]){office}(?![\w-])", text):
            found[f"{Field.FUNCTION}:{of_office.pop()}"] = None
    return list(found)


def marks_of(corpus: Corpus, terms: Iterable[str]) -> dict[str, Mark]:
    """What each of these terms that is a mark finds."""
    return {term: _found(corpus, *read) for term in dict.fromkeys(terms) if (read := _read(term))}


def scores_of(corpus: Corpus, marks: Iterable[Mark]) -> Floats:
    """What each row scores by marks together."""
    return sum((mark.scores for mark in marks), np.zeros(len(corpus)))


def _read(term: str) -> tuple[Field, str] | None:
    name, _, value = term.partition(":")
    fields = (Field.DATE, Field.SENDER, Field.RECIPIENT, *_COLUMNS)
    field = next((field for field in fields if field == name.strip().casefold()), None)
    return (field, value.strip()) if field and value.strip() else None


def _found(corpus: Corpus, field: Field, value: str) -> Mark:
    match field:
        case Field.DATE:
            parts = list(_days(corpus, value))
        case Field.SENDER:
            parts = [(_sent_by(corpus, value), 1.0)]
        case Field.RECIPIENT:
            parts = [(_sent_to(corpus, value), 1.0)]
        case _:
            parts = [(_held(corpus, _COLUMNS[field], value), 1.0)]
    scores = np.zeros(len(corpus))
    for rows, share in parts:
        if count := int(rows.sum()):
            scores[rows] = np.maximum(scores[rows], _SHARE * share * np.log((len(corpus) + 1) / (count + 0.5)))
    return Mark(parts[0][0] if parts else np.zeros(len(corpus), dtype=bool), scores)


def _days(corpus: Corpus, value: str) -> Iterator[tuple[NDArray[np.bool_], float]]:
    """The rows of a period, and of the days on both sides of it; nothing when it cannot be read or is open."""
    try:
        period = read_period(value)
    except QueryProblem:
        return
    match period:
        case InPeriod(date() as first, date() as last):
            yield _between(corpus, first, last), 1.0
            yield _between(corpus, last + _ONE_DAY, last + _ONE_DAY), _AFTER
            yield _between(corpus, first - _ONE_DAY, first - _ONE_DAY), _BEFORE


def _between(corpus: Corpus, first: date, last: date) -> NDArray[np.bool_]:
    since, until = start_of_day(first).timestamp(), end_of_day(last).timestamp()
    return (corpus.moments >= since) & (corpus.moments < until)


def _sent_by(corpus: Corpus, name: str) -> NDArray[np.bool_]:
    """The rows that a person of this name sent, under any name."""
    return np.isin(corpus.senders, list(_handles(name).values_list("pk", flat=True)))


def _sent_to(corpus: Corpus, name: str) -> NDArray[np.bool_]:
    """The rows of conversations that a person of this name takes part in, sent by another."""
    chats = Participant.objects.filter(handle__in=_handles(name)).order_by().values_list("conversation", flat=True)
    return np.isin(corpus.chats, list(chats)) & ~_sent_by(corpus, name)


def _handles(name: str) -> QuerySet[Handle]:
    return Handle.objects.filter(person__in=Person.objects.visible().named(name)).order_by()


def _held(corpus: Corpus, column: str, name: str) -> NDArray[np.bool_]:
    """The rows that somebody sent while holding such a function."""
    held = Function.objects.filter(**{f"{column}__iexact": name}, person__handles__isnull=False).order_by()
    rows = np.zeros(len(corpus), dtype=bool)
    for handle, first, last in held.values_list("person__handles", "valid_from", "valid_until"):
        rows |= (corpus.senders == handle) & _between(corpus, first or date(1970, 1, 2), last or date(2100, 1, 1))
    return rows

"""What a question names beside words: days, functions and organisations. Messages of that day, or of who held that function,
may bear on it without any of its words.

Written as in a search ("datum:14-11-2025", "functie:staatssecretaris"), so that each stands among the terms and can be put off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from archive.models import Function
from archive.querysets import start_of_day
from archive.search.expressions import Field, InPeriod, QueryProblem
from archive.search.periods import read_period
from woo_portal.parliament.asking import days_of
from woo_portal.parliament.ranking import Corpus, Floats

MOST_MARKS = 6
"""So many are proposed for a question at most."""
_SHARE = 0.5
"""How much a mark counts beside a word that is as rare: that somebody wrote it says less than what it says."""
_AFTER, _BEFORE = 0.5, 0.25
"""How much the day after a day that is named counts, and the day before it."""
_COLUMNS = {Field.FUNCTION: "title", Field.ORGANISATION: "organisation"}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """What a mark finds among the rows of a corpus: which have it, and what each scores for it, a day beside it as well."""

    on: NDArray[np.bool_]
    scores: Floats


def is_mark(term: str) -> bool:
    """Whether a term asks for a day, a function or an organisation."""
    return _read(term) is not None


def proposed_marks(corpus: Corpus, question: str) -> list[str]:
    """The days, functions and organisations a question names, those with messages only."""
    days = [f"{Field.DATE}:{day:%d-%m-%Y}" for day in days_of(question)]
    terms = [*days, *_held_in(question)]
    found = marks_of(corpus, terms)
    return [term for term in terms if found[term].on.any()][:MOST_MARKS]


def _held_in(question: str) -> list[str]:
    """Every function and organisation of the register that stands in a text under its whole name."""
    text = " ".join(question.split()).casefold()
    found: dict[str, None] = {}
    for field, column in _COLUMNS.items():
        names = Function.objects.exclude(**{column: ""}).order_by(column).values_list(column, flat=True).distinct()
        for name in names:
            folded = name.casefold()
            if folded in text and re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", text):
                found[f"{field}:{folded if field == Field.FUNCTION else name}"] = None
    return list(found)


def marks_of(corpus: Corpus, terms: Iterable[str]) -> dict[str, Mark]:
    """What each of these terms that is a mark finds."""
    return {term: _found(corpus, *read) for term in dict.fromkeys(terms) if (read := _read(term))}


def scores_of(corpus: Corpus, marks: Iterable[Mark]) -> Floats:
    """What each row scores by marks together."""
    return sum((mark.scores for mark in marks), np.zeros(len(corpus)))


def _read(term: str) -> tuple[Field, str] | None:
    name, _, value = term.partition(":")
    fields = (Field.DATE, *_COLUMNS)
    field = next((field for field in fields if field == name.strip().casefold()), None)
    return (field, value.strip()) if field and value.strip() else None


def _found(corpus: Corpus, field: Field, value: str) -> Mark:
    parts = list(_days(corpus, value) if field == Field.DATE else _senders(corpus, _COLUMNS[field], value))
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
    since, until = start_of_day(first).timestamp(), start_of_day(last + _ONE_DAY).timestamp()
    return (corpus.moments >= since) & (corpus.moments < until)


def _senders(corpus: Corpus, column: str, name: str) -> Iterator[tuple[NDArray[np.bool_], float]]:
    """The rows that somebody sent while holding such a function."""
    held = Function.objects.filter(**{f"{column}__iexact": name}, person__handles__isnull=False).order_by()
    rows = np.zeros(len(corpus), dtype=bool)
    for handle, first, last in held.values_list("person__handles", "valid_from", "valid_until"):
        rows |= (corpus.senders == handle) & _between(corpus, first or date(1970, 1, 2), last or date(2100, 1, 1))
    yield rows, 1.0

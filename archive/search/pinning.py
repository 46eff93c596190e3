"""A line of words in which names are numbers ("van:#12"): it asks the same later, whatever somebody is called by then.

That is how a search is kept. What its numbers stand for is told by whoever shows it, to whoever may know.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from archive.search.expressions import (
    Field,
    InConversation,
    InFunction,
    InOrganisation,
    OnTopic,
    SentBy,
    SentTo,
    Term,
    leaves,
)
from archive.search.language import parse, write
from archive.search.naming import typable
from archive.search.resolving import resolve

_NUMBER = re.compile(r"#(\d{1,18})")


def pinned(words: str) -> str:
    """The words with the number of what it means in the place of every name, and functions as they are recorded.

    Raises `QueryProblem` as `resolve` does.
    """
    return rewritten(words, lambda term: _pinned(term) or term.value)


def _pinned(term: Term) -> str:
    match resolve(term):
        case SentBy((key,)) | SentTo((key,)) | InConversation((key,)) | OnTopic(key):
            return f"#{key}"
        case InFunction(title=name) | InOrganisation(name):
            return typable(name)
    return ""


def rewritten(words: str, tell: Callable[[Term], str]) -> str:
    """The words with another value for each term, where `tell` gives one; everything else stays as it was typed.

    Raises `QueryProblem` for words that cannot be read.
    """
    for term in sorted(_terms(words), key=lambda term: term.start, reverse=True):
        if (value := tell(term)) != term.value:
            words = f"{words[: term.start]}{write(Term(term.field, value))}{words[term.end :]}"
    return words


def numbers(words: str) -> dict[Field, set[int]]:
    """What pinned words name, by field. Raises `QueryProblem` for words that cannot be read."""
    found: dict[Field, set[int]] = {}
    for term in _terms(words):
        if key := number_in(term):
            found.setdefault(term.field, set()).add(key)
    return found


def number_in(term: Term) -> int:
    """The number in a term that names one; 0 for any other."""
    written = _NUMBER.fullmatch(term.value)
    return int(written[1]) if written else 0


def _terms(words: str) -> list[Term]:
    return [part for part in leaves(parse(words)) if isinstance(part, Term)]

"""Words as the index has them: the server's own stemming of what was typed, and in how many rows that stands.

One question to the database for all the words of a search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from archive.search.expressions import And, Expression, Near, Not, Or, Phrase, Word
from archive.search.index import CONFIGURATION

Words = Word | Phrase | Near
_LETTER = re.compile(r"[^\W_]")
_STEMMED = f"""
SELECT asked.query::text, coalesce(CASE WHEN asked.is_beginning THEN (
    SELECT sum(l.df) FROM archive_lexeme l
    WHERE l.lexeme ~>=~ asked.stems[1] AND l.lexeme ~<~ (asked.stems[1] || chr(1114111))
) ELSE (
    SELECT min(coalesce(l.df, 0)) FROM unnest(asked.stems) stem LEFT JOIN archive_lexeme l ON l.lexeme = stem
) END, 0)::bigint
FROM (
    SELECT to_tsquery('{CONFIGURATION}', query) AS query, is_beginning,
        tsvector_to_array(to_tsvector('{CONFIGURATION}', plain)) AS stems, place
    FROM unnest(%s::text[], %s::text[], %s::boolean[]) WITH ORDINALITY AS typed (query, plain, is_beginning, place)
) asked ORDER BY asked.place
"""


@dataclass(frozen=True, slots=True)
class Stemmed:
    """A part of a tsquery, empty for words that are too common to be searched for, and in about how many rows it can hit."""

    query: str
    hits: int


def stem(expression: Expression) -> dict[Words, Stemmed]:
    """Every word, phrase and pair of words in the expression as the index has it."""
    words = list(dict.fromkeys(_words_in(expression)))
    if not words:
        return {}
    typed = [_as_tsquery(part) for part in words]
    plain = [" ".join(_texts(part)) for part in words]
    beginnings = [isinstance(part, Word) and part.is_beginning for part in words]
    with connection.cursor() as cursor:
        cursor.execute(_STEMMED, [typed, plain, beginnings])
        return {part: Stemmed(*row) for part, row in zip(words, cursor.fetchall(), strict=True)}


def _words_in(expression: Expression) -> Iterable[Words]:
    match expression:
        case Word() | Phrase() | Near():
            yield expression
        case Not(part):
            yield from _words_in(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _words_in(part)


def _texts(part: Words) -> list[str]:
    match part:
        case Near(left, right):
            return [left.text, right.text]
        case Word(text) | Phrase(text):
            return [text]


def _as_tsquery(part: Words) -> str:
    """As PostgreSQL reads it before stemming: every word quoted, so that nothing typed is an operator or an error."""
    match part:
        case Word(text, is_beginning):
            return f"{_quoted(text)}:*" if is_beginning and _quoted(text) else _quoted(text)
        case Phrase(text):
            return _quoted(text)
        case Near(left, right, distance):
            one, other = _as_tsquery(left), _as_tsquery(right)
            if not (one and other):
                return one or other
            pairs = [
                (first, steps, second)
                for first, second in ((one, other), (other, one))
                for steps in range(1, distance + 1)
            ]
            return " | ".join(f"{first} <{steps}> {second}" for first, steps, second in pairs)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", " ").replace("'", "''") + "'" if _LETTER.search(text) else ""

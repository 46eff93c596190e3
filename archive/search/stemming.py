"""Words as the index has them: the server's own stemming of what was typed, and in how many rows that stands.

One question to the database for all the words of a search.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from archive.search.expressions import Expression, Near, Phrase, Word, leaves
from archive.search.index import CONFIGURATION
from archive.search.words import Words, tsquery

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
    words = list(dict.fromkeys(leaf for leaf in leaves(expression) if isinstance(leaf, Words)))
    if not words:
        return {}
    typed = [tsquery(part) for part in words]
    plain = [" ".join(_texts(part)) for part in words]
    beginnings = [isinstance(part, Word) and part.is_beginning for part in words]
    with connection.cursor() as cursor:
        cursor.execute(_STEMMED, [typed, plain, beginnings])
        return {part: Stemmed(*row) for part, row in zip(words, cursor.fetchall(), strict=True)}


def _texts(part: Words) -> list[str]:
    match part:
        case Near(left, right):
            return [left.text, right.text]
        case Word(text) | Phrase(text):
            return [text]

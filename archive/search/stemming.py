"""Words as the index has them: the server's own stemming of what was typed, and in how many rows that stands.

One question to the database for all the words of a search. What is typed is read as what is searched is (`archive_composed`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from archive.search.expressions import Expression, Near, Phrase, Word, leaves
from archive.search.index import CONFIGURATION
from archive.search.words import Words, in_a_row, near

UNSTEMMED = "dutch_unstemmed"
"""The words as they are, without diacritics; made by a migration. The stem of "gemaal" is "gemal", with which "gemaalbeheerder"
does not begin: a beginning is looked for both ways."""
_LEXEMES = f"""
SELECT number, place, lexemes, coalesce(CASE WHEN is_beginning THEN (
    SELECT sum(l.df) FROM archive_lexeme l
    WHERE (l.lexeme ~>=~ lexemes[1] AND l.lexeme ~<~ (lexemes[1] || chr(1114111)))
        OR (l.lexeme ~>=~ lexemes[2] AND l.lexeme ~<~ (lexemes[2] || chr(1114111)))
) ELSE (
    SELECT l.df FROM archive_lexeme l WHERE l.lexeme = lexemes[1]
) END, 0)::bigint
FROM (
    SELECT number, is_beginning, place, array_agg(DISTINCT lexeme) AS lexemes
    FROM (
        SELECT number, is_beginning, archive_composed(typed) AS written
        FROM unnest(%s::text[], %s::boolean[]) WITH ORDINALITY AS asked (typed, is_beginning, number)
    ) asked, LATERAL (
        SELECT lexeme, unnest(positions) AS place FROM unnest(to_tsvector('{CONFIGURATION}', written))
        UNION ALL
        SELECT lexeme, unnest(positions) FROM unnest(to_tsvector('{UNSTEMMED}', written)) WHERE is_beginning
    ) word GROUP BY number, is_beginning, place
) placed
"""


@dataclass(frozen=True, slots=True)
class Stemmed:
    """A part of a tsquery, empty for words that are too common to be searched for, and in about how many rows it can hit."""

    query: str
    hits: int


def stem(expression: Expression) -> dict[Words, Stemmed]:
    """Every word, phrase and pair of words in the expression as the index has it."""
    parts = dict.fromkeys(leaf for leaf in leaves(expression) if isinstance(leaf, Words))
    if not parts:
        return {}
    known = _stemmed(list(dict.fromkeys(side for part in parts for side in _sides(part))))
    return {part: _paired(part, known) if isinstance(part, Near) else known[part] for part in parts}


def _sides(part: Words) -> tuple[Word | Phrase, ...]:
    return (part.left, part.right) if isinstance(part, Near) else (part,)


def _stemmed(parts: Sequence[Word | Phrase]) -> dict[Word | Phrase, Stemmed]:
    beginnings = [isinstance(part, Word) and part.is_beginning for part in parts]
    lexemes: list[dict[int, list[str]]] = [{} for _ in parts]
    hits: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LEXEMES, [[part.text for part in parts], beginnings])
        for number, place, ways, rows in cursor.fetchall():
            lexemes[number - 1][place] = ways
            hits[number - 1].append(rows)
    return {
        part: Stemmed(in_a_row(lexemes[number], is_beginning=beginnings[number]), min(hits[number], default=0))
        for number, part in enumerate(parts)
    }


def _paired(pair: Near, known: dict[Word | Phrase, Stemmed]) -> Stemmed:
    left, right = known[pair.left], known[pair.right]
    hits = [side.hits for side in (left, right) if side.query]
    return Stemmed(near(left.query, right.query, pair.distance), min(hits, default=0))

"""Words that belong beside the words of a search: other forms, other spellings, compounds, and what is said with them.

Each comes with the number of messages that have it, for a person to tick; nothing is added by itself. All of it is read from
the index, so nothing is known here of what is private. Diacritics need no suggestion: the index has none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from archive.search.expressions import Expression, Word
from archive.search.hits import newest
from archive.search.index import CONFIGURATION, OWN_WORDS
from archive.search.inflecting import forms
from archive.search.likelihood import log_likelihood
from archive.search.quarters import quarters
from archive.search.spelling import slips
from archive.search.widening import asked_words

SHORTEST_COMPOUND = 4
"""Letters of a word that compounds are looked for with."""
SHORTEST_SLIP = 5
"""Letters of a word that slips are looked for of: shorter words are too much alike."""
RARER = 20
"""A word that is one slip away is a misspelling, or the word that was meant, when one of both is so many times rarer."""
MOST_WORDS = 8
"""So many words of a search are looked at."""
RELATED_FROM = 250
"""Words that are said together are looked for in so many hits, the newest."""
_READ_AT_MOST = 20_000
"""So many words that have the letters of another in them are read; only syllables ("ting") are in more."""
_LONG_ROW = 8_000
"""Bytes of a search row that is passed over for related words: a long attachment has a bit of everything in it."""
_LETTERS = re.compile(r"[^\W\d_]{2}")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
"""A time or an amount ("16.10") stands among the words as well; nobody means to search for one beside a word."""
_OFTEN = 3
"""In so many hits a related word stands at least."""
_SURE = 10.83
"""The log-likelihood of a related word at least: one in a thousand by chance."""


class Kind(StrEnum):
    """Why a word is suggested."""

    INFLECTION = "inflection"
    APART = "apart"
    SPELLING = "spelling"
    COMPOUND = "compound"
    RELATED = "related"

    @property
    def label(self) -> str:
        """The Dutch name of the kind."""
        return _LABELS[self]


_LABELS = {
    Kind.INFLECTION: "andere vorm",
    Kind.APART: "aaneen of met een streepje",
    Kind.SPELLING: "anders gespeld",
    Kind.COMPOUND: "samenstelling",
    Kind.RELATED: "vaak samen genoemd",
}
_AT_MOST = {Kind.INFLECTION: 10, Kind.APART: 4, Kind.SPELLING: 6, Kind.COMPOUND: 12, Kind.RELATED: 12}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word as one would type it, and in how many messages what it finds stands."""

    word: str
    kind: Kind
    count: int


@dataclass(frozen=True, slots=True)
class _Known:
    """A word as the index has it."""

    lexeme: str
    count: int
    word: str


_Found = list[tuple[Kind, _Known]]

_CANDIDATES = f"""
WITH asked AS (
    SELECT DISTINCT place, kind, unnest(tsvector_to_array(to_tsvector('{CONFIGURATION}', typed))) AS lexeme
    FROM unnest(%s::int[], %s::text[], %s::text[]) AS given (place, kind, typed)
)
SELECT place, kind, lexeme, coalesce(df, 0), coalesce(word, '') FROM asked LEFT JOIN archive_lexeme USING (lexeme)
WHERE kind = 'own' OR df > 0
"""
_CONTAINING = f"""
SELECT place, lexeme, df, word FROM unnest(%s::int[], %s::text[]) AS given (place, pattern), LATERAL (
    SELECT * FROM (SELECT lexeme, df, word FROM archive_lexeme WHERE lower(lexeme) LIKE pattern LIMIT {_READ_AT_MOST}) AS alike
    WHERE df > 0 ORDER BY df DESC LIMIT %s
) AS compounds
"""
_TOGETHER = f"""
WITH said AS (
    SELECT word.lexeme, count(*) AS hits
    FROM unnest(%s::timestamptz[], %s::bigint[]) AS hit (sent_at, message_id)
    JOIN archive_messageindex i ON i.sent_at = hit.sent_at AND i.message_id = hit.message_id
        AND pg_column_size(i.tsv) < {_LONG_ROW}
    CROSS JOIN LATERAL unnest(i.tsv) AS word
    WHERE '{OWN_WORDS.upper()}' = ANY (word.weights)
    GROUP BY word.lexeme HAVING count(*) >= {_OFTEN}
)
SELECT lexeme, hits, df, word, lexeme = ANY (tsvector_to_array(to_tsvector('{CONFIGURATION}', archive_composed(%s))))
FROM said JOIN archive_lexeme USING (lexeme)
"""


def suggest(words: Sequence[Word]) -> dict[Word, list[Suggestion]]:
    """By word what may be added to it, for the first `MOST_WORDS` of them: two queries, however many there are.

    What the word finds already is left out.
    """
    asked = list(words[:MOST_WORDS])
    plain = [_plain(word.text) for word in asked]
    own, found = _candidates(plain)
    for place, known in _containing(plain, own):
        found[place].append((Kind.COMPOUND, known))
    return {word: _chosen(word, own[place], found[place]) for place, word in enumerate(asked)}


def related(expression: Expression) -> list[Suggestion]:
    """Words that stand in the newest `RELATED_FROM` hits of a search more often than in the rest of the archive, by far.

    By Dunning's log-likelihood, the most telling first; not those that were asked for, or have a word that was in them. The
    expression is one that was resolved.
    """
    places = newest(expression, RELATED_FROM)
    asked = " ".join(word.text for word in asked_words(expression))
    moments, messages = [moment for moment, _ in places], [message for _, message in places]
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, [moments, messages, asked])
        said = cursor.fetchall()
    total = max(1, int(sum(quarters().values())))
    own = [lexeme for lexeme, *_, is_asked in said if is_asked]
    found = [
        (log_likelihood(hits, len(places), df, total), Suggestion(word, Kind.RELATED, df))
        for lexeme, hits, df, word, _ in said
        # What stands in every hit was asked for, by whatever operator.
        if hits < len(places)
        and _LETTERS.search(lexeme)
        and _WORD.fullmatch(word)
        and not any(_is_in(part, lexeme) for part in own)
    ]
    found.sort(key=lambda scored: (-scored[0], scored[1].word))
    return [suggestion for score, suggestion in found[: _AT_MOST[Kind.RELATED]] if score >= _SURE]


def _is_in(part: str, lexeme: str) -> bool:
    return part in lexeme if len(part) >= SHORTEST_COMPOUND else part == lexeme


def _plain(typed: str) -> str:
    """A word in small letters without diacritics, with hyphens at most; nothing when there are other signs in it."""
    letters = unicodedata.normalize("NFKD", typed.casefold())
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return letters if letters.replace("-", "").isalpha() else ""


def _candidates(plain: list[str]) -> tuple[list[_Known], list[_Found]]:
    """By place each word as the index has it, and the words of the archive that may be another form or spelling of it."""
    asked = [(place, kind, text) for place, word in enumerate(plain) for kind, text in _guesses(word)]
    own, found = [_Known("", 0, "")] * len(plain), [_Found() for _ in plain]
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, _columns(asked, 3))
        for place, kind, *row in cursor.fetchall():
            known = _Known(*row)
            if kind == "own":
                # Of a word with hyphens the whole, not its parts.
                own[place] = max(own[place], known, key=lambda one: len(one.lexeme))
            elif kind != Kind.APART or ("-" in known.lexeme) != ("-" in plain[place]):
                found[place].append((Kind(kind), known))
    return own, found


def _guesses(word: str) -> Iterator[tuple[str, str]]:
    """What to look up for a word, by kind; the index makes words of it itself."""
    if not word:
        return
    yield "own", word
    if "-" in word:
        yield Kind.APART, word.replace("-", "")
        return
    yield Kind.INFLECTION, " ".join(form for form in forms(word) if form.isalpha())
    yield Kind.APART, " ".join(f"{word[:place]}-{word[place:]}" for place in range(2, len(word) - 1))
    if len(word) >= SHORTEST_SLIP:
        yield Kind.SPELLING, " ".join(slip for slip in slips(word) if _is_likely(slip, word))


def _is_likely(slip: str, word: str) -> bool:
    """Whether it is likely to be a slip: hardly anybody mistakes the first letter, unless two changed places."""
    return slip[0] == word[0] or sorted(slip) == sorted(word)


def _containing(plain: list[str], own: list[_Known]) -> Iterator[tuple[int, _Known]]:
    """The most frequent words that have a word in them, or what the index made of it: "gemaal" and "gemal"."""
    asked = {
        (place, f"%{part}%")
        for place, word in enumerate(plain)
        for part in (word, own[place].lexeme)
        if len(part) >= SHORTEST_COMPOUND
    }
    with connection.cursor() as cursor:
        cursor.execute(_CONTAINING, [*_columns(asked, 2), 2 * _AT_MOST[Kind.COMPOUND]])
        for place, *row in cursor.fetchall():
            yield place, _Known(*row)


def _columns(rows: Iterable[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _chosen(word: Word, own: _Known, found: _Found) -> list[Suggestion]:
    """Of what was found for a word the most frequent of each kind, each word once, as the first kind it is found as."""
    chosen: dict[str, Suggestion] = {}
    for kind in Kind:
        alike = {known.lexeme: known for its_kind, known in found if its_kind == kind}
        fitting = [
            known
            for known in sorted(alike.values(), key=lambda known: (-known.count, known.lexeme))
            if known.lexeme not in chosen
            and _WORD.fullmatch(known.word or known.lexeme)
            and not _finds(word, own, known)
            and (kind != Kind.SPELLING or _is_slip(known, own))
        ]
        for known in fitting[: _AT_MOST[kind]]:
            chosen[known.lexeme] = Suggestion(known.word or known.lexeme, kind, known.count)
    return list(chosen.values())


def _finds(word: Word, own: _Known, known: _Known) -> bool:
    """Whether the word finds this already; one that is too common to be searched for needs no others."""
    if word.is_beginning:
        return known.lexeme.startswith((own.lexeme, _plain(word.text)))
    return known.lexeme == own.lexeme or not own.lexeme


def _is_slip(known: _Known, own: _Known) -> bool:
    return min(known.count, own.count) * RARER <= max(known.count, own.count)

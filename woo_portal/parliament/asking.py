"""Which words of a parliamentary question ask for something, and which questions ask for nothing in the archive. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from woo_portal.parliament.reading.contents import REFERENCE
from woo_portal.parliament.reading.dutch_dates import DAY, day_in

_OPENERS = re.compile(
    r"^(?:bent u bekend met|bent u op de hoogte van|kent u|heeft u kennisgenomen van|hebt u kennisgenomen van|"
    r"heeft u kennis genomen van|kunt u (?:deze|elk van deze|alle) vragen\b.*\bbeantwoorden)\b",
    re.IGNORECASE,
)
"""How a question begins that asks whether a piece is known, or how to answer."""
_LONGEST_OPENER = 2
"""Sentences of a question that only opens; one that goes on asks something as well."""
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*|\d[\d.,]*\d|\d")
_QUESTION_WORDS = frozenset(
    """
    aangeven aantal acht afzonderlijk alle allemaal alsnog ander andere antwoord bekend bent bereid beantwoorden bestaat
    betreffende bij binnen boven daar daarbij daarna daarom deelt deze dit door eens eerder eerst eerste elk elke ene erbij erop
    gaat gebruikelijke gebruikt geven graag hebben hebt heeft hier hierover hoe hoeveel iedere indien inzake inzicht juist kamer
    kan kent klopt kreeg kunt later lid maanden meer mening meerdere minder minister ministerie ministeries ministers moment naar
    nader nadat nee nog omstreeks omtrent onaanvaardbaar onder onderbouwen onderwerp ook opgenomen over overzicht pas per
    precies reactie reden reeds ruim sinds slechts staatssecretaris stand stelling tegen termijn toch toelichten toelichting
    totaal tussen tweede twee uiteenzetten uitsluitend uur uw vanaf vanwege via vindt voldoende volgens voor voordat vraag vragen
    waar waarbij waarom waarop wanneer wat week weken welk welke werd werden weten wie wijze wilt zelf zich zijn zodat zou zult
    """.split()
)
"""Words of asking, that say nothing of what is asked for."""


def is_opener(text: str) -> bool:
    """Whether a question asks only whether something is known, or that questions are answered one by one and in time."""
    said = " ".join(without_notes(text).split())
    return bool(_OPENERS.match(said)) and len(re.split(r"(?<=[.?!])\s+", said)) < _LONGEST_OPENER


def without_notes(text: str) -> str:
    """A question without the signs that refer to its footnotes ("[1]"), which are no words of it and end no sentence."""
    return REFERENCE.sub(" ", text)


def words_of(text: str) -> list[str]:
    """The words of a question that may be sought, each once, in its own order and as it is written."""
    without_days = re.sub(DAY, " ", without_notes(text), flags=re.IGNORECASE)
    found = dict.fromkeys(match[0] for match in _WORD.finditer(without_days))
    return [word for word in found if not is_asking(word) and (len(word) > 2 or word.isdigit())]


def is_asking(word: str) -> bool:
    """Whether a word belongs to asking, and says nothing of what is asked for."""
    return word.casefold() in _QUESTION_WORDS


def days_of(text: str) -> list[date]:
    """The days that a question names, each once."""
    return list(dict.fromkeys(_days(text)))


def _days(text: str) -> Iterator[date]:
    for match in re.finditer(DAY, text, re.IGNORECASE):
        if found := day_in(match[0]):
            yield found

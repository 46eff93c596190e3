"""What can stand before a colon in a search, by all its names, and what may stand behind it. Pure.

Knows no archive: that "van:rieke" needs a Rieke there is, `archive.search.resolving` sees.
"""

from __future__ import annotations

import re

from archive.search.expressions import Expression, Feature, Field, QueryProblem, Term, none_of
from archive.search.periods import read_period
from archive.search.spelling import slips

ALSO_CALLED: dict[Field, tuple[str, ...]] = {
    Field.SENDER: ("afzender",),
    Field.RECIPIENT: ("ontvanger",),
    Field.CONVERSATION: ("gesprek", "groep"),
    Field.ORGANISATION: ("org",),
    Field.TOPIC: ("thema",),
    Field.DATE: ("periode", "dag"),
}
SINCE, UNTIL = "vanaf", "tot"
"""Periods open on one side: "vanaf:2025-11" is "datum:2025-11..", "tot:2026-02" is "datum:..2026-02", that month included."""
FEATURES = {Field.HAS: (Feature.ATTACHMENT,), Field.IS: (Feature.DELETED, Feature.EDITED)}
"""What a message can have, and what it can be."""
QUESTIONS = {feature.value: feature for feature in FEATURES[Field.IS]}
"""What can be asked with ja and nee: "verwijderd:nee"."""
_FEATURES_CALLED = {feature.value: feature for feature in Feature} | {
    "bijlagen": Feature.ATTACHMENT,
    "bestand": Feature.ATTACHMENT,
    "gewist": Feature.DELETED,
    "gewijzigd": Feature.EDITED,
}
_ANSWERS = {"": True, "ja": True, "nee": False}

_FIELDS = {name: field for field in Field for name in (field.value, *ALSO_CALLED.get(field, ()))}
NAMES = (*_FIELDS, SINCE, UNTIL, *QUESTIONS)
"""Everything that can stand before a colon, in small letters."""
_FIELD_LIKE = re.compile(r"([^\W\d_]+):.", re.DOTALL)


def is_field(word: str) -> bool:
    """Whether a piece of text without spaces begins with a field: "van:rieke", "Datum:"."""
    name, colon, _ = word.partition(":")
    return bool(colon) and name.casefold() in NAMES


def meant_field(word: str) -> str:
    """The field that was probably meant by a word that has a colon: "van" for "vna:rieke", nothing for "re:plan"."""
    written = _FIELD_LIKE.match(f"{word} ")
    near = slips(written[1].casefold()) if written and len(written[1]) > 2 else set()
    return next((name for name in NAMES if name in near and len(name) > 2), "")


def read_field(name: str, value: str, start: int, begin: int, end: int) -> Expression:
    """The term of a field and its value as typed; a `QueryProblem` when it can have no meaning.

    The field begins at `start` in the text of the search, and its value stands from `begin` to `end`.
    """
    key = name.casefold()
    if key in QUESTIONS:
        term = Term(Field.IS, key, start, end)
        if value.casefold() not in _ANSWERS:
            raise QueryProblem(f"Achter ‘{name}:’ staat ja of nee.", begin, end)
        return term if _ANSWERS[value.casefold()] else none_of(term)
    if not value.strip():
        raise QueryProblem(f"Achter ‘{name}:’ staat niets. Zet het er direct achter, zonder spatie.", start, end)
    if key in (SINCE, UNTIL):
        return Term(Field.DATE, _open_period(key, value, begin, end), start, end)
    field = _FIELDS[key]
    if field in FEATURES:
        value = _feature(field, value, begin, end)
    elif field == Field.DATE:
        read_period(value, begin)
    return Term(field, value, start, end)


def _open_period(name: str, value: str, begin: int, end: int) -> str:
    read_period(value, begin)
    typed = f"{value}.." if name == SINCE else f"..{value}"
    try:
        read_period(typed)
    except QueryProblem:
        raise QueryProblem(f"Achter ‘{name}:’ staat één dag, maand of jaar.", begin, end) from None
    return typed


def _feature(field: Field, value: str, begin: int, end: int) -> Feature:
    feature = _FEATURES_CALLED.get(value.casefold())
    if feature is None or feature not in FEATURES[field]:
        known = " of ".join(FEATURES[field])
        raise QueryProblem(f"Achter ‘{field}:’ kan staan: {known}.", begin, end)
    return feature

"""Whom questions are put to: "de Ministers van Financiën en van Justitie en Veiligheid" are two. Pure.

A portfolio may hold commas and "en" itself ("Volksgezondheid, Welzijn en Sport"); the next one shows itself by "van" or
"voor" after the comma or "en", or by a role of its own.
"""

from __future__ import annotations

import re

from woo_portal.parliament.reading.contents import Minister

_ROLE = re.compile(
    r"(?:(?:de|het)\s+)?(?P<role>(?:vice-?)?minister[ -]president|ministers?|staatssecretaris(?:sen)?)"
    r"(?:\s*\([^)]*\))?\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:,\s*(?:en\s+)?|\ben\s+)(?=(?:van|voor)\s+(?!de\s+staat\b))", re.IGNORECASE)
_EDGES = re.compile(r"^[\s,]*(?:en\b)?[\s,]*|[\s,]*(?:\ben)?(?:\s*\baan)?[\s,.]*$", re.IGNORECASE)
_PREMIER = "Minister-President"
_OF_THE_PREMIER = "van Algemene Zaken"


def ministers_in(text: str) -> tuple[Minister, ...]:
    """The ministers and state secretaries a text names, in order, each once."""
    starts = list(_ROLE.finditer(text))
    found: list[Minister] = []
    without: list[str] = []
    for place, start in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        role, portfolios = _role(start["role"]), _portfolios(text[start.end() : end])
        if role.casefold().endswith("president"):
            found.append(Minister(role, ""))
        elif portfolios:
            # "de minister en de staatssecretaris van X": who stands before it without a portfolio shares it.
            found.extend(Minister(shared, portfolios[0]) for shared in without)
            found.extend(Minister(role, portfolio) for portfolio in portfolios)
            without = []
        else:
            without.append(role)
    found.extend(Minister(role, "") for role in without)
    return _without_the_premier_twice(dict.fromkeys(found))


def _role(word: str) -> str:
    word = word.casefold()
    if "president" in word:
        return "Viceminister-President" if word.startswith("vice") else _PREMIER
    return "Staatssecretaris" if word.startswith("staats") else "Minister"


def _portfolios(text: str) -> list[str]:
    """The portfolios behind one role, each with its preposition, when it has one."""
    pieces = (_EDGES.sub("", _EDGES.sub("", piece)) for piece in _BETWEEN.split(text))
    return [_with_preposition(piece) for piece in pieces if piece]


def _with_preposition(portfolio: str) -> str:
    """ "van Justitie en Veiligheid"; a forgotten "van" is put back, for no portfolio of a minister goes without."""
    first, _, rest = portfolio.partition(" ")
    if first.lower() in ("van", "voor") and rest:
        return f"{first.lower()} {rest}"
    return f"van {portfolio}"


def _without_the_premier_twice(ministers: dict[Minister, None]) -> tuple[Minister, ...]:
    """ "de Minister-President, Minister van Algemene Zaken" is one person."""
    own = Minister("Minister", _OF_THE_PREMIER)
    if Minister(_PREMIER, "") in ministers:
        ministers.pop(own, None)
    return tuple(ministers)

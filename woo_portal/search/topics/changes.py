"""What differs between two versions of a topic, in Dutch: for the list of versions and the log."""

from __future__ import annotations

from collections.abc import Iterator

from archive.topics.editing import Asked
from archive.topics.terms import Term
from archive.topics.themes import themes


def changes(before: Asked | None, after: Asked) -> list[str]:
    """What became different, a clause for each kind of change; of a first version what it asks."""
    if before is None:
        return [f"vraagt {_listed(after.terms)}", *_besides(Asked("", ()), after)]
    return [*_of_name(before, after), *_besides(before, after), *_of_terms(before.terms, after.terms)]


def _of_name(before: Asked, after: Asked) -> Iterator[str]:
    if before.name != after.name:
        yield f"heette ‘{before.name}’"


def _besides(before: Asked, after: Asked) -> Iterator[str]:
    if before.theme != after.theme:
        yield f"thema {themes()[after.theme]}" if after.theme in themes() else "geen thema"
    if before.threshold != after.threshold:
        yield f"drempel {after.threshold}, was {before.threshold}" if before.terms else f"drempel {after.threshold}"


def _of_terms(before: tuple[Term, ...], after: tuple[Term, ...]) -> Iterator[str]:
    earlier = {term.text: term for term in before}
    later = {term.text: term for term in after}
    if added := tuple(term for text, term in later.items() if text not in earlier):
        yield f"erbij {_listed(added)}"
    if gone := tuple(term for text, term in earlier.items() if text not in later):
        yield f"weg {_listed(gone)}"
    for text in later:
        if text in earlier and earlier[text] != later[text]:
            yield f"{later[text]} was {earlier[text]}"
    if before != after and set(before) == set(after):
        yield "andere volgorde"


def _listed(terms: tuple[Term, ...]) -> str:
    return ", ".join(map(str, terms))

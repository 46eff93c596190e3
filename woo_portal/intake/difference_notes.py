"""What is said of a message on which phones differ: Dutch sentences, with the other text where there is one. Pure.

The text of another phone is content like the message's own. These notes stand on screens of the archive only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from archive.captures.differences import GONE, Difference, DifferenceKind
from archive.importing import MessageKind
from woo_portal.presentation.dutch import duration, enumeration

KINDS: dict[DifferenceKind, str] = {
    DifferenceKind.ABSENT: "ontbreekt op een telefoon",
    DifferenceKind.GONE: "op een telefoon verwijderd of verlopen",
    DifferenceKind.TEXT: "andere tekst",
    DifferenceKind.CLOCK: "andere tijd",
}
"""The ways in which phones differ."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence, and the text that a phone shows instead; None where the sentence says all."""

    sentence: str
    text: str | None = None


def notes(found: Iterable[Difference], phones: Mapping[int, str], *, kind: str) -> tuple[Note, ...]:
    """The differences of one message in words. `phones` are the names of the sources, `kind` is the message's kind."""
    listed = list(found)
    absent = [phones[one.source] for one in listed if one.kind is DifferenceKind.ABSENT]
    first = (Note(f"Staat niet op de {enumeration(absent)}."),) if absent else ()
    return first + tuple(
        note(one, phones[one.source], kind=kind) for one in listed if one.kind is not DifferenceKind.ABSENT
    )


def note(difference: Difference, phone: str, *, kind: str) -> Note:
    """One difference in words."""
    if difference.kind is DifferenceKind.ABSENT:
        return Note(f"Staat niet op de {phone}.")
    if difference.kind is DifferenceKind.GONE:
        is_expired = difference.kind_there == MessageKind.EXPIRED
        return Note(f"Op de {phone} verlopen: de bewaartijd was om." if is_expired else f"Verwijderd op de {phone}.")
    if difference.kind is DifferenceKind.CLOCK:
        side = "voor" if difference.seconds > 0 else "achter"
        return Note(f"De klok van de {phone} loopt hier {_length(difference.seconds)} {side}.")
    if not difference.text:
        return Note(f"Op de {phone} staat geen tekst.")
    what = "de tekst" if kind in GONE else "een bewerkte tekst" if difference.edited else "een andere tekst"
    return Note(f"Op de {phone} staat {what}:", difference.text)


def _length(seconds: float) -> str:
    return duration(timedelta(seconds=abs(seconds)))

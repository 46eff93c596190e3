"""What a workbook holds whatever it says: the names of its parts and the words between them. Pure.

Known by making an empty one of the same shape, with the same format: of a set that says nothing, nothing can leak.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

from woo_portal.disclosure.leak_check import xlsx
from woo_portal.disclosure.leak_check.reading import Piece, Reading
from woo_portal.disclosure.publishing import DisclosureSet, Document, Format, GroundText, Judgement

_DAY = date(2000, 1, 1)
_NOTHING = Document(number="", app="", title=(), day=_DAY, judgement=Judgement.PUBLIC, grounds=(), entries=())


def emptied(disclosure: DisclosureSet) -> DisclosureSet:
    """A set of as many documents and grounds, in which nothing of this one is left."""
    return DisclosureSet(
        number="",
        regime="",
        subject="",
        authority="",
        received_on=_DAY,
        made_at=datetime(2000, 1, 1, tzinfo=UTC),
        documents=tuple(_NOTHING for _ in range(len(disclosure.documents) + len(disclosure.attachments))),
        grounds=tuple(GroundText("", "", "") for _ in disclosure.grounds),
        under_woo=disclosure.under_woo,
        version=disclosure.version and " ",
    )


def without_structure(reading: Reading, name: str, export: Format, disclosure: DisclosureSet) -> Reading:
    """What was read of a workbook, without what an empty one holds in the same place, each time it does and no more."""
    [empty] = (file.content for file in export.render(emptied(disclosure)) if file.name == name)
    fixed = Counter(piece for piece in xlsx.read(empty).pieces if piece.structural)
    return replace(reading, pieces=_less(reading.pieces, fixed))


def _less(pieces: list[Piece], fixed: Counter[Piece]) -> list[Piece]:
    left = []
    for piece in pieces:
        if fixed[piece]:
            fixed[piece] -= 1
        else:
            left.append(piece)
    return left

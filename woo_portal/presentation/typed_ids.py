"""Ids as a browser sends them back, in an address or a form: whatever else it sends is none."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 18
"""Digits that any id of the database has at most: more would be refused by it."""


def id_in(written: str | None) -> int | None:
    """The id, or a version or key that counts like one; None for anything else."""
    if written is None or not (written.isascii() and written.isdigit() and len(written) <= _LONGEST):
        return None
    return int(written)


def number_in(written: str) -> int:
    """The version or key that was sent, as `id_in`; 0 for anything else."""
    return id_in(written) or 0


def ids_in(written: Iterable[str]) -> list[int]:
    """The ids in their order; what is none is left out."""
    return [number for text in written if (number := id_in(text)) is not None]

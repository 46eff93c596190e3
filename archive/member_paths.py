"""Finds the file a source means by a path on the phone, which is another path inside the export. Pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable


class MemberPaths:
    """The members of a container by the ends of their paths. `unnamed` counts those that were never found."""

    def __init__(self, members: Iterable[str]) -> None:
        self._by_name: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
        self._unnamed: set[str] = set()
        for member in members:
            parts = _parts(member)
            self._by_name[parts[-1]].append((parts, member))
            self._unnamed.add(member)

    @property
    def unnamed(self) -> int:
        """How many members nobody asked for."""
        return len(self._unnamed)

    def find(self, path: str) -> str | None:
        """The member whose path has most of its last parts in common with `path`, its name at least.

        None when no member has the name, or when two fit equally well: then it cannot be said which of them is meant.
        """
        wanted = _parts(path)
        ranked = sorted(
            ((_in_common(parts, wanted), member) for parts, member in self._by_name.get(wanted[-1], ())), reverse=True
        )
        if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            return None
        self._unnamed.discard(ranked[0][1])
        return ranked[0][1]


def _parts(path: str) -> list[str]:
    """The parts of a path, composed, as phones and computers write them."""
    return unicodedata.normalize("NFC", path).replace("\\", "/").rstrip("/").split("/")


def _in_common(one: list[str], other: list[str]) -> int:
    """How many last parts two paths share."""
    shared = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        shared += 1
    return shared

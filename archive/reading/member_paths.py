"""Finds the file a source means by a name or by a path on the phone, which is another path inside the export. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath


def folder_of(member: str) -> str:
    """The folder a member lies in, with a slash behind it; "" at the top of the container."""
    return member[: member.rfind("/") + 1]


def by_path_from(folder: str, members: Iterable[str]) -> dict[str, str]:
    """The members in a folder (as `folder_of` gives it) and below, by their path from it in small letters: a source may write a
    name otherwise than the file is called.
    """
    return {member[len(folder) :].lower(): member for member in members if member.startswith(folder)}


def by_unique_name(members: Sequence[str]) -> dict[str, str]:
    """The members by the names of their files; those left out whose name occurs more than once."""
    names = Counter(PurePosixPath(member).name for member in members)
    return {name: member for member in members if names[name := PurePosixPath(member).name] == 1}


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

    def exact(self, path: str) -> str | None:
        """The member of exactly this path, None when there is none."""
        parts = _parts(path)
        member = next((member for found, member in self._by_name.get(parts[-1], ()) if found == parts), None)
        self._unnamed.discard(member or "")
        return member

    def find(self, path: str) -> str | None:
        """The member that has most of its last parts in common with a path on the phone.

        Its name and its folder must be the same; its name alone where the export, or the path, has no folder. None when no
        member fits, or when two fit equally well: then it cannot be said which of them is meant.
        """
        wanted = _parts(path)
        fitting = []
        for parts, member in self._by_name.get(wanted[-1], ()):
            shared = _in_common(parts, wanted)
            if shared >= min(2, len(parts), len(wanted)):
                fitting.append((shared, member))
        fitting.sort(reverse=True)
        if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
            return None
        self._unnamed.discard(fitting[0][1])
        return fitting[0][1]


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

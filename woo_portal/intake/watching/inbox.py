"""What lies in a watched folder, and whether it has finished arriving. Reads names and sizes, and changes nothing."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from woo_portal.watched_folder import BUSY, DONE, REFUSED, UNKNOWN_HOLDER

RESERVED = frozenset({BUSY, DONE, REFUSED})
PARTIAL = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".temp", ".opdownload")
"""Endings that programs give a file while they write it."""
PATIENCE = 3600
"""Seconds that what cannot be whole yet, an empty file or half a zip, is waited for; after that it is taken as it is."""

Fingerprint = tuple[tuple[str, int, int], ...]
"""Path, size in bytes and time of change in nanoseconds of each file."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is taken together: one file, the loose files of a place, or a folder. `members` lie directly in `place`."""

    place: Path
    members: tuple[Path, ...]
    holder: str = ""
    """The name of the folder of a person; empty when nobody says whose it is."""
    is_loose: bool = False
    """Whether it is files that may belong together with what still arrives beside them."""


def units_in(root: Path) -> Iterator[Unit]:
    """What lies in a watched folder, each unit once. A place that cannot be read is passed over until it can."""
    yield from _loose(root, "")
    for folder in _folders(root):
        if folder.name in RESERVED:
            continue
        holder = "" if folder.name == UNKNOWN_HOLDER else folder.name
        yield from _loose(folder, holder)
        for export in _folders(folder):
            yield Unit(folder, (export,), holder)


def _loose(place: Path, holder: str) -> Iterator[Unit]:
    """A zip is whole by itself. Other files may belong together, so they wait for one another."""
    files = [path for path in _entries(place) if _is_kind(path, stat.S_ISREG) and not is_passing(path)]
    for path in files:
        if path.suffix.lower() == ".zip":
            yield Unit(place, (path,), holder)
    if others := tuple(path for path in files if path.suffix.lower() != ".zip"):
        yield Unit(place, others, holder, is_loose=True)


def _folders(place: Path) -> list[Path]:
    return [path for path in _entries(place) if _is_kind(path, stat.S_ISDIR) and not is_passing(path)]


def _entries(place: Path) -> list[Path]:
    try:
        return sorted(place.iterdir())
    except OSError:
        return []


def _is_kind(path: Path, kind: Callable[[int], bool]) -> bool:
    """Whether the entry itself is of this kind. A link is neither: what it points to was not delivered here."""
    try:
        return kind(path.lstat().st_mode)
    except OSError:
        return False


def is_passing(path: Path) -> bool:
    """Whether the name is one that only a file on its way bears, or one that is hidden."""
    return path.name.startswith((".", "~")) or path.name.lower().endswith(PARTIAL)


def fingerprint(unit: Unit) -> Fingerprint | None:
    """What is there now; None when something in it, or beside loose files, is on its way, or cannot be read."""
    beside = _entries(unit.place) if unit.is_loose else []
    within = [path for member in unit.members for path in (sorted(member.rglob("*")) if member.is_dir() else [member])]
    if any(path.name.lower().endswith(PARTIAL) for path in (*beside, *within)):
        return None
    try:
        found = [(path.relative_to(unit.place).as_posix(), path.lstat()) for path in within]
    except OSError:
        return None
    return tuple((name, facts.st_size, facts.st_mtime_ns) for name, facts in found if not stat.S_ISDIR(facts.st_mode))


@dataclass(slots=True)
class Settling:
    """Remembers since when each unit has been as it is. Times are those of a clock that never goes back."""

    quiet: float
    """Seconds without a change after which a unit has finished arriving."""
    _seen: dict[Unit, tuple[Fingerprint, float]] = field(default_factory=dict)

    def settled(self, root: Path) -> list[Unit]:
        """The units that have finished arriving; to be asked again and again."""
        now = time.monotonic()
        seen: dict[Unit, tuple[Fingerprint, float]] = {}
        ready = []
        for unit in units_in(root):
            print_now = fingerprint(unit)
            if not print_now:
                continue
            before, since = self._seen.get(unit, (None, now))
            seen[unit] = (print_now, since if before == print_now else now)
            age = now - seen[unit][1]
            if age >= self.quiet and (age >= PATIENCE or not _is_unfinished(unit)):
                ready.append(unit)
        self._seen = seen
        return ready


def _is_unfinished(unit: Unit) -> bool:
    """Whether something in it cannot be whole: an empty file, a zip without its end, a file that somebody still writes."""
    files = [path for member in unit.members for path in (member.rglob("*") if member.is_dir() else [member])]
    try:
        return any(
            path.stat().st_size == 0
            or (path.suffix.lower() == ".zip" and not zipfile.is_zipfile(path))
            or _is_being_written(path)
            for path in files
            if _is_kind(path, stat.S_ISREG)
        )
    except OSError:
        return True


def _is_being_written(path: Path) -> bool:
    """Whether a process of this machine has the file open for writing: the kernel then grants no lease on it (fcntl(2)).

    Of somebody else's file, and on a network, the kernel does not say; then it counts as not.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(handle)
    return False

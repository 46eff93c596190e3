"""What lies where in a watched folder, its notes, and removing the copies in it of an original that is destroyed.

Nothing is followed that is a link: every folder is opened by its name in the one before, and a file goes by the name under which
it was read, after a look whether that is still the same file.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import stat
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

BUSY, DONE, REFUSED, UNKNOWN_HOLDER = "bezig", "verwerkt", "geweigerd", "onbekend"
"""The watcher's own folders, and the one for exports of which nobody says whose telephone they come from."""
_WHY = ("waarom", ".txt")
"""The file in which the watcher says why an export was refused: "waarom.txt", or with a number where that was there."""
_BLOCK = 1024 * 1024
_OF_A_NOTE = re.compile(r"waarom(?: \(\d+\))?\.txt")
_OF_AN_IMPORT = re.compile(r"import (\d+)(?: \(\d+\))?")
"""What the watcher calls the folder of an import: "import 12", and "import 12 (2)" when that was there already."""

IsCopy = Callable[[str, BinaryIO, int], bool]
"""Whether a file, open at its beginning, is a copy; it is told its path in the folder of its import, and its size in bytes."""


def names_like(name: str, ending: str = "") -> Iterator[str]:
    """A name, and without end the names to take where that is taken: "import 12", "import 12 (2)" and so on."""
    yield f"{name}{ending}"
    yield from (f"{name} ({number}){ending}" for number in itertools.count(2))


def say_why(folder: Path, text: str, stamp: str, *, taken: Collection[str] = ()) -> None:
    """Write a note in a folder, which is made where it is not there; a note of this text that is there already will do.

    `stamp` comes below the text. It is written under a name of its own, also beside the names that are `taken`: a file of that
    name that was delivered may be the only copy. Raises `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    said = f"{text}\n".encode()
    for name in names_like(*_WHY):
        if name in taken:
            continue
        try:
            with (folder / name).open("xb") as note:
                note.write(said + f"{stamp}\n".encode())
            return
        except FileExistsError:
            if _begins_with(folder / name, said):
                return


def _begins_with(path: Path, text: bytes) -> bool:
    if not stat.S_ISREG(path.lstat().st_mode):
        return False
    with path.open("rb") as stream:
        return stream.read(len(text)) == text


@dataclass(slots=True)
class Copies:
    """The files in the folders of an import that are copies, and how many others lie there."""

    copies: int = 0
    others: int = 0


def copies_of(root: Path, run: int, is_copy: IsCopy, *, remove: bool) -> Copies:
    """What lies put aside of an import (its number) in the watched folder at `root`; what is a copy is removed when asked.

    Folders that are left empty go as well. The portal's own word on why it was refused counts as neither. Raises `OSError`
    when the folder cannot be read.
    """
    found = _Search(run, is_copy, remove)
    with _opened(str(root), None) as top:
        for ended in (DONE, REFUSED):
            if ended in _folder_names(top):
                found.look_beneath(ended, top)
    return found.copies


@dataclass(slots=True)
class _Search:
    """Goes through the folders of an import."""

    run: int
    is_copy: IsCopy
    remove: bool
    copies: Copies = field(default_factory=Copies)

    def look_beneath(self, name: str, around: int, *, is_holder: bool = False) -> None:
        """Find its folders directly beneath this one, or beneath that of a holder."""
        with _opened(name, around) as folder:
            for inner in _folder_names(folder):
                match = _OF_AN_IMPORT.fullmatch(inner)
                if match and int(match[1]) == self.run:
                    self._go_through(inner, folder, "")
                elif not match and not is_holder:
                    self.look_beneath(inner, folder, is_holder=True)

    def _go_through(self, name: str, around: int, inside: str) -> None:
        with _opened(name, around) as folder:
            for inner in _folder_names(folder):
                self._go_through(inner, folder, f"{inside}{inner}/")
            for file in _names_of_others(folder):
                # A file that is called as a note may have been delivered: what is a copy goes.
                if self._is_copy(file, folder, inside):
                    self.copies.copies += 1
                elif inside or not _OF_A_NOTE.fullmatch(file):
                    self.copies.others += 1
        if self.remove:
            with suppress(OSError):  # something is left in it
                os.rmdir(name, dir_fd=around)

    def _is_copy(self, name: str, folder: int, inside: str) -> bool:
        """Whether this is a copy; it is gone then, where that was asked. What cannot be read or removed is none."""
        try:
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
            with os.fdopen(handle, "rb") as stream:
                facts = os.fstat(handle)
                if not stat.S_ISREG(facts.st_mode) or not self.is_copy(inside + name, stream, facts.st_size):
                    return False
            if self.remove:
                if not _is_same(facts, os.stat(name, dir_fd=folder, follow_symlinks=False)):
                    return False
                os.unlink(name, dir_fd=folder)
        except OSError:
            return False
        return True


def _is_same(before: os.stat_result, now: os.stat_result) -> bool:
    """Whether a name still stands for the file that was read, as it was."""
    return all(
        getattr(before, fact) == getattr(now, fact)
        for fact in ("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")
    )


@contextmanager
def _opened(name: str, around: int | None) -> Iterator[int]:
    # The watched folder itself may be a link: whoever runs the portal made it.
    own = os.O_NOFOLLOW if around is not None else 0
    handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | own, dir_fd=around)
    try:
        yield handle
    finally:
        os.close(handle)


def _folder_names(folder: int) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))


def _names_of_others(folder: int) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if not entry.is_dir(follow_symlinks=False))


@contextmanager
def copies_of_original(original: Path, sha256: str) -> Iterator[IsCopy]:
    """Tells whether a file is a copy of this original: it has its bytes, or those of the member of its name.

    Exports of several files were packed into one original, not compressed; what was put aside is these files.
    """
    members: dict[str, zipfile.ZipInfo] = {}
    with ExitStack() as stack:
        packed = None
        with suppress(OSError, zipfile.BadZipFile):
            packed = stack.enter_context(zipfile.ZipFile(original))
            members = {member.filename: member for member in packed.infolist()}

        def is_copy(path: str, stream: BinaryIO, size: int) -> bool:
            digest = _sha256(stream)
            if digest == sha256:
                return True
            member = members.get(path)
            if (
                packed is None
                or member is None
                or member.file_size != size
                or member.compress_type != zipfile.ZIP_STORED
            ):
                return False
            try:
                with packed.open(member) as inside:
                    return _sha256(inside) == digest
            except (OSError, zipfile.BadZipFile, RuntimeError):
                return False

        yield is_copy


def _sha256(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()

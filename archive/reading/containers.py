"""What an importer reads: one file, a zip or a folder, opened safely.

Knows nothing of chat formats. Every limit is enforced on the bytes that come out, because what a zip declares about
itself is written by whoever made it.
"""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
import zlib
from abc import ABC, abstractmethod
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO, Self, cast

from archive.figures import dotted

MAX_MEMBERS = 100_000
"""Files in one export. WhatsApp exports at most some 10,000 media; Signal exports can hold several times that."""
MAX_TOTAL_BYTES = 50 * 1024**3
"""Bytes of all members together. The largest phones hold a few tens of gigabytes of chat media."""
MAX_RATIO = 200
"""Bytes out for each byte in. Chat text packs 3 to 20 times smaller, media hardly; a bomb starts at a thousand."""
RATIO_FREE_BYTES = 16 * 1024**2
"""Below this size a high ratio is harmless: a short text that repeats itself is no bomb."""
BUFFER_BYTES = 256 * 1024


class ImportRefused(Exception):
    """The file cannot be imported at all; the message is Dutch, its first paragraph says why and what to do."""


def too_many(name: str, *, at_most: int) -> ImportRefused:
    """The refusal of what has more files packed in it."""
    return ImportRefused(f"«{name}» bevat meer dan {dotted(at_most)} bestanden en wordt niet uitgepakt.")


def too_large(name: str) -> ImportRefused:
    """The refusal of what more bytes come out of than `MAX_TOTAL_BYTES` or `MAX_RATIO` allow."""
    return ImportRefused(
        f"«{name}» wordt bij het uitpakken onaannemelijk groot (een «zipbom») en wordt niet ingelezen."
    )


class Container(ABC):
    """An export as its members; a context manager. `name` is the file name people know it by.

    `members` are paths inside, with `/`, without what a computer adds by itself; of a single file it is its own name.
    """

    name: str
    members: tuple[str, ...]
    packed_bytes: int
    """The size of the file itself; of a folder, of what is in it."""

    @abstractmethod
    def open(self, member: str) -> BinaryIO:
        """A stream of a member's bytes. Raises `ImportRefused` as soon as they are damaged or too many."""

    @abstractmethod
    def size(self, member: str) -> int:
        """The size of a member in bytes; for a zip as declared there, so not to be trusted."""

    @abstractmethod
    def close(self) -> None:
        """Release what is held open."""

    def called(self, member: str) -> str:
        """The name people know a member by, without folders."""
        return PurePosixPath(member).name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_container(path: Path) -> Container:
    """Open a file, zip or folder to read an export from; what it is, is judged by content.

    Raises `ImportRefused` for what is empty, damaged, encrypted or dangerous.
    """
    if path.is_dir():
        return _Folder(path)
    if not path.is_file():
        raise ImportRefused(f"«{path.name}» bestaat niet of is geen gewoon bestand. Kies een exportbestand of een map.")
    with path.open("rb") as stream:
        magic = stream.read(4)
    if not magic:
        raise ImportRefused(f"«{path.name}» is leeg. Maak de export opnieuw en lever hem nog eens in.")
    if magic.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _Zip(path)
    return _SingleFile(path)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal, read as a stream."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_clutter(member: str) -> bool:
    """Whether macOS left this file: never part of an export."""
    parts = PurePosixPath(member).parts
    return "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1] == ".DS_Store"


class _SingleFile(Container):
    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = path.name
        self.members = (path.name,)
        self.packed_bytes = path.stat().st_size

    def open(self, member: str) -> BinaryIO:
        if member != self.name:
            raise KeyError(member)
        return self._path.open("rb", buffering=BUFFER_BYTES)

    def size(self, member: str) -> int:
        return self._path.stat().st_size

    def close(self) -> None:
        """Nothing is held open."""


class _Folder(Container):
    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._paths = {
            found.relative_to(path).as_posix(): found for found in sorted(path.rglob("*")) if not self._skip(found)
        }
        if not self._paths:
            raise ImportRefused(f"De map «{path.name}» bevat geen bestanden.")
        if len(self._paths) > MAX_MEMBERS:
            raise ImportRefused(
                f"De map «{path.name}» bevat meer dan {dotted(MAX_MEMBERS)} bestanden. Lever de export in delen in."
            )
        self.members = tuple(self._paths)
        self.packed_bytes = sum(found.stat().st_size for found in self._paths.values())

    def _skip(self, found: Path) -> bool:
        if found.is_symlink() or not (found.is_dir() or found.is_file()):
            raise ImportRefused(
                f"De map «{self.name}» bevat een verwijzing of een bijzonder bestand («{found.name}»). "
                "Dat wordt niet gevolgd; haal het weg en probeer het opnieuw."
            )
        return found.is_dir() or _is_clutter(found.name)

    def open(self, member: str) -> BinaryIO:
        return self._paths[member].open("rb", buffering=BUFFER_BYTES)

    def size(self, member: str) -> int:
        return self._paths[member].stat().st_size

    def close(self) -> None:
        """Nothing is held open."""


class _Zip(Container):
    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.packed_bytes = path.stat().st_size
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _damaged(self.name) from error
        try:
            self._infos = self._checked()
        except ImportRefused:
            self._zip.close()
            raise
        self.members = tuple(self._infos)

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        entries = self._zip.infolist()
        if len(entries) > MAX_MEMBERS:
            raise too_many(self.name, at_most=MAX_MEMBERS)
        infos: dict[str, zipfile.ZipInfo] = {}
        for info in entries:
            member = self._safe_name(info)
            if info.is_dir() or _is_clutter(member):
                continue
            if member in infos:
                raise ImportRefused(
                    f"«{self.name}» bevat tweemaal een bestand «{member}»: niet te zeggen welk het echte is."
                )
            infos[member] = info
        if not infos:
            raise ImportRefused(f"«{self.name}» bevat geen bestanden. Maak de export opnieuw.")
        self._refuse_bomb(sum(info.file_size for info in infos.values()), self.packed_bytes)
        return infos

    def _safe_name(self, info: zipfile.ZipInfo) -> str:
        """The member's path; refuses what would leave the folder, what is a link and what is locked."""
        member = _decoded_name(info).replace("\\", "/")
        outside = member.startswith("/") or ".." in member.split("/") or member[1:2] == ":"
        if outside or not member.strip("/"):
            raise ImportRefused(
                f"«{self.name}» bevat een bestand dat buiten de map zou komen («{member}»). Zo'n zip komt niet uit een "
                "chat-app; hij wordt niet geopend."
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            raise ImportRefused(f"«{self.name}» bevat een verwijzing («{member}») en wordt niet geopend.")
        if info.flag_bits & 0x1:
            raise ImportRefused(f"«{self.name}» is met een wachtwoord beveiligd. Lever de export in zonder wachtwoord.")
        return member

    def _refuse_bomb(self, out: int, packed: int) -> None:
        if out > MAX_TOTAL_BYTES or (out > RATIO_FREE_BYTES and out > packed * MAX_RATIO):
            raise too_large(self.name)

    def open(self, member: str) -> BinaryIO:
        info = self._infos[member]
        try:
            raw = self._zip.open(info)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            raise _damaged(self.name) from error
        return cast(BinaryIO, io.BufferedReader(_Guarded(self, info, cast(BinaryIO, raw)), BUFFER_BYTES))

    def size(self, member: str) -> int:
        return self._infos[member].file_size

    def close(self) -> None:
        self._zip.close()


class _Guarded(io.RawIOBase):
    """A zip member that stops at the limits and speaks of damage in the terms of an import."""

    def __init__(self, container: _Zip, info: zipfile.ZipInfo, raw: BinaryIO) -> None:
        self._container, self._info, self._raw = container, info, raw
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            chunk = self._raw.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise _damaged(self._container.name) from error
        self._out += len(chunk)
        self._container._refuse_bomb(self._out, self._info.compress_size)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _decoded_name(info: zipfile.ZipInfo) -> str:
    """A member's name; many tools write UTF-8 without setting the flag that says so (APPNOTE 4.4.4, bit 11)."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _damaged(name: str) -> ImportRefused:
    return ImportRefused(
        f"«{name}» is beschadigd of onvolledig: het zipbestand is niet te lezen. Er is niets ingelezen. Maak de export "
        "opnieuw, of kopieer het bestand nog eens van de telefoon."
    )

"""Writes the package as one zip: the same files, the same bytes; whole or not at all; with a manifest of its contents."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from woo_portal.disclosure.publishing import File

MANIFEST = "manifest.csv"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip can name (APPNOTE 4.4.6); the real one would differ at every making."""
_UNIX, _READABLE = 3, 0o100644 << 16
_LOCAL_HEADER, _DIRECTORY_LINE, _END = 30, 46, 22
"""Bytes of the fixed parts of a zip: before each entry, its line in the directory, the end (APPNOTE 4.3.7, 4.3.12, 4.3.16)."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class PackageNotWritten(OSError):
    """The zip could not be written; nothing of it is left. The message is Dutch, `errno` says why."""


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """A file in the package: its path, its size in bytes and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


def write_zip(path: Path, files: Iterable[File]) -> list[ManifestLine]:
    """Write `files` in their order, and last their manifest, to `path`, which appears at once when all is on disk.

    One file is in memory at a time. Raises `ValueError` for a name that is no plain relative path or comes twice, and
    `PackageNotWritten` when the disk refuses; what `files` raises passes. Whatever is raised, `path` is as it was.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as aside:
            try:
                lines = _write(aside, files)
                aside.flush()
                os.fsync(aside.fileno())
                Path(aside.name).replace(path)
            except BaseException:
                Path(aside.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        reason = "De schijf is vol." if error.errno in _FULL else f"De schijf weigert ({error.strerror})."
        advice = "Laat de beheerder dit verhelpen en maak het pakket daarna opnieuw."
        raise PackageNotWritten(error.errno, f"{reason} Er is niets gepubliceerd. {advice}") from error
    return lines


def read_zip(path: Path, *, last: Callable[[str], bool] = lambda name: False) -> Iterator[File]:
    """The files of a zip, in its order but for those whose name is to come `last`; then, under the name of the zip, all it holds
    beside files, when there is any.

    That is its comment, the comments and extra fields of its entries, and bytes that belong to no entry.
    """
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: last(entry.filename)):
            yield File(entry.filename, archive.read(entry))
        beside = [archive.comment, *(text for entry in archive.infolist() for text in (entry.comment, entry.extra))]
        beside += _between(path, archive)
    if any(beside):
        yield File(path.name, b"\n".join(beside))


def _between(path: Path, archive: zipfile.ZipFile) -> Iterator[bytes]:
    """The bytes before, between and behind the entries, their directory and its end (APPNOTE 4.3.6)."""
    with path.open("rb") as file:
        at = 0
        for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
            file.seek(at)
            yield file.read(entry.header_offset - at)
            file.seek(entry.header_offset)
            name, extra = struct.unpack("<HH", file.read(_LOCAL_HEADER)[-4:])
            file.seek(name, os.SEEK_CUR)
            yield file.read(extra)
            at = file.tell() + entry.compress_size
        file.seek(at)
        yield file.read(archive.start_dir - at)
        size = sum(
            _DIRECTORY_LINE + len(entry.filename) + len(entry.extra) + len(entry.comment)
            for entry in archive.infolist()
        )
        file.seek(archive.start_dir + size)
        end = file.read()
    yield end[_END:] if end.startswith(b"PK\x05\x06") else end


def names_in(path: Path) -> list[str]:
    """The names of the files of a zip, in its order."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def read_files(path: Path, names: Iterable[str]) -> Iterator[File]:
    """The files of these names. Raises `KeyError` when the zip has none of one."""
    with zipfile.ZipFile(path) as archive:
        for name in names:
            yield File(name, archive.read(name))


def manifest(lines: Iterable[ManifestLine]) -> bytes:
    """The manifest as CSV, with a header row, in the order of the lines."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(("bestand", "bytes", "sha256"))
    writer.writerows((line.name, line.size, line.sha256) for line in lines)
    return text.getvalue().encode()


def described(file: File) -> ManifestLine:
    """The line of `file` in the manifest."""
    return ManifestLine(file.name, len(file.content), hashlib.sha256(file.content).hexdigest())


def _write(target: IO[bytes], files: Iterable[File]) -> list[ManifestLine]:
    lines: dict[str, ManifestLine] = {}
    with zipfile.ZipFile(target, "w") as archive:
        for file in files:
            if file.name in lines or file.name == MANIFEST or not _is_plain(file.name):
                raise ValueError(f"not a name for a file in a package: {file.name!r}")
            lines[file.name] = described(file)
            archive.writestr(_entry(file.name), file.content, compresslevel=9)
        archive.writestr(_entry(MANIFEST), manifest(lines.values()), compresslevel=9)
    return list(lines.values())


def _is_plain(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        bool(name)
        and name.isascii()
        and name.isprintable()
        and "\\" not in name
        and "/".join(parts) == name
        and ".." not in parts
    )


def _entry(name: str) -> zipfile.ZipInfo:
    """Deflated: PDF and xlsx are compressed already, but what is not (metadata, an index, CSV) is a tenth of a package."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system, entry.external_attr, entry.compress_type = _UNIX, _READABLE, zipfile.ZIP_DEFLATED
    return entry

"""The zip of a package: where it lies, and whether it is still the one that the leak check read."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from woo_portal.dossiers.models import Package, PackageState

FILE_CHANGED = (
    "Het bestand van dit pakket is weg, of het is gewijzigd na de lekcontrole. Meld dit aan uw beheerder; is het pakket nog niet "
    "vrijgegeven, maak dan een nieuw."
)
WITH_FILE = (PackageState.READY, PackageState.RELEASED)
"""A package in one of these states has its file, which no longer changes: it passed the leak check and shows what is decided."""


class PackageChanged(Exception):
    """The zip of the package is not there, or not the one that the leak check read."""


def package_path(package: Package) -> Path:
    """Where the finished zip lies."""
    return Path(settings.PACKAGE_DIR) / package.path


def seems_unchanged(package: Package) -> bool:
    """Whether the zip is there and has its size. Cheap enough for every page; `opened_unchanged` reads all of it."""
    path = package_path(package)
    return bool(package.path) and path.is_file() and path.stat().st_size == package.size


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """That the zip of a package (id) was read and is what the leak check read, and what the file was then."""

    package: int
    file: tuple[int, ...]


def read_ahead(package: Package) -> ReadAhead | None:
    """Reads all of the zip, which takes seconds a gigabyte: before anything is locked. None when it is not what the leak check
    read, or not there.
    """
    try:
        with opened_unchanged(package) as stream:
            return ReadAhead(package.pk, _file(os.fstat(stream.fileno())))
    except PackageChanged:
        return None


def is_as_read(package: Package, read: ReadAhead | None) -> bool:
    """Whether the zip of this package is the very file that was read, and nobody wrote in it since. Costs nothing."""
    try:
        return read is not None and read == ReadAhead(package.pk, _file(package_path(package).stat()))
    except OSError:
        return False


def _file(found: os.stat_result) -> tuple[int, ...]:
    """Changes with whatever is done to a file; nobody sets the last of it by hand."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def opened_unchanged(package: Package) -> BinaryIO:
    """The zip, open at its beginning, once all of it was read and is what the leak check read: what is read from here on is that
    very file, whatever is put in its place meanwhile. To be closed by the caller. Raises `PackageChanged`.
    """
    if not package.path:
        raise PackageChanged
    try:
        stream = package_path(package).open("rb")
    except OSError as error:
        raise PackageChanged from error
    if hashlib.file_digest(stream, "sha256").hexdigest() != package.sha256:
        stream.close()
        raise PackageChanged
    stream.seek(0)
    return stream

"""The zip of a package: where it lies, and whether it is still the one that the leak check read."""

from __future__ import annotations

import hashlib
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

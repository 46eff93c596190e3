"""What of a released package is sent: its PDFs in reading order, with the titles and days of its own metadata."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

from woo_portal.disclosure.formats import diwoo
from woo_portal.disclosure.merging import in_reading_order
from woo_portal.disclosure.zip_archive import MANIFEST
from woo_portal.dossiers.models import Package
from woo_portal.dossiers.package_zip import opened_unchanged
from woo_portal.presentation.dutch import local

_NAMES = {"s": diwoo.SITEMAP, "d": diwoo.DIWOO}


class PackageFile(NamedTuple):
    """A PDF of the package: its path in it, title, day, SHA-256 in hexadecimal, and size in bytes."""

    name: str
    title: str
    day: date
    sha256: str
    size: int


@contextmanager
def opened(package: Package) -> Iterator[zipfile.ZipFile]:
    """The zip of the package, once it is shown to be the one that was released. Raises `dossiers.package_zip.PackageChanged`."""
    with opened_unchanged(package) as stream, zipfile.ZipFile(stream) as archive:
        yield archive


def files_of(package: Package, archive: zipfile.ZipFile) -> list[PackageFile]:
    """The PDFs to send. In a package that was made before packages held metadata, a file is called after its name."""
    described = _described(archive)
    lines = csv.reader(archive.read(MANIFEST).decode().splitlines()[1:], delimiter=";")
    known = {name: (int(size), sha256) for name, size, sha256 in lines}
    made_on = local(package.made_at).date()
    files = []
    for name in in_reading_order(known):
        size, sha256 = known[name]
        title, day = described.get(name) or (PurePosixPath(name).stem.capitalize(), made_on)
        files.append(PackageFile(name, title, day, sha256, size))
    return files


def _described(archive: zipfile.ZipFile) -> dict[str, tuple[str, date]]:
    """The title and day of each file, by its path."""
    if diwoo.NAME not in archive.namelist():
        return {}
    found = {}
    for url in ElementTree.fromstring(archive.read(diwoo.NAME)).iterfind("s:url", _NAMES):
        place = url.findtext("s:loc", "", _NAMES).removeprefix("./")
        title = url.findtext("d:Document/d:DiWoo/d:titelcollectie/d:officieleTitel", "", _NAMES)
        day = url.findtext("d:Document/d:DiWoo/d:creatiedatum", "", _NAMES)
        found[place] = (title, date.fromisoformat(day))
    return found

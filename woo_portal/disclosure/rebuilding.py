"""Makes a package again from the archive and the decisions, to show that it holds what these say and nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from archive.reading.containers import sha256_of
from woo_portal.disclosure.assembly import assemble
from woo_portal.disclosure.formats import diwoo
from woo_portal.disclosure.merging import is_merged
from woo_portal.disclosure.package import files_of
from woo_portal.disclosure.zip_archive import described, read_zip, write_zip
from woo_portal.dossiers.models import Dossier, Package
from woo_portal.dossiers.package_zip import WITH_FILE, package_path


class NoPackage(Exception):
    """There is no finished package to compare with; the message is Dutch."""


def finished_package(dossier: Dossier) -> Package:
    """The newest package of the dossier that has a file. Raises `NoPackage`."""
    package = dossier.packages.public().filter(state__in=WITH_FILE).first()
    if package is None:
        raise NoPackage(f"Dossier {dossier.number} heeft geen pakket dat de lekcontrole heeft doorstaan.")
    return package


def difference(package: Package, *, progress: Callable[[int, int], None] = lambda done, total: None) -> str:
    """How the package differs from one made now, as a Dutch sentence that names the first file; empty when in no byte.

    Every document is rendered and every page of an attachment burned anew, beside those that are kept, and nothing is
    changed: not the package, nor the numbers of documents. Raises `NoPackage` when the file is gone, and
    `redaction.withheld.UndecidedPassage`.
    """
    kept = package_path(package)
    if not kept.is_file():
        raise NoPackage(f"Het bestand van het pakket is er niet meer: {package.path}.")
    if sha256_of(kept) != package.sha256:
        return "Het bestand is na het maken gewijzigd: de SHA-256 is niet die van het pakket."
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / kept.name
        with transaction.atomic():
            assembled = assemble(
                package.dossier,
                made_at=package.made_at,
                decision=package.decision,
                burned_in=Path(name) / "burned",
            )
            disclosure = assembled.disclosure
            transaction.set_rollback(True)
        write_zip(made, files_of(disclosure, progress, folder=Path(name) / "rendered"))
        return "" if sha256_of(made) == package.sha256 else _first_difference(kept, made)


def _first_difference(kept: Path, made: Path) -> str:
    before = {line.name: line for line in map(described, read_zip(kept))}
    now = {line.name: line for line in map(described, read_zip(made))}
    # What is merged, or describes the others, differs when one of these does: that one is told.
    for name in sorted(before.keys() | now.keys(), key=lambda name: (is_merged(name) or name == diwoo.NAME, name)):
        if name not in before:
            return f"{name} staat niet in het pakket, en zou er nu in komen."
        if name not in now:
            return f"{name} zou nu niet meer worden gemaakt."
        if before[name] != now[name]:
            return f"{name} is anders: {before[name].size} bytes, nu {now[name].size} bytes."
    return "Alle bestanden zijn gelijk, maar het zip-bestand eromheen niet."

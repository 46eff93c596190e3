"""Where packages lie, and what they are made of, which is kept so that it is made once: documents, and pages of attachments.

Knows no database.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings


def rendered_folder() -> Path:
    """The folder of rendered documents, each by the hash of what it was made from."""
    return Path(settings.PACKAGE_DIR) / "rendered"


def burned_folder() -> Path:
    """The folder of pages of attachments with what is withheld burned away, by the hash of page and boxes."""
    return Path(settings.PACKAGE_DIR) / "burned"


def empty_workshop() -> None:
    """Remove all of it. Packages stay; the next one is made from nothing."""
    for folder in (rendered_folder(), burned_folder()):
        shutil.rmtree(folder, ignore_errors=True)


def zip_name(dossier: int, package: int) -> str:
    """Where in PACKAGE_DIR the zip of a package (ids) comes to lie."""
    return f"{dossier}/{package}.zip"


def remove_zip(name: str) -> None:
    """Remove a zip by its name in PACKAGE_DIR, and what attempts that were killed left of it beside it."""
    target = Path(settings.PACKAGE_DIR) / name
    for path in (target, *target.parent.glob(f".{target.name}.*")):
        path.unlink(missing_ok=True)

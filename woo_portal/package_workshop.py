"""Where what packages are made of is kept, so that it is made once: documents, and pages of attachments. Knows no database."""

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

"""Pictures of attachments to look at, made from their pixels alone. Derived: they can be made again from the originals."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from archive.extraction.confined import LARGE, SMALL

MEDIA_TYPE = "image/webp"
_WORKSHOP = "reading-"
_LEFT_AFTER = 3600
"""Seconds after which nobody works in it any more: reading a file takes some minutes at most."""


def path_of(sha256: str, *, small: bool) -> Path:
    """Where the picture of the file with this hash lies. `sha256` is a stored one."""
    return Path(settings.PREVIEW_DIR) / sha256[:2] / f"{sha256[2:]}-{SMALL if small else LARGE}"


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder to make the pictures of one file in, from which they can be moved to their place in one step.

    What a process that was killed left of its own is thrown away here.
    """
    around = Path(settings.PREVIEW_DIR)
    around.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in around.glob(f"{_WORKSHOP}*"):
        if left.stat().st_mtime < time.time() - _LEFT_AFTER:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=around, prefix=_WORKSHOP) as folder:
        yield Path(folder)


def page_path(sha256: str, page: int) -> Path:
    """Where the picture of a page (counted from 1) of the file with this hash lies, as it is published without boxes."""
    return Path(settings.PREVIEW_DIR) / sha256[:2] / f"{sha256[2:]}-page-{page}"


def keep_page(sha256: str, page: int, content: bytes) -> None:
    """Keep the picture of a page, which appears at once and whole."""
    with workshop() as folder:
        (folder / "page").write_bytes(content)
        target = page_path(sha256, page)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        (folder / "page").replace(target)


def remove(sha256: str) -> None:
    """Throw away the pictures of a file and of its pages, if there are any."""
    for picture in (Path(settings.PREVIEW_DIR) / sha256[:2]).glob(f"{sha256[2:]}-*"):
        picture.unlink(missing_ok=True)


def keep(sha256: str, made_in: Path) -> None:
    """Move the two sizes of a picture from the folder they were made in to their place."""
    for name, small in ((LARGE, False), (SMALL, True)):
        target = path_of(sha256, small=small)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        (made_in / name).replace(target)

"""Pictures of attachments to look at, made from their pixels alone. Derived: they can be made again from the originals."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from archive.extraction.confined import LARGE, SMALL

MEDIA_TYPE = "image/webp"


def path_of(sha256: str, *, small: bool) -> Path:
    """Where the picture of the file with this hash lies. `sha256` is a stored one."""
    return Path(settings.PREVIEW_DIR) / sha256[:2] / f"{sha256[2:]}-{SMALL if small else LARGE}"


def make_folder() -> Path:
    """The folder of the pictures; what is made in it can be moved to its place in one step."""
    folder = Path(settings.PREVIEW_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep(sha256: str, made_in: Path) -> None:
    """Move the two sizes of a picture from the folder they were made in to their place."""
    for name, small in ((LARGE, False), (SMALL, True)):
        target = path_of(sha256, small=small)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        (made_in / name).replace(target)

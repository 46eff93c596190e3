"""Packs loose files that belong together (a chat's text and its media) into one original to keep.

The same files give the same bytes, so that bringing them in again is recognised by the hash.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(files: Sequence[tuple[str, Path]], target: Path) -> None:
    """Write the files, by name, to a zip at `target`: sorted, with a fixed moment, not compressed."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, path in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.external_attr = 0o600 << 16
            with path.open("rb") as stream, archive.open(entry, "w", force_zip64=True) as member:
                shutil.copyfileobj(stream, member)

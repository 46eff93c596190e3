"""Writes a file aside and renames it: under its name there is never half a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_ATTEMPTS = 5
"""A folder that is removed each time between two lines of this file is removed by something else than a workshop emptied."""


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`, on disk and at once, in a folder that is made where there is none, and again when it is removed
    meanwhile. What the disk refuses is raised, and `path` is then as it was.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _write(path, content)
            return
        except FileNotFoundError:
            if attempt == _ATTEMPTS:
                raise


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as aside:
        try:
            aside.write(content)
            aside.flush()
            os.fsync(aside.fileno())
            Path(aside.name).replace(path)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise

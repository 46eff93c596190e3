"""A conversation as RSMF to download: one file, or a zip of them when it is long."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import BinaryIO

from django.utils import timezone

from archive.exporting.rsmf import write_rsmf
from archive.exporting.selection import whole_conversation
from archive.models import Conversation


def rsmf_of(conversation: Conversation) -> tuple[BinaryIO, str] | None:
    """The file, opened, and its name; None for a conversation without messages.

    It has no name on the disk any more and is gone once it is closed.
    """
    with tempfile.TemporaryDirectory(prefix="woo-rsmf-") as folder:
        paths = list(write_rsmf(whole_conversation(conversation), Path(folder), made_at=timezone.now()))
        if not paths:
            return None
        path = paths[0] if len(paths) == 1 else _zipped(paths)
        return path.open("rb"), path.name


def _zipped(paths: list[Path]) -> Path:
    target = paths[0].with_name(f"{paths[0].stem.rpartition('_')[0]}.rsmf.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for path in paths:
            archive.write(path, path.name)
            path.unlink()
    return target

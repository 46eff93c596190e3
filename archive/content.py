"""The store of original bytes: every file once, under its SHA-256, read-only, never altered."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_BLOCK = 1024 * 1024


def path_of(sha256: str, *, folder: Path | None = None) -> Path:
    """Where the file with this hash lies: in the archive's store, or in the one at `folder`.

    Raises `ValueError` when `sha256` is not a hash.
    """
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256")
    return (folder or Path(settings.CONTENT_DIR)) / sha256[:2] / sha256[2:]


def store(stream: BinaryIO, *, folder: Path | None = None) -> tuple[str, int]:
    """Keep the bytes of `stream`; its SHA-256 and its size in bytes.

    `folder` is a store of its own, for files that come and go by other rules than the archive's. A crash half-way leaves no
    partial file under a hash: the bytes are written aside, flushed to disk and then renamed.
    """
    folder = folder or Path(settings.CONTENT_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as aside:
        try:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
                aside.write(block)
            aside.flush()
            os.fsync(aside.fileno())
            target = path_of(digest.hexdigest(), folder=folder)
            target.parent.mkdir(exist_ok=True)
            Path(aside.name).chmod(0o400)
            Path(aside.name).replace(target)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise
    return digest.hexdigest(), size

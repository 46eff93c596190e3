"""The store of original bytes: every file once, under its SHA-256, read-only, never altered."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_BLOCK = 1024 * 1024
_ASIDE = "incoming-"


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
    with tempfile.NamedTemporaryFile(dir=folder, prefix=_ASIDE, delete=False) as aside:
        try:
            # Held as long as somebody writes: the system lets go of it with the process, however that ended.
            with suppress(OSError):
                fcntl.flock(aside, fcntl.LOCK_EX | fcntl.LOCK_NB)
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


def remove_broken_off(*, quiet: float = 3600) -> int:
    """Remove what was being written to the archive's store by processes that were killed; how many files.

    One that is empty may have been made this instant: it goes after `quiet` seconds.
    """
    removed = 0
    for path in Path(settings.CONTENT_DIR).glob(f"{_ASIDE}*"):
        # Somebody writes it still, or it is gone; what a file system does not say is left alone.
        with suppress(OSError), path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            facts = path.stat()
            if facts.st_size or facts.st_mtime < time.time() - quiet:
                path.unlink()
                removed += 1
    return removed


def files() -> Iterator[Path]:
    """Every file in the archive's store, by folder; its SHA-256 is the folder's name and its own (`sha256_at`)."""
    for folder in sorted(path for path in Path(settings.CONTENT_DIR).glob("*") if path.is_dir()):
        yield from sorted(folder.iterdir())


def sha256_at(path: Path) -> str:
    """Under which SHA-256 a file of the store lies."""
    return path.parent.name + path.name

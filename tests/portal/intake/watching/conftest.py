"""A watched folder, somebody who puts files in it, and a watcher to whom nothing has to lie still for long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from woo_portal.intake import attachments
from woo_portal.intake.watching.watcher import Watcher

PHOTO = "12-11-2025 16:45 - Kofi: foto.jpg (bestand bijgevoegd)\n"


class Killed(BaseException):
    """What a kill -9 is to the code it hits."""


@pytest.fixture
def folder(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    # Reading what was sent along is told elsewhere.
    monkeypatch.setattr(attachments, "queue_reading", lambda run: None)
    (tmp_path / "binnenkomst").mkdir()
    return tmp_path / "binnenkomst"


@pytest.fixture
def put(folder: Path) -> Callable[[str, str | bytes], Path]:
    """Put a file in the watched folder."""

    def write(name: str, data: str | bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


@pytest.fixture
def guard(folder: Path) -> Watcher:
    """A watcher to whom nothing has to lie still for long."""
    return Watcher(folder, quiet=0)


@pytest.fixture
def watch(guard: Watcher, work: Callable[[], None]) -> Callable[[], None]:
    """Go round, let the worker import, and go round again."""

    def rounds() -> None:
        guard.go_round()
        work()
        guard.go_round()

    return rounds


def files_in(folder: Path) -> list[str]:
    """Every file beneath a folder but the lock, by its path."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or (path.is_file() and path.name != "slot")
    )

"""An archive to try things on: exports written on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.ingest import receive, run_import
from archive.models import ImportRun, Person


@pytest.fixture
def bring_in(tmp_path: Path) -> Callable[..., ImportRun]:
    """Write an export and import it: `bring_in("WhatsApp-chat met X.txt", text, holder=person)`."""

    def bring(name: str, text: str | bytes, holder: Person | None = None) -> ImportRun:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return run_import(receive(path, file_name=name, by="Els Archema", holder=holder).pk)

    return bring

"""Which files of a folder or an upload are exports, and which lie beside one and belong to it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.containers import ImportRefused, open_container
from archive.packing import pack
from archive.recognising import recognise

SAME_FOR_EVERYBODY = frozenset({"main.jsonl", "result.json", "_chat.txt"})
"""Names an app gives every export: the folder says more."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One export: a name for people and the files it is made of, the export itself first."""

    name: str
    files: tuple[Path, ...]

    @contextmanager
    def as_one_file(self) -> Iterator[Path]:
        """The single original to keep: the file itself, or its files packed together."""
        if len(self.files) == 1:
            yield self.files[0]
            return
        with tempfile.TemporaryDirectory() as folder:
            packed = Path(folder) / self.name
            pack([(path.name, path) for path in self.files], packed)
            yield packed


def arrivals_in(path: Path) -> Iterator[Arrival]:
    """The exports at a path, folders included. A file nothing recognises is an arrival too: its import says why not."""
    if path.is_file():
        yield Arrival(path.name, (path,))
        return
    if not path.is_dir():
        raise ImportRefused(f"{path} bestaat niet.")
    yield from group([file for file in sorted(path.iterdir()) if file.is_file() and not file.name.startswith(".")])
    for folder in sorted(path.iterdir()):
        if folder.is_dir() and not folder.name.startswith("."):
            yield from arrivals_in(folder)


def group(files: Sequence[Path]) -> list[Arrival]:
    """The exports among files that came together: one export with files beside it is one, several stand each alone."""
    exports = [file for file in files if _is_export(file)]
    beside = [file for file in files if file not in exports]
    if len(exports) == 1 and beside and exports[0].suffix != ".zip":
        export = exports[0]
        name = export.parent.name if export.name in SAME_FOR_EVERYBODY else export.stem
        return [Arrival(f"{name}.zip", (export, *beside))]
    return [Arrival(file.name, (file,)) for file in files]


def _is_export(file: Path) -> bool:
    try:
        with open_container(file) as container:
            recognise(container)
    except ImportRefused:
        return False
    return True

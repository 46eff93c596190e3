"""Which files of a folder or an upload are exports, and which lie beside one and belong to it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.packing import pack
from archive.reading.containers import ImportRefused, open_container
from archive.recognising import find_exports

SAME_FOR_EVERYBODY = frozenset({"main.jsonl", "result.json", "_chat.txt"})
"""Names an app gives every export: the folder says more."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One export: a name for people and the files it is made of, the export itself first.

    `folder` is what the files are named from inside the original: by default the folder the export lies in.
    """

    name: str
    files: tuple[Path, ...]
    folder: Path | None = None

    @contextmanager
    def as_one_file(self) -> Iterator[Path]:
        """The single original to keep: the file itself, or its files packed together."""
        if len(self.files) == 1:
            yield self.files[0]
            return
        around = self.folder or self.files[0].parent
        with tempfile.TemporaryDirectory() as folder:
            packed = Path(folder) / self.name
            pack([(path.relative_to(around).as_posix(), path) for path in self.files], packed)
            yield packed


def arrivals_in(path: Path) -> Iterator[Arrival]:
    """The exports at a path, folders included. A file nothing recognises is an arrival too: its import says why not.

    An app that writes a folder (Signal, Telegram) puts one export in it and its files in folders beside or beneath that: all
    of it is one arrival. What is hidden is passed over.
    """
    if path.is_file():
        yield Arrival(path.name, (path,))
        return
    if not path.is_dir():
        raise ImportRefused(f"{path} bestaat niet.")
    files = [file for file in sorted(path.rglob("*")) if file.is_file() and not _is_hidden(file, path)]
    yield from _in_folder(path, files, {file for file in files if _is_export(file)})


def _is_hidden(file: Path, inside: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(inside).parts)


def _in_folder(folder: Path, beneath: Sequence[Path], exports: Set[Path]) -> Iterator[Arrival]:
    """The arrivals among the files beneath a folder, of which `exports` are those that something recognises."""
    own = [file for file in beneath if file.parent == folder]
    inner = sorted({folder / file.relative_to(folder).parts[0] for file in beneath if file.parent != folder})
    held = [file for file in beneath if file in exports]
    if len(held) == 1 and held[0].suffix != ".zip" and ((inner and held[0] in own) or (len(inner) > 1 and not own)):
        yield Arrival(f"{_name_of(held[0])}.zip", (held[0], *(file for file in beneath if file != held[0])), folder)
        return
    yield from _grouped(own, exports)
    for sub in inner:
        yield from _in_folder(sub, [file for file in beneath if sub in file.parents], exports)


def group(files: Sequence[Path]) -> list[Arrival]:
    """The exports among files that came together: one export with files beside it is one, several stand each alone."""
    return _grouped(files, {file for file in files if _is_export(file)})


def _grouped(files: Sequence[Path], exports: Set[Path]) -> list[Arrival]:
    held = [file for file in files if file in exports]
    beside = [file for file in files if file not in exports]
    if len(held) == 1 and beside and held[0].suffix != ".zip":
        return [Arrival(f"{_name_of(held[0])}.zip", (held[0], *beside))]
    return [Arrival(file.name, (file,)) for file in files]


def _name_of(export: Path) -> str:
    return export.parent.name if export.name in SAME_FOR_EVERYBODY else export.stem


def _is_export(file: Path) -> bool:
    try:
        with open_container(file) as container:
            return bool(find_exports(container))
    except ImportRefused:
        return False

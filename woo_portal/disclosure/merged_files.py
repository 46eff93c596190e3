"""Adds to the files of a package their PDFs as one: on disk meanwhile, and a large volume in a process of its own.

What qpdf takes for the objects of four hundred files it gives back only when its process ends.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from woo_portal.disclosure.merging import Volume, merge, volumes
from woo_portal.disclosure.processes import PROCESSES, answer_of
from woo_portal.disclosure.publishing import DisclosureSet, File

WORTH_A_PROCESS = 40
"""Starting a process takes as long as merging so many files."""

Work = tuple[Volume, list[Path], Path]
"""A volume, its parts in their order, and where it is to be."""


def with_merged(files: Iterable[File], disclosure: DisclosureSet) -> Iterator[File]:
    """These files, and after them their PDFs as one, or as volumes of a large set. Raises `ProcessDied`."""
    with tempfile.TemporaryDirectory() as folder:
        pdfs: dict[str, Path] = {}
        for file in files:
            if file.name.endswith(".pdf"):
                pdfs[file.name] = Path(folder) / f"{len(pdfs)}.pdf"
                pdfs[file.name].write_bytes(file.content)
            yield file
        found = volumes(pdfs, of=disclosure.name)
        with ThreadPoolExecutor(PROCESSES) as pool:
            work = ((one, [pdfs[name] for name in one.parts], Path(folder) / one.name) for one in found)
            made = pool.map(_merged, work)
            yield from (File(volume.name, path.read_bytes()) for volume, path in zip(found, made, strict=True))


def _merged(work: Work) -> Path:
    """Where the volume is, made here or in a process of its own."""
    volume, parts, target = work
    if len(parts) >= WORTH_A_PROCESS:
        answer_of("woo_portal.disclosure.merged_files", work)
    else:
        _merge(volume, parts, target)
    return target


def _merge(volume: Volume, parts: list[Path], target: Path) -> None:
    target.write_bytes(merge((path.read_bytes() for path in parts), names=volume.parts, title=volume.title))


if __name__ == "__main__":
    _merge(*pickle.load(sys.stdin.buffer))

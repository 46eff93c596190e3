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

Work = tuple[Volume, list[Path]]


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
            contents = pool.map(_merged, ((volume, [pdfs[name] for name in volume.parts]) for volume in found))
            yield from (File(volume.name, content) for volume, content in zip(found, contents, strict=True))


def _merged(work: Work) -> bytes:
    is_large = len(work[1]) >= WORTH_A_PROCESS
    return answer_of("woo_portal.disclosure.merged_files", work) if is_large else _merge(work)


def _merge(work: Work) -> bytes:
    volume, paths = work
    return merge((path.read_bytes() for path in paths), names=volume.parts, title=volume.title)


if __name__ == "__main__":
    sys.stdout.buffer.write(_merge(pickle.load(sys.stdin.buffer)))

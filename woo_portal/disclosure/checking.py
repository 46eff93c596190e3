"""Checks a finished package for leaks; the PDFs of a large one are read in processes of their own.

Those processes know no secret, and what a file makes an engine take they give back when they end.
"""

from __future__ import annotations

import pickle
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from woo_portal.disclosure.leak_check import LeakReport, Secret, check
from woo_portal.disclosure.leak_check.engines import Read, has_engines, read
from woo_portal.disclosure.leak_check.merged import Fingerprint, differences, with_shared_strings
from woo_portal.disclosure.processes import PROCESSES, answer_of
from woo_portal.disclosure.publishing import DisclosureSet, File
from woo_portal.disclosure.zip_archive import read_zip

BATCH = 40
"""Files a process reads before it ends, some second of work: what is read of them waits in memory."""
WORTH_A_PROCESS = 20
"""Starting a process takes as long as reading so many files."""
_MODULE = "woo_portal.disclosure.checking"

Batch = Sequence[File]
Comparison = tuple[bytes, Sequence[Fingerprint], Sequence[str], str]
"""A merged file, what its parts consist of, their names, and its title: the arguments of `differences`."""


def check_package(path: Path, secrets: Iterable[Secret], disclosure: DisclosureSet) -> LeakReport:
    """The report on the zip at `path`; see `leak_check.check`. Raises `ProcessDied`."""
    return check(read_zip(path), secrets, disclosure, read=_read_all, compare=_compared)


def _read_all(files: Iterable[File]) -> Iterator[tuple[File, Read | None]]:
    """The files in their order, with what was read in them; some batches ahead of whoever asks."""
    rest = iter(files)
    ahead: deque[tuple[Batch, Future[list[Read | None]]]] = deque()
    with ThreadPoolExecutor(PROCESSES) as pool:
        while batch := tuple(islice(rest, BATCH)):
            ahead.append((batch, pool.submit(_read_batch, batch)))
            if len(ahead) > PROCESSES:
                yield from _answer(*ahead.popleft())
        while ahead:
            yield from _answer(*ahead.popleft())


def _answer(batch: Batch, found: Future[list[Read | None]]) -> Iterator[tuple[File, Read | None]]:
    for file, one in zip(batch, found.result(), strict=True):
        yield file, one and Read(one.reading, with_shared_strings(one.fingerprint))


def _read_batch(batch: Batch) -> list[Read | None]:
    pdfs = [file for file in batch if has_engines(file)]
    is_large = len(pdfs) >= WORTH_A_PROCESS
    found = iter(pickle.loads(answer_of(_MODULE, pdfs)) if is_large else map(read, pdfs))
    return [next(found) if has_engines(file) else None for file in batch]


def _compared(content: bytes, parts: Sequence[Fingerprint], *, names: Sequence[str], title: str) -> list[str]:
    comparison: Comparison = (content, parts, names, title)
    is_large = len(parts) >= WORTH_A_PROCESS
    return pickle.loads(answer_of(_MODULE, comparison)) if is_large else _differences(comparison)


def _differences(comparison: Comparison) -> list[str]:
    content, parts, names, title = comparison
    return list(differences(content, parts, names=names, title=title))


def _work() -> None:
    """Answers the pickled work on standard input: a list of files to read, or a merged file to compare."""
    work = pickle.load(sys.stdin.buffer)
    answer = list(map(read, work)) if isinstance(work, list) else _differences(work)
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _work()

"""Checks a finished package for leaks; the PDFs of a large one are read in processes of their own.

Those processes know no secret, and what a file makes an engine take they give back when they end. A merged PDF comes last in the
package and takes longest: it is read from the beginning, beside its parts.
"""

from __future__ import annotations

import math
import pickle
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from woo_portal.disclosure.leak_check import LeakReport, Secret, check
from woo_portal.disclosure.leak_check.engines import Read, has_engines, read
from woo_portal.disclosure.leak_check.merged import Whole, read_whole, with_shared_strings
from woo_portal.disclosure.merging import is_merged
from woo_portal.disclosure.processes import PROCESSES, answer_of
from woo_portal.disclosure.publishing import DisclosureSet, File
from woo_portal.disclosure.zip_archive import names_in, read_file, read_zip

BATCH = 120
"""Files a process reads before it ends, some seconds of work: what is read of them waits in memory."""
WORTH_A_PROCESS = 20
"""Starting a process takes as long as reading so many files."""
_MODULE = "woo_portal.disclosure.checking"

Batch = Sequence[File]
_Reading = tuple[Batch, Future[list[Read | None]]]
"""Files, and what is read in them."""


def check_package(path: Path, secrets: Iterable[Secret], disclosure: DisclosureSet) -> LeakReport:
    """The report on the zip at `path`; see `leak_check.check`. Raises `ProcessDied`."""
    names = names_in(path)
    count = sum(name.endswith(".pdf") for name in names)
    if count < WORTH_A_PROCESS:
        return check(read_zip(path), secrets, disclosure)
    # Two batches for each process at least: the first are compared while the next are read.
    size = min(BATCH, math.ceil(count / PROCESSES / 2))
    with ThreadPoolExecutor(PROCESSES) as pool:
        wholes = {name: pool.submit(_whole_apart, path, name) for name in names if is_merged(name)}
        return check(
            read_zip(path),
            secrets,
            disclosure,
            read=partial(_read_all, pool=pool, size=size),
            whole=lambda file: _shared(wholes[file.name].result()),
        )


def _read_all(files: Iterable[File], *, pool: ThreadPoolExecutor, size: int) -> Iterator[tuple[File, Read | None]]:
    """The files in their order, with what was read in them; the first batches are read from now on, the others some batches
    ahead of whoever asks.
    """
    rest = iter(files)
    reading = ((batch, pool.submit(_read_batch, batch)) for batch in iter(lambda: tuple(islice(rest, size)), ()))
    return _in_order(deque(islice(reading, PROCESSES)), reading)


def _in_order(ahead: deque[_Reading], reading: Iterator[_Reading]) -> Iterator[tuple[File, Read | None]]:
    while ahead:
        ahead.extend(islice(reading, 1))
        yield from _answer(*ahead.popleft())


def _answer(batch: Batch, found: Future[list[Read | None]]) -> Iterator[tuple[File, Read | None]]:
    for file, one in zip(batch, found.result(), strict=True):
        yield file, one and Read(one.reading, with_shared_strings(one.fingerprint))


def _read_batch(batch: Batch) -> list[Read | None]:
    pdfs = [file for file in batch if has_engines(file)]
    is_large = len(pdfs) >= WORTH_A_PROCESS
    found = iter(pickle.loads(answer_of(_MODULE, pdfs)) if is_large else map(read, pdfs))
    return [next(found) if has_engines(file) else None for file in batch]


def _whole_apart(path: Path, name: str) -> Whole:
    return pickle.loads(answer_of(_MODULE, read_file(path, name)))


def _shared(whole: Whole) -> Whole:
    return replace(whole, fingerprint=with_shared_strings(whole.fingerprint))


def _work() -> None:
    """Answers the pickled work on standard input: a list of files to read, or the bytes of a merged one."""
    work: list[File] | bytes = pickle.load(sys.stdin.buffer)
    answer = list(map(read, work)) if isinstance(work, list) else read_whole(work)
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _work()

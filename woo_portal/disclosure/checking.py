"""Checks a finished package for leaks; the PDFs of a large one are read in processes of their own.

Those processes know no secret, and what a file makes an engine take they give back when they end. A merged PDF comes last in the
package and takes longest: it is read from the beginning, beside its parts.
"""

from __future__ import annotations

import pickle
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import chain, cycle, islice
from pathlib import Path

from woo_portal.disclosure.leak_check import LeakReport, Secret, check
from woo_portal.disclosure.leak_check.engines import Read, has_engines, read
from woo_portal.disclosure.leak_check.merged import Whole, read_whole, with_shared_strings
from woo_portal.disclosure.merging import is_merged
from woo_portal.disclosure.processes import PROCESSES, Answers, answer_of
from woo_portal.disclosure.publishing import DisclosureSet, File
from woo_portal.disclosure.zip_archive import names_in, read_file, read_zip

BATCH = 200
"""Files a process reads before it ends, some seconds of work."""
WORTH_A_PROCESS = 20
"""Starting a process takes as long as reading so many files."""
_MODULE = "woo_portal.disclosure.checking"


def check_package(path: Path, secrets: Iterable[Secret], disclosure: DisclosureSet) -> LeakReport:
    """The report on the zip at `path`; see `leak_check.check`. Raises `ProcessDied`."""
    names = names_in(path)
    if sum(name.endswith(".pdf") for name in names) < WORTH_A_PROCESS:
        return check(read_zip(path), secrets, disclosure)
    with ThreadPoolExecutor(PROCESSES) as pool, ExitStack() as started:
        wholes = {name: pool.submit(_whole_apart, path, name) for name in names if is_merged(name)}
        return check(
            read_zip(path),
            secrets,
            disclosure,
            read=partial(_read_all, started=started),
            whole=lambda file: wholes.pop(file.name).result(),
        )


def _read_all(files: Iterable[File], *, started: ExitStack) -> Iterator[tuple[File, Read | None]]:
    """The files in their order, with what was read in them; the first are read from now on, ahead of whoever asks."""
    reading = ((group, _begun(group, started)) for group in _groups(files))
    return _in_order(chain(list(islice(reading, 1)), reading))


def _groups(files: Iterable[File]) -> Iterator[deque[File]]:
    """The files by groups, in their order: what has engines some hundreds at a time, and any other, a merged one, by itself."""
    group = deque[File]()
    for file in files:
        if not has_engines(file):
            yield from filter(None, (group, deque([file])))
            group = deque()
            continue
        group.append(file)
        if len(group) == BATCH * PROCESSES:
            yield group
            group = deque()
    if group:
        yield group


def _begun(group: Iterable[File], started: ExitStack) -> list[Answers]:
    """Processes that read these PDFs by turns; none for a few. They end with `started` at the latest."""
    pdfs = list(group)
    if len(pdfs) < WORTH_A_PROCESS:
        return []
    shares = [pdfs[turn::PROCESSES] for turn in range(PROCESSES)]
    return [started.enter_context(Answers(_MODULE, share)) for share in shares]


def _in_order(reading: Iterable[tuple[deque[File], list[Answers]]]) -> Iterator[tuple[File, Read | None]]:
    for group, begun in reading:
        turns = cycle(begun)
        while group:
            file = group.popleft()  # one that is checked is in memory no longer
            if not has_engines(file):
                yield file, None
            elif begun:
                found: Read | None = next(turns).next()
                yield file, found and Read(found.reading, with_shared_strings(found.fingerprint))
            else:
                yield file, read(file)


def _whole_apart(path: Path, name: str) -> Whole:
    whole: Whole = pickle.loads(answer_of(_MODULE, (path, name)))
    return replace(whole, fingerprint=with_shared_strings(whole.fingerprint))


def _work() -> None:
    """Answers the pickled work on standard input: a list of files to read, or where a merged one is: its zip and its name."""
    work: list[File] | tuple[Path, str] = pickle.load(sys.stdin.buffer)
    for answer in map(read, work) if isinstance(work, list) else [read_whole(read_file(*work))]:
        sys.stdout.buffer.write(pickle.dumps(answer))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _work()

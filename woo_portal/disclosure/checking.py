"""Checks a finished package for leaks; the PDFs of a large one are read in processes of their own.

Those processes know no secret, and what a file makes an engine take they give back when they end. A merged PDF comes last in the
package and takes longest: it is read from the beginning, beside its parts.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path

from woo_portal.disclosure.leak_check import LeakReport, Secret, check
from woo_portal.disclosure.leak_check.engines import Read, has_engines, read
from woo_portal.disclosure.leak_check.merged import Whole, read_whole, with_shared_strings
from woo_portal.disclosure.merging import is_merged
from woo_portal.disclosure.processes import PROCESSES, Answers, answer_of
from woo_portal.disclosure.publishing import DisclosureSet, File
from woo_portal.disclosure.zip_archive import names_in, read_files, read_zip

BATCH = 200
"""Files a process reads before it ends, some seconds of work."""
WORTH_A_PROCESS = 20
"""Starting a process takes as long as reading so many files."""
_MODULE = "woo_portal.disclosure.checking"
Work = tuple[Path, Sequence[str]]
"""A zip, and the names of files in it."""


def check_package(path: Path, secrets: Iterable[Secret], disclosure: DisclosureSet) -> LeakReport:
    """The report on the zip at `path`; see `leak_check.check`. Raises `ProcessDied`."""
    names = names_in(path)
    pdfs = [name for name in names if has_engines(name)]
    if len(pdfs) < WORTH_A_PROCESS or len(set(names)) < len(names):  # of two files of one name both are to be read
        return check(read_zip(path), secrets, disclosure)
    with ThreadPoolExecutor(PROCESSES) as pool, ExitStack() as started:
        wholes = {name: pool.submit(_whole_apart, path, name) for name in names if is_merged(name)}
        report = check(
            read_zip(path, last=lambda name: name.endswith(".pdf")),  # the rest is checked while these are read
            secrets,
            disclosure,
            read=partial(_read_all, path=path, pdfs=pdfs, started=started),
            whole=lambda file: wholes.pop(file.name).result(),
        )
    places = {name: place for place, name in enumerate(names)}
    return replace(report, files=tuple(sorted(report.files, key=lambda file: places.get(file.name, len(places)))))


def _read_all(
    files: Iterable[File], *, path: Path, pdfs: Sequence[str], started: ExitStack
) -> Iterator[tuple[File, Read | None]]:
    """The files, with what was read in those of the names `pdfs`, which come in that order; that reading begins now."""
    turns = cycle([_begun(path, pdfs[turn::PROCESSES], started) for turn in range(PROCESSES)])
    return ((file, next(next(turns)) if has_engines(file.name) else None) for file in files)


def _begun(path: Path, names: Sequence[str], started: ExitStack) -> Iterator[Read | None]:
    """What a process reads in these files, and another after each `BATCH`; it works ahead of whoever asks. They end with
    `started` at the latest.
    """
    batches = [names[first : first + BATCH] for first in range(0, len(names), BATCH)]
    return _answers(started.enter_context(Answers(_MODULE, (path, batches[0]))), path, batches, started)


def _answers(first: Answers, path: Path, batches: Sequence[Sequence[str]], started: ExitStack) -> Iterator[Read | None]:
    for batch in batches:
        answers = first if batch is batches[0] else started.enter_context(Answers(_MODULE, (path, batch)))
        for _ in batch:
            found: Read | None = answers.next()
            yield found and Read(found.reading, with_shared_strings(found.fingerprint))


def _whole_apart(path: Path, name: str) -> Whole:
    whole: Whole = pickle.loads(answer_of(_MODULE, (path, [name])))
    return replace(whole, fingerprint=with_shared_strings(whole.fingerprint))


def _work() -> None:
    """Answers the pickled work on standard input: where files are that are to be read."""
    work: Work = pickle.load(sys.stdin.buffer)
    for file in read_files(*work):
        answer = read_whole(file.content) if is_merged(file.name) else read(file)
        sys.stdout.buffer.write(pickle.dumps(answer))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _work()

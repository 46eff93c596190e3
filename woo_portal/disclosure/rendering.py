"""Renders the documents of a set in processes of their own, and keeps each by the hash of what it was made from."""

from __future__ import annotations

import gc
import math
import pickle
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from woo_portal.disclosure.formats.pdf import document_key, file_name, render_document
from woo_portal.disclosure.processes import PROCESSES, answer_of
from woo_portal.disclosure.publishing import DisclosureSet, Document, File, Heading
from woo_portal.disclosure.whole_files import write_whole
from woo_portal.package_workshop import rendered_folder

BATCH = 40
"""Documents a process renders before it ends, some 1,600 messages: it then stays at 110 MB."""
WORTH_A_PROCESS = 8
"""Starting a process costs about a second; fewer documents are rendered here."""

Work = tuple[Path, Heading, Document]


def rendered_documents(
    disclosure: DisclosureSet,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    folder: Path | None = None,
) -> Iterator[File]:
    """The PDF of each document, in order. What was rendered before, here or in an earlier attempt, is read back.

    `folder` is where these are kept, by default with the packages; in an empty one everything is rendered anew.
    """
    folder = folder or rendered_folder()
    pairs = [(disclosure.heading(document), document) for document in disclosure.documents]
    kept = [folder / f"{document_key(heading, document)}.pdf" for heading, document in pairs]
    missing = [(path, *pair) for path, pair in zip(kept, pairs, strict=True) if not path.exists()]
    done = len(pairs) - len(missing)
    for count in _render_all(missing):
        done += count
        progress(done, len(pairs))
    for path, (heading, document) in zip(kept, pairs, strict=True):
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # the workshop was emptied meanwhile, for somebody marked a message as private
            content = render_document(heading, document)
        yield File(file_name(document), content)


def _render_all(missing: list[Work]) -> Iterator[int]:
    """Render what is missing; yields how many more are done."""
    if len(missing) < WORTH_A_PROCESS or PROCESSES == 1:
        for work in missing:
            _render_one(work)
            yield 1
        return
    size = min(BATCH, math.ceil(len(missing) / PROCESSES))
    batches = [missing[first : first + size] for first in range(0, len(missing), size)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        yield from pool.map(_render_in_process, batches)


def _render_in_process(batch: list[Work]) -> int:
    if (error := pickle.loads(answer_of("woo_portal.disclosure.rendering", batch))) is not None:
        raise error
    return len(batch)


def _render_one(work: Work) -> None:
    path, heading, document = work
    write_whole(path, render_document(heading, document))


def _render_batch() -> None:
    """Render the pickled batch on standard input; answers with a pickled None, or the error of the disk."""
    answer: OSError | None = None
    # Collecting between documents instead of within them, and never again what the first left behind: the libraries and
    # their tables, which took a quarter of the time to walk through. A batch is too short to fill the memory.
    gc.disable()
    try:
        for number, work in enumerate(pickle.load(sys.stdin.buffer)):
            _render_one(work)
            gc.collect()
            if number == 0:
                gc.freeze()
    except OSError as error:
        answer = error
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _render_batch()

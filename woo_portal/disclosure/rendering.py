"""Renders the documents of a set in processes of their own, and keeps each by the hash of what it was made from."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from django.conf import settings

from woo_portal.disclosure.formats.pdf import document_key, file_name, render_document
from woo_portal.disclosure.publishing import DisclosureSet, Document, File, Heading

PROCESSES = min(4, os.cpu_count() or 1)
RECYCLE_AFTER = 50
"""Documents a process renders before it is replaced: WeasyPrint holds on to some 63 MB for each 1,000 messages."""
WORTH_A_POOL = 8
"""Starting processes costs about a second each; fewer documents are rendered here."""


def rendered_documents(
    disclosure: DisclosureSet, *, progress: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[File]:
    """The PDF of each document, in order. What was rendered before, here or in an earlier attempt, is read back."""
    folder = Path(settings.PACKAGE_DIR) / "rendered"
    folder.mkdir(parents=True, exist_ok=True)
    work = [(disclosure.heading(document), document) for document in disclosure.documents]
    kept = [folder / f"{document_key(heading, document)}.pdf" for heading, document in work]
    missing = [(path, *item) for path, item in zip(kept, work, strict=True) if not path.exists()]
    done = len(work) - len(missing)
    for _ in _render_all(missing):
        done += 1
        progress(done, len(work))
    for path, (_, document) in zip(kept, work, strict=True):
        yield File(file_name(document), path.read_bytes())


def _render_all(missing: list[tuple[Path, Heading, Document]]) -> Iterator[None]:
    if len(missing) < WORTH_A_POOL or PROCESSES == 1:
        yield from map(_render_one, missing)
        return
    # Spawned, not forked: a fork would inherit the worker's database connection.
    with ProcessPoolExecutor(
        PROCESSES, mp_context=get_context("spawn"), initializer=_start, max_tasks_per_child=RECYCLE_AFTER
    ) as pool:
        yield from pool.map(_render_one, missing)


def _start() -> None:
    import django

    django.setup()


def _render_one(item: tuple[Path, Heading, Document]) -> None:
    path, heading, document = item
    content = render_document(heading, document)
    # Written aside and renamed: a key never names half a document.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as aside:
        try:
            aside.write(content)
            aside.flush()
            os.fsync(aside.fileno())
            Path(aside.name).replace(path)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise

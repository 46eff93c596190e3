"""What the engines find in a PDF, apart from what is looked for in it: it can be read by a process that knows no secret. Pure."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pikepdf import Pdf

from woo_portal.disclosure.leak_check import pdf
from woo_portal.disclosure.leak_check.merged import Fingerprint, fingerprint
from woo_portal.disclosure.leak_check.pdf_objects import objects_of
from woo_portal.disclosure.leak_check.reading import Reading
from woo_portal.disclosure.merging import is_merged
from woo_portal.disclosure.publishing import File


@dataclass(frozen=True, slots=True)
class Read:
    """All that a PDF says, and what it consists of."""

    reading: Reading
    fingerprint: Fingerprint


ReadFiles = Callable[[Iterable[File]], Iterator[tuple[File, Read | None]]]
"""Reads files, in their order; None for one that the check has to read itself."""


def has_engines(name: str) -> bool:
    """Whether a file of this name is read by `read`: a PDF that is not put together from others."""
    return name.endswith(".pdf") and not is_merged(name)


def read_pdf(content: bytes) -> Read:
    """What is in a PDF. Raises `pikepdf.PdfError` or `pypdfium2.PdfiumError` for what is none."""
    with Pdf.open(io.BytesIO(content)) as opened:
        objects = objects_of(opened)
        return Read(pdf.read(content, opened, objects), fingerprint(opened, objects))


def read(file: File) -> Read | None:
    """What is in a PDF; None where it cannot be read: then the check finds out why."""
    try:
        return read_pdf(file.content)
    except Exception:  # whatever a broken or hostile file makes a reader raise
        return None


def read_all(files: Iterable[File]) -> Iterator[tuple[File, Read | None]]:
    """Reads files here, one at a time."""
    return ((file, read(file) if has_engines(file.name) else None) for file in files)

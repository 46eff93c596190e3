"""The objects of a PDF, gone through once for whoever looks into them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from pikepdf import Dictionary, Pdf, Stream

_STORAGE = ("/ObjStm", "/XRef")
"""Streams that hold how the file is stored: qpdf has read what stands in them."""


@dataclass(frozen=True, slots=True)
class Objects:
    """Every object but the trailer as qpdf writes it, of a stream its dictionary; and the streams, each with its type or ""."""

    written: tuple[bytes, ...]
    streams: tuple[tuple[Stream, str], ...]


def objects_of(pdf: Pdf) -> Objects:
    """What an open PDF consists of, reachable from its trailer or not. Raises `pikepdf.PdfError`."""
    written: list[bytes] = []
    streams: list[tuple[Stream, str]] = []
    for item in pdf.objects:
        if not isinstance(item, Stream):
            written.append(item.unparse(resolved=True))
        elif (kind := str(item.get("/Type", ""))) not in _STORAGE:
            written.append(Dictionary(dict(item.stream_dict.items())).unparse())
            streams.append((item, kind))
    return Objects(tuple(written), tuple(streams))

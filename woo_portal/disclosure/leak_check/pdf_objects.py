"""The objects of a PDF, gone through once for whoever looks into them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pikepdf import Dictionary, Pdf, Stream

_NAME = re.compile(rb"/([^\s()<>\[\]{}/%]+)")
_STRING = re.compile(rb"(?:/([^\s()<>\[\]{}/%]+)\s*)?(?:\(((?:[^\\()]|\\.)*)\)|(?<!<)<([0-9A-Fa-f\s]+)>)", re.DOTALL)
"""In an object as qpdf writes it: a name; a string, with the key before it if it has one."""

_STORAGE = ("/ObjStm", "/XRef")
"""Streams that hold how the file is stored: qpdf has read what stands in them."""


String = tuple[bytes, bytes, bytes]
"""A string as it is written: the key before it or b"", and what it holds, as letters or else as hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Objects:
    """Every object as qpdf writes it, of a stream its dictionary, of the trailer all but the hash of the file; the names and the
    strings in them, each once; and the streams, each with its type or "".
    """

    written: bytes
    names: frozenset[bytes]
    strings: frozenset[String]
    streams: tuple[tuple[Stream, str], ...]


def objects_of(pdf: Pdf) -> Objects:
    """What an open PDF consists of, reachable from its trailer or not. Raises `pikepdf.PdfError`."""
    written = [Dictionary({key: value for key, value in pdf.trailer.items() if key != "/ID"}).unparse()]
    streams: list[tuple[Stream, str]] = []
    for item in pdf.objects:
        if not isinstance(item, Stream):
            written.append(item.unparse(resolved=True))
        elif (kind := str(item.get("/Type", ""))) not in _STORAGE:
            written.append(Dictionary(dict(item.stream_dict.items())).unparse())
            streams.append((item, kind))
    together = b"\n".join(written)
    # Few of the thousands of objects hold a string, and the same few over and over.
    with_strings = b"\n".join({item for item in written if b"(" in item or _may_be_hexadecimal(item)})
    return Objects(
        together, frozenset(_NAME.findall(together)), frozenset(_STRING.findall(with_strings)), tuple(streams)
    )


def _may_be_hexadecimal(item: bytes) -> bool:
    """Whether an object has a "<" that begins no dictionary."""
    return item.count(b"<") != 2 * item.count(b"<<")

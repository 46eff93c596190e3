"""Stores a PDF in few bytes: objects and their index packed, nothing that nobody refers to; same objects, same bytes. Pure."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from pikepdf import ObjectStreamMode, Pdf, StreamDecodeLevel


def packed(pdf: Pdf) -> bytes:
    """The file. Streams that are compressed stay as they are and must not end in CR (`deflated`); the metadata are not compressed
    (ISO 19005-2, 6.6.2.1).
    """
    written = io.BytesIO()
    pdf.save(
        written,
        deterministic_id=True,
        compress_streams=True,
        stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.generate,
        min_version="1.7",
        fix_metadata_version=False,
    )
    return _without_doubtful_ends(written.getvalue())


def deflated(content: bytes) -> bytes:
    """The content of a stream, compressed."""
    return with_certain_end(zlib.compress(content, 9))


def with_certain_end(compressed: bytes) -> bytes:
    """The same for a reader, which stops before what comes after the end, and never a CR at the end: see below."""
    return compressed + b"\0" if compressed.endswith(b"\r") else compressed


def _without_doubtful_ends(content: bytes) -> bytes:
    """The same file, without packed objects or an index that end in CR: with the LF after it, a reader may take the two for one
    end of line and find the stream a byte short (ISO 19005-2, 6.1.7.1). One in 256 does.

    The index is the last object, and nothing tells where it ends: it may become longer.
    """
    at = -1
    while (at := content.find(b"\r\nendstream", at + 1)) >= 0:
        start = content.rfind(b"stream\n", 0, at) + len(b"stream\n")
        head = content[content.rfind(b" obj", 0, start) : start]
        if b"/ObjStm" in head:
            content = content[:start] + _packed_otherwise(content[start : at + 1]) + content[at + 1 :]
        elif b"/XRef" in head:
            length = at + 1 - start
            longer = head.replace(b"/Length %d " % length, b"/Length %d " % (length + 1))
            content = content[: start - len(head)] + longer + content[start : at + 1] + b"\0" + content[at + 1 :]
    return content


def _packed_otherwise(objects: bytes) -> bytes:
    """The same objects in as many bytes, with zeros after their end, and white space between them written otherwise."""
    for other in _ways_to_pack(zlib.decompress(objects)):
        padded = other.ljust(len(objects), b"\0")
        if len(padded) == len(objects) and not padded.endswith(b"\r"):
            return padded
    return objects


def _ways_to_pack(plain: bytes) -> Iterator[bytes]:
    yield from (zlib.compress(plain, level) for level in range(9, 5, -1))
    places = [place for place, byte in enumerate(plain) if byte == ord("\n")]
    yield from (zlib.compress(plain[:place] + b" " + plain[place + 1 :], 9) for place in reversed(places))

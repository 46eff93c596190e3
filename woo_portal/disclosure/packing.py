"""Stores a PDF in few bytes: objects and their index packed, nothing kept that nobody refers to; same objects, same bytes. Pure."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from pikepdf import ObjectStreamMode, Pdf, StreamDecodeLevel


def packed(pdf: Pdf) -> bytes:
    """The file. Streams that are compressed stay as they are; the metadata are not compressed (ISO 19005-2, 6.6.2.1)."""
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


def _without_doubtful_ends(content: bytes) -> bytes:
    """The same file, without compressed streams that end in CR: with the LF after it, a reader may take the two for one end of
    line and find the stream a byte short (ISO 19005-2, 6.1.7.1). One in 256 does.
    """
    at = -1
    while (at := content.find(b"\r\nendstream", at + 1)) >= 0:
        start = content.rfind(b"stream\n", 0, at) + len(b"stream\n")
        head = content[content.rfind(b" obj", 0, start) : start]
        if b"/FlateDecode" in head:
            packed = _packed_otherwise(content[start : at + 1], is_of_objects=b"/ObjStm" in head)
            content = content[:start] + packed + content[at + 1 :]
    return content


def _packed_otherwise(packed: bytes, *, is_of_objects: bool) -> bytes:
    """The same data in as many bytes, with zeros after its end; between objects white space may be written otherwise."""
    plain = zlib.decompress(packed)
    for other in _ways_to_pack(plain, is_of_objects):
        padded = other.ljust(len(packed), b"\0")
        if len(padded) == len(packed) and not padded.endswith(b"\r"):
            return padded
    return packed


def _ways_to_pack(plain: bytes, is_of_objects: bool) -> Iterator[bytes]:
    yield from (zlib.compress(plain, level) for level in range(9, 5, -1))
    places = [place for place, byte in enumerate(plain) if byte == ord("\n")] if is_of_objects else []
    yield from (zlib.compress(plain[:place] + b" " + plain[place + 1 :], 9) for place in reversed(places))

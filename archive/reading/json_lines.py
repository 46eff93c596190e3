"""Reads a file that holds one JSON value a line, as bytes first: a line that is none is kept as it stands. Pure.

A file in UTF-16 or with a byte order mark is read as UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from archive.reading.charsets import json_as_utf8
from archive.reading.containers import ImportRefused

MAX_LINE_BYTES = 32 * 1024**2
"""A message with a thousand recipients, reactions or versions stays far below this."""
HEAD_BYTES = 64 * 1024
"""So much of a first line is read to recognise a file by."""
_BLOCK = 1024**2


def count_lines(stream: BinaryIO) -> int:
    """How many lines there are, counted in the bytes; a last one without an end is one too."""
    stream, count, last = json_as_utf8(stream), 0, b"\n"
    while chunk := stream.read(_BLOCK):
        count += chunk.count(b"\n")
        last = chunk[-1:]
    return count + (last != b"\n")


def lines(stream: BinaryIO, *, name: str, first: int = 1, at_most: int = MAX_LINE_BYTES) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their ends, numbered from `first`. Raises `ImportRefused`, naming the file, at one too long."""
    stream = json_as_utf8(stream)
    for number, raw in enumerate(iter(lambda: stream.readline(at_most), b""), start=first):
        if len(raw) >= at_most:
            raise ImportRefused(f"«{name}» bevat een regel die voor een bericht te lang is ({number}).")
        yield number, raw


def first_object(stream: BinaryIO, *, at_most: int = HEAD_BYTES) -> dict[str, Any] | None:
    """The object in the first line of a file, to recognise it by; None when it holds none, or is longer than `at_most`."""
    return object_in(json_as_utf8(stream).readline(at_most))


def object_in(raw: bytes) -> dict[str, Any] | None:
    """The object a line holds; None when it holds something else, or no JSON."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def as_text(raw: bytes) -> str:
    """A line to show, without its end; bytes that are no letters stay visible."""
    return raw.decode("utf-8", "backslashreplace").rstrip("\r\n")

"""Reads the records of a JSON document that may be larger than memory, one after the other, in UTF-8 or UTF-16. Pure."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import ijson

from archive.reading.charsets import Readable, json_as_utf8
from archive.reading.containers import ImportRefused

Json = dict[str, Any]
"""A JSON object as Python has it."""
MAX_DEPTH = 100
"""Levels of objects and lists in one another; exports have some twenty. The parser keeps a path for every level, so that a
small file of nothing but opening brackets would take all memory."""
BEGINNING = 1024**2
"""Bytes read to recognise a document."""
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_UNFINISHED = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = [(byte in b"[{") - (byte in b"]}") for byte in range(256)]


class _TooDeep(ValueError):
    """The document nests deeper than `MAX_DEPTH`."""


_BROKEN = (ijson.JSONError, UnicodeDecodeError, _TooDeep)


def records(stream: Readable, path: str, *, name: str) -> Iterator[Any]:
    """The values at `path`, in the notation of ijson: "item" for those of a list, "messages.item" for those of a list in an
    object. Whole numbers are int, others float.

    Raises `ImportRefused`, naming the file, where the document is damaged: what came before it has been yielded by then, so
    an import keeps nothing of it.
    """
    try:
        yield from ijson.items(_Shallow(stream), path, use_float=True)
    except _BROKEN as error:
        raise broken(name) from error


def entries(stream: Readable, depth: int, *, name: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What stands `depth` keys deep in objects inside each other, with those keys; what ends sooner has fewer.

    For a document whose keys are ids, which `records` has no notation for. Raises `ImportRefused` as `records` does.
    """
    keys: list[str] = []
    builder: ijson.ObjectBuilder | None = None
    nested = 0
    for event, value in _events(stream, name):
        if builder is None:
            if event == "map_key":
                keys[-1] = value
                continue
            if event == "start_map" and len(keys) < depth:
                keys.append("")
                continue
            if event == "end_map":
                keys.pop()
                continue
            builder = ijson.ObjectBuilder()
        builder.event(event, value)
        nested += event in ("start_map", "start_array")
        nested -= event in ("end_map", "end_array")
        if nested == 0:
            yield tuple(keys), builder.value
            builder = None


def count_entries(stream: Readable, depth: int, *, under: str, name: str) -> int:
    """How many keys there are `depth` objects deep in those under the key `under`, counted without building values.

    Raises `ImportRefused` as `records` does.
    """
    count = 0
    keys: list[str | None] = []
    for event, value in _events(stream, name):
        if event in ("start_map", "start_array"):
            keys.append(None)
        elif event in ("end_map", "end_array"):
            keys.pop()
        elif event == "map_key":
            keys[-1] = value
            count += len(keys) == depth and keys[-2] == under
    return count


def _events(stream: Readable, name: str) -> Iterator[tuple[str, Any]]:
    try:
        yield from ijson.basic_parse(_Shallow(stream), use_float=True)
    except _BROKEN as error:
        raise broken(name) from error


def signs(stream: Readable, *, name: str) -> Iterator[tuple[str, str, Any]]:
    """The signs of a document as (path, kind, value), with which a reader learns its outline without building its records.

    Raises `ImportRefused` as `records` does.
    """
    try:
        yield from ijson.parse(_Shallow(stream), use_float=True)
    except _BROKEN as error:
        raise broken(name) from error


def count_records(stream: Readable, *paths: str, name: str) -> int:
    """How many values there are at the paths together, counted from the signs of the document, without building them.

    Raises `ImportRefused` as `records` does.
    """
    return sum(
        prefix in paths and event not in ("map_key", "end_map", "end_array")
        for prefix, event, _ in signs(stream, name=name)
    )


def beginning(stream: Readable) -> Iterator[tuple[str, str, Any]]:
    """The signs of a document's first bytes, to recognise a format by; none when it is no JSON object or list.

    They end without a word at `BEGINNING` bytes or where the document is damaged.
    """
    stream = json_as_utf8(stream)
    start = stream.read(64)
    if not start.lstrip().startswith((b"{", b"[")):
        return
    try:
        yield from ijson.parse(_Shallow(io.BytesIO(start + stream.read(BEGINNING))), use_float=True)
    except _BROKEN:
        return


def shown(value: object) -> str:
    """A value as JSON again, for the report; what nests too deep for that is said to."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (RecursionError, ValueError):
        return "(te diep genest om te tonen)"


def broken(name: str) -> ImportRefused:
    """The refusal of a document that breaks off or is no JSON."""
    return ImportRefused(
        f"«{name}» is beschadigd of onvolledig: de JSON erin breekt af of klopt niet. Er is niets ingelezen. Maak de "
        "export opnieuw, of kopieer het bestand nog eens."
    )


class _Shallow:
    """A document on its way to the parser, stopped when it nests too deep. Follows brackets outside strings."""

    def __init__(self, stream: Readable) -> None:
        self._stream = json_as_utf8(stream)
        self._depth = 0
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises `_TooDeep`."""
        chunk = self._stream.read(size)
        self._follow(chunk)
        return chunk

    def _follow(self, chunk: bytes) -> None:
        """Keeps the depth; a string that goes on in the next chunk is opened again there, half an escape and all."""
        bare, quote, opened = _STRING.sub(b"", self._left + chunk).partition(b'"')
        read = _UNFINISHED.match(opened)
        self._left = quote + opened[read.end() if read else 0 :]
        depths = list(accumulate(map(_STEPS.__getitem__, bare.translate(None, _NO_BRACKETS)), initial=self._depth))
        self._depth = depths[-1]
        if max(depths) > MAX_DEPTH:
            raise _TooDeep(MAX_DEPTH)

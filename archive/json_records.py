"""Reads the records of a JSON document that may be larger than memory, one after the other. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson

from archive.containers import ImportRefused


def records(stream: BinaryIO, path: str, *, name: str) -> Iterator[Any]:
    """The values at `path`, in the notation of ijson: "item" for those of a list, "messages.item" for those of a list in an
    object. Whole numbers are int, others float.

    Raises `ImportRefused`, naming the file, where the document is damaged: what came before it has been yielded by then, so
    an import keeps nothing of it.
    """
    try:
        yield from ijson.items(stream, path, use_float=True)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise _damaged(name) from error


def entries(stream: BinaryIO, depth: int, *, name: str) -> Iterator[tuple[tuple[str, ...], Any]]:
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


def count_entries(stream: BinaryIO, depth: int, *, under: str, name: str) -> int:
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


def _events(stream: BinaryIO, name: str) -> Iterator[tuple[str, Any]]:
    try:
        yield from ijson.basic_parse(stream, use_float=True)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise _damaged(name) from error


def count_records(stream: BinaryIO, path: str, *, name: str) -> int:
    """How many values there are at `path`, counted from the signs of the document, without building them.

    Raises `ImportRefused` as `records` does.
    """
    count = 0
    try:
        for prefix, event, _ in ijson.parse(stream, use_float=True):
            count += prefix == path and event not in ("map_key", "end_map", "end_array")
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise _damaged(name) from error
    return count


def _damaged(name: str) -> ImportRefused:
    return ImportRefused(
        f"«{name}» is beschadigd of onvolledig: de JSON erin breekt af of klopt niet. Er is niets ingelezen. Maak de export "
        "opnieuw, of kopieer het bestand nog eens."
    )

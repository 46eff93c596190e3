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
        raise ImportRefused(
            f"«{name}» is beschadigd of onvolledig: de JSON erin breekt af of klopt niet. Er is niets ingelezen. Maak de "
            "export opnieuw, of kopieer het bestand nog eens."
        ) from error


def count_records(stream: BinaryIO, path: str, *, name: str) -> int:
    """How many values there are at `path`, counted from the signs of the document, without building them.

    Raises `ImportRefused` as `records` does.
    """
    count = 0
    try:
        for prefix, event, _ in ijson.parse(stream, use_float=True):
            count += prefix == path and event not in ("map_key", "end_map", "end_array")
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise ImportRefused(f"«{name}» is beschadigd of onvolledig: de JSON erin breekt af of klopt niet.") from error
    return count

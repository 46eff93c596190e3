"""Reads the records of a JSON document that may be larger than memory, one after the other. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any, BinaryIO

import ijson

from archive.containers import ImportRefused

MAX_DEPTH = 200
"""Lists and objects inside each other. Exports stay below twenty; the parser's memory grows with the square of it."""
_NO_STRUCTURE = bytes(set(range(256)) - set(b'"[]{}'))
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def records(stream: BinaryIO, path: str, *, name: str) -> Iterator[Any]:
    """The values at `path`, in the notation of ijson: "item" for those of a list, "messages.item" for those of a list in an
    object. Whole numbers are int, others float.

    Raises `ImportRefused`, naming the file, where the document is damaged: what came before it has been yielded by then, so
    an import keeps nothing of it.
    """
    try:
        yield from ijson.items(_Shallow(stream, name), path, use_float=True)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise ImportRefused(
            f"«{name}» is beschadigd of onvolledig: de JSON erin breekt af of klopt niet. Er is niets ingelezen. Maak de "
            "export opnieuw, of kopieer het bestand nog eens."
        ) from error


def count_records(stream: BinaryIO, *paths: str, name: str) -> int:
    """How many values there are at the paths together, counted from the signs of the document, without building them.

    Raises `ImportRefused` as `records` does.
    """
    count = 0
    try:
        for prefix, event, _ in ijson.parse(_Shallow(stream, name), use_float=True):
            count += prefix in paths and event not in ("map_key", "end_map", "end_array")
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise ImportRefused(f"«{name}» is beschadigd of onvolledig: de JSON erin breekt af of klopt niet.") from error
    return count


class _Shallow:
    """The bytes of a document, which stop where it is nested deeper than any export."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._depth = 0
        self._in_string = 0
        self._escape = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises `ImportRefused` for brackets in brackets without end."""
        chunk = self._stream.read(size)
        brackets = self._brackets(self._escape + chunk)
        opened = brackets.count(b"[") + brackets.count(b"{")
        deepest = self._depth + opened
        if deepest > MAX_DEPTH:
            deepest = max(accumulate((_STEP[bracket] for bracket in brackets), initial=self._depth))
        if deepest > MAX_DEPTH:
            raise ImportRefused(
                f"«{self._name}» is geen export: de JSON erin is meer dan {MAX_DEPTH} niveaus diep. Er is niets ingelezen."
            )
        self._depth += 2 * opened - len(brackets)
        return chunk

    def _brackets(self, data: bytes) -> bytes:
        """The brackets outside strings; remembers whether the data ends in a string or half-way an escape."""
        slashes = len(data) - len(data.rstrip(b"\\"))
        self._escape = b"\\" if slashes % 2 else b""
        plain = data[: len(data) - slashes % 2].replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = plain.translate(None, _NO_STRUCTURE).split(b'"')
        outside = b"".join(parts[self._in_string :: 2])
        self._in_string = (self._in_string + len(parts) - 1) % 2
        return outside

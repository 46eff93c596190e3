"""Makes JSON of what Telegram Desktop writes: control characters in it stand as \\x and two digits, which JSON does not know.

Source: SerializeString in Telegram Desktop's export_output_json.cpp.
"""

from __future__ import annotations

import re
from typing import BinaryIO

_BEGUN = re.compile(rb"x[0-9A-Fa-f]?\Z")
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|.)", re.DOTALL)


class ValidEscapes:
    """A stream of an export in which every \\x1F is \\u001F; everything else stays byte for byte."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes, about `size` of them; none at the end only."""
        while chunk := self._stream.read(size):
            data = self._whole(self._left + chunk)
            if data:
                return _ESCAPE.sub(_valid, data) if b"\\x" in data else data
        rest, self._left = self._left, b""
        return rest

    def _whole(self, data: bytes) -> bytes:
        """The data up to an escape that goes on in the next chunk, together with the backslashes before it."""
        begun = _BEGUN.search(data[-2:])
        end = len(data) - (len(begun[0]) if begun else 0)
        start = len(data[:end].rstrip(b"\\"))
        cut = start if start < end else len(data)
        self._left = data[cut:]
        return data[:cut]


def _valid(escape: re.Match[bytes]) -> bytes:
    return b"\\u00" + escape[1] if escape[1] else escape[0]

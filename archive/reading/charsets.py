"""The encodings a page or a mail says its letters are in, and those a JSON file shows to be in. Pure."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO, Protocol, cast

_NOT_OF_LETTERS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
"""Encodings of Python that no page is written in, and of which some take forever over a long text."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNMARKED = {b"{\0": "utf-16-le", b"[\0": "utf-16-le", b"\0{": "utf-16-be", b"\0[": "utf-16-be"}
"""How JSON begins in UTF-16 without a byte order mark (RFC 4627, 3)."""
_BLOCK = 256 * 1024


class Readable(Protocol):
    """What a file is read from."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        ...


def charset(name: str) -> str | None:
    """The encoding a name stands for, in Python's spelling; None when it stands for none of text."""
    try:
        found = codecs.lookup(name).name
        "".encode(found)  # Raises for what is no encoding of text, such as base64.
    except (LookupError, ValueError):
        return None
    return found if found.replace("_", "-") not in _NOT_OF_LETTERS else None


def json_as_utf8(stream: Readable) -> BinaryIO:
    """A JSON file as UTF-8 without a byte order mark, from where its stream is. The stream itself stays the caller's to close.

    PowerShell and editors on Windows save as UTF-16 or with a mark. Bytes that are no UTF-8 stay as they are; what is no UTF-16
    shows as �.
    """
    start = stream.read(3)
    encoding = next((found for mark, found in _MARKS if start.startswith(mark)), _UNMARKED.get(start[:2], "utf-8"))
    if encoding.startswith("utf-16"):
        return cast(BinaryIO, io.BufferedReader(_Decoded(start, stream, encoding), _BLOCK))
    start = start.removeprefix(codecs.BOM_UTF8)
    return cast(BinaryIO, io.BufferedReader(_Decoded(start, stream, ""), _BLOCK))


class _Decoded(io.RawIOBase):
    """What was read of a stream and what follows, from UTF-16 into UTF-8 where an encoding says so."""

    def __init__(self, start: bytes, stream: Readable, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
        self._left = self._converted(start, at_end=False)
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._left and not self._ended:
            chunk = self._stream.read(len(buffer))
            self._ended = not chunk
            self._left = self._converted(chunk, at_end=self._ended)
        given, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)

    def _converted(self, chunk: bytes, *, at_end: bool) -> bytes:
        return self._decoder.decode(chunk, at_end).encode() if self._decoder else chunk

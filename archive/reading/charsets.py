"""The encodings a page or a mail says its letters are in, and those the first bytes of a file show. Pure."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO, Protocol, cast

_NOT_OF_LETTERS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
"""Encodings of Python that no page is written in, and of which some take forever over a long text."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, and the codec that takes its own off. In little-endian, that of UTF-32 begins with that of UTF-16."""
_LONGEST_MARK = 4
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


def marked(start: bytes) -> str | None:
    """The encoding of a file that begins so with a byte order mark, in Python's spelling; None without one."""
    return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None)


def is_marked_wide(start: bytes) -> bool:
    """Whether a file says by its byte order mark that each letter takes two bytes or four: it then has NULs, and is text."""
    return marked(start) not in (None, "utf-8-sig")


def without_mark(start: bytes) -> bytes:
    """The first bytes of a file in UTF-8 without the byte order mark that Windows programs write before it."""
    return start.removeprefix(codecs.BOM_UTF8)


def json_as_utf8(stream: Readable) -> BinaryIO:
    """A JSON file as UTF-8 without a byte order mark, from where its stream is. The stream itself stays the caller's to close.

    PowerShell and editors on Windows save as UTF-16 or with a mark. Bytes that are no UTF-8 stay as they are; what is no letter
    of a wider encoding shows as �.
    """
    start = stream.read(_LONGEST_MARK)
    wide = marked(start) if is_marked_wide(start) else _UNMARKED.get(start[:2])
    return cast(BinaryIO, io.BufferedReader(_Decoded(start if wide else without_mark(start), stream, wide), _BLOCK))


class _Decoded(io.RawIOBase):
    """What was read of a stream and what follows; from another encoding into UTF-8 where there is one."""

    def __init__(self, start: bytes, stream: Readable, encoding: str | None) -> None:
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

"""The text in a typedstream, the format of NeXT's archiver in which Apple keeps a message with its markup (`attributedBody`).

Reads as far as the text of the one object that counts here: an attributed string begins with its string. Not documented by
Apple; the format is described at https://github.com/dgelessus/python-typedstream. Integers are one byte, or behind a mark two
or four; strings and objects that come again are numbers counting from -110.
"""

from __future__ import annotations

_SIGNATURES = {b"streamtyped": "little", b"typedstream": "big"}
_VERSION = 4
_SHORT, _LONG, _NEW, _NIL = 0x81, 0x82, 0x84, 0x85
_FIRST_REFERENCE = 0x92
_MAX_CLASSES = 10


def text_of(stream: bytes) -> str:
    """The text of an attributed string. Raises `ValueError` when the bytes are no typedstream of one."""
    try:
        return _Stream(stream).text()
    except (IndexError, UnicodeDecodeError) as error:
        raise ValueError("typedstream that breaks off or is damaged") from error


class _Stream:
    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0
        self._strings: list[bytes] = []
        self._order = "little"

    def text(self) -> str:
        self._header()
        self._expect(self._shared_string() == b"@", "an object")
        self._expect(any(name.endswith(b"AttributedString") for name in self._object()), "an attributed string")
        self._expect(self._shared_string() == b"@", "an object in it")
        self._expect(b"NSString" in self._object(), "a string in it")
        self._expect(self._shared_string() == b"+", "bytes")
        return self._bytes(self._integer()).decode("utf-8")

    def _header(self) -> None:
        self._expect(self._byte() == _VERSION, "version 4")
        signature = self._bytes(self._byte())
        self._expect(signature in _SIGNATURES, "its signature")
        self._order = _SIGNATURES[signature]
        self._integer()  # the system's version

    def _object(self) -> list[bytes]:
        """The names of the classes of a new object, its own first; what stands in the object follows."""
        self._expect(self._byte() == _NEW, "a new object")
        names: list[bytes] = []
        while (tag := self._byte()) == _NEW and len(names) < _MAX_CLASSES:
            names.append(self._shared_string())
            self._integer()  # the version of the class
        self._expect(tag == _NIL or tag >= _FIRST_REFERENCE, "the end of the classes")
        return names

    def _shared_string(self) -> bytes:
        """A string that is written out once, and afterwards as a number."""
        tag = self._byte()
        if tag == _NEW:
            self._strings.append(self._bytes(self._integer()))
            return self._strings[-1]
        self._expect(tag >= _FIRST_REFERENCE, "a string")
        return self._strings[tag - _FIRST_REFERENCE]

    def _integer(self) -> int:
        tag = self._byte()
        if tag in (_SHORT, _LONG):
            return int.from_bytes(
                self._bytes(2 if tag == _SHORT else 4), "little" if self._order == "little" else "big"
            )
        self._expect(tag < _SHORT or tag >= _FIRST_REFERENCE, "a number")
        return tag

    def _byte(self) -> int:
        self._place += 1
        return self._data[self._place - 1]

    def _bytes(self, length: int) -> bytes:
        end = self._place + length
        self._expect(end <= len(self._data), "more bytes")
        self._place, start = end, self._place
        return self._data[start:end]

    def _expect(self, found: bool, what: str) -> None:
        if not found:
            raise ValueError(f"typedstream: expected {what} before byte {self._place}")

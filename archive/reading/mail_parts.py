"""The parts of a mail message, read line by line: a message of hundreds of megabytes takes no more memory than its text. Pure.

MIME (RFC 2046): what a part is, its headers say; a line with the boundary of a multipart begins the next. A part is named by its
section, as in IMAP (RFC 3501, 6.4.5): "1", "2.1". A message that is attached to another is one part, with all that is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive.reading.charsets import charset
from archive.reading.mail_headers import Headers
from archive.reading.transfer_encodings import decoded

MAX_TEXT_BYTES = 8 * 1024**2
"""Text in one part, as written; a longer one is a file."""
MAX_HEADER_BYTES = 1024**2
"""Headers of one message or part; what comes after is taken for its content."""
MAX_NESTED = 20
"""Multiparts in each other; a deeper one is taken for a file."""
_LINE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A part that holds no other parts. `content` are the bytes of a text as written, None for a file.

    `inside` are the kinds of the multiparts around it, the outermost first: ("mixed", "alternative").
    """

    section: str
    headers: Headers
    inside: tuple[str, ...]
    content: bytes | None

    @property
    def is_text(self) -> bool:
        """Whether it is a text to show in the message."""
        return self.content is not None

    def text(self) -> tuple[str, bool]:
        """The text, lines with LF, and whether all its bytes were letters."""
        content = b"".join(decoded(iter([self.content or b""]), self.headers.transfer_encoding))
        text, sure = _letters(content, self.headers.charset)
        return text.replace("\r\n", "\n").replace("\r", "\n"), sure


@dataclass(frozen=True, slots=True)
class Mail:
    """A message: its headers, the lines they were, and its parts."""

    headers: Headers
    head: bytes
    parts: tuple[Part, ...]


def read_head(stream: BinaryIO) -> bytes:
    """The lines of the headers of a message alone."""
    return _Lines(stream).head(())


def read_mail(stream: BinaryIO) -> Mail:
    """A message with the texts in it; of its files only the headers."""
    scan = Scan(stream)
    parts = []
    for section, headers, inside, lines in scan.parts():
        parts.append(Part(section, headers, inside, _whole(lines) if _is_text(headers) else None))
    if not parts and scan.outside.strip():
        # It says to have parts, but the boundary between them is nowhere: all there is, is a text.
        parts.append(Part("0", Headers(b""), (), scan.outside))
    return Mail(scan.headers, scan.head, tuple(parts))


class _Lines:
    """The lines of a message; a very long one comes in pieces, of which the first begins a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._begins = True
        self._again: bytes | None = None

    def next(self) -> tuple[bytes, bool]:
        """The next line, with its end, and whether it begins one; b"" at the end of the message."""
        if self._again is not None:
            line, self._again = self._again, None
            return line, True
        begins = self._begins
        line = self._stream.readline(_LINE_BYTES)
        self._begins = line.endswith(b"\n")
        return line, begins

    def put_back(self, line: bytes) -> None:
        """Give a line that begins one once more."""
        self._again = line

    def head(self, boundaries: tuple[bytes, ...]) -> bytes:
        """The lines of the headers that begin here; the empty line after them is taken as well."""
        found: list[bytes] = []
        size = 0
        while size < MAX_HEADER_BYTES:
            line, begins = self.next()
            if not line or (begins and not line.strip(b"\r\n")):
                break
            if begins and line.startswith(b"--") and line.rstrip().removesuffix(b"--")[2:] in boundaries:
                self.put_back(line)
                break
            found.append(line)
            size += len(line)
        return b"".join(found)


@dataclass(slots=True)
class _Multipart:
    boundary: bytes
    prefix: str
    kind: str
    count: int = 0


class Scan:
    """Goes through a message once. The lines of a part must be taken before the next part is asked for, or they are lost.

    `outside` is the beginning of what stands before, between and after the parts.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = _Lines(stream)
        self.head = self._lines.head(())
        self.headers = Headers(self.head)
        self._open: list[_Multipart] = []
        self.outside = b""

    def parts(self) -> Iterator[tuple[str, Headers, tuple[str, ...], Iterator[bytes]]]:
        """Each part with its section, its headers, the kinds of multiparts around it, and its lines as written."""
        if not self._begin(self.headers, ""):
            yield "1", self.headers, (), self._content()
            return
        while self._skip():
            multipart = self._open[-1]
            multipart.count += 1
            section = f"{multipart.prefix}{multipart.count}"
            headers = Headers(self._lines.head(tuple(part.boundary for part in self._open)))
            if not self._begin(headers, f"{section}."):
                content = self._content()
                yield section, headers, tuple(part.kind for part in self._open), content
                for _ in content:
                    pass

    def _begin(self, headers: Headers, prefix: str) -> bool:
        """Whether headers begin a multipart, which is then open."""
        kind, _, subtype = headers.content_type.partition("/")
        if kind != "multipart" or not headers.boundary or len(self._open) >= MAX_NESTED:
            return False
        self._open.append(_Multipart(headers.boundary, prefix, subtype))
        return True

    def _content(self) -> Iterator[bytes]:
        """The lines up to the next boundary, which stays; the end of the last line belongs to the boundary."""
        held = b""
        while True:
            line, begins = self._lines.next()
            if not line:
                yield held
                return
            if begins and self._delimits(line) is not None:
                self._lines.put_back(line)
                yield held.removesuffix(b"\n").removesuffix(b"\r")
                return
            yield held
            held = line

    def _skip(self) -> bool:
        """Pass over lines that belong to no part, up to a boundary that begins one; whether there is one."""
        while True:
            line, begins = self._lines.next()
            if not line:
                return False
            delimiter = self._delimits(line) if begins else None
            if delimiter is None:
                if len(self.outside) < _LINE_BYTES:
                    self.outside += line
                continue
            place, closes = delimiter
            if not closes:
                del self._open[place + 1 :]
                return True
            del self._open[place:]

    def _delimits(self, line: bytes) -> tuple[int, bool] | None:
        """Which open multipart a line is a boundary of, and whether it closes it; None for any other line."""
        if not line.startswith(b"--"):
            return None
        written = line.rstrip(b" \t\r\n")[2:]
        for place in range(len(self._open) - 1, -1, -1):
            boundary = self._open[place].boundary
            if written == boundary:
                return place, False
            if written == boundary + b"--":
                return place, True
        return None


def _is_text(headers: Headers) -> bool:
    """Whether a part is a text to show; a multipart that does not say where its parts begin is one as well."""
    kind = headers.content_type
    shown = kind in ("text/plain", "text/html") or (kind.startswith("multipart/") and not headers.boundary)
    return shown and not headers.is_attachment and not headers.file_name


def _whole(lines: Iterator[bytes]) -> bytes | None:
    """The lines of a text together; None when they are too long for one."""
    found: list[bytes] = []
    size = 0
    for line in lines:
        found.append(line)
        size += len(line)
        if size > MAX_TEXT_BYTES:
            return None
    return b"".join(found)


def _letters(content: bytes, said: str) -> tuple[str, bool]:
    """Bytes as text: in the encoding they are said to have, else as UTF-8, else as Windows-1252."""
    for encoding in filter(None, (charset(said), "utf-8")):
        try:
            return content.decode(encoding), True
        except UnicodeError:
            continue
    return content.decode("cp1252", "backslashreplace"), False

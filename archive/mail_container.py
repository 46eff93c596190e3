"""Takes an e-mail file apart as a stream: its headers, and each part decoded to a file (RFC 5322, 2045 and 2046). Pure.

The standard library keeps a whole message in memory; an attachment here may have gigabytes. What is decoded is never
larger than what was read, so a message cannot swell.
"""

from __future__ import annotations

import binascii
import quopri
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from archive.containers import MAX_MEMBERS, Container, ImportRefused

MAX_HEADER_BYTES = 1024**2
"""Real headers stay below a hundredth of this, with a thousand participants in them."""
MAX_DEPTH = 20
"""Multiparts within multiparts; real messages have three."""
_LINE_BYTES = 64 * 1024
"""A longer line is read in pieces; only its first can be a boundary."""
_BATCH_BYTES = 256 * 1024
_UNREADABLE = (ValueError, LookupError, AttributeError, TypeError)
"""What the standard library raises for a header that is damaged."""
_EXTENSIONS = {"text/plain": "txt", "text/html": "html", "message/rfc822": "eml"}


@dataclass(frozen=True, slots=True)
class MailPart:
    """One part that is no multipart itself. `name` is the file name it was sent under, "" when it has none."""

    name: str
    content_type: str
    path: Path


class MailContainer(Container):
    """An e-mail as the files in it, under the names they were sent with. `headers` are those of the message itself.

    A part without a name is called after its place and kind: "deel-1.txt". A name that comes twice is numbered.
    """

    def __init__(self, stream: BinaryIO, folder: Path, *, name: str, packed_bytes: int) -> None:
        """Decode the parts into `folder`, which the caller removes. Raises `ImportRefused` for what is no e-mail."""
        self.name = name
        self.packed_bytes = packed_bytes
        self.headers, parts = _taken_apart(stream, folder, name=name)
        self.parts = _named(parts)
        self.members = tuple(self.parts)

    def open(self, member: str) -> BinaryIO:
        """A stream of the decoded bytes of a part."""
        return self.parts[member].path.open("rb")

    def size(self, member: str) -> int:
        """The size of a decoded part in bytes."""
        return self.parts[member].path.stat().st_size

    def close(self) -> None:
        """Nothing is held open."""


def read_headers(head: bytes) -> EmailMessage:
    """The headers at the start of an e-mail, however much of the rest is there; without any for what is no e-mail."""
    return BytesHeaderParser(policy=policy.default).parsebytes(head)


def header(headers: EmailMessage, name: str) -> str:
    """A header decoded, on one line; "" when it is absent or too damaged to read."""
    try:
        return " ".join(str(headers.get(name, "")).split())
    except _UNREADABLE:
        return ""


def _taken_apart(stream: BinaryIO, folder: Path, *, name: str) -> tuple[EmailMessage, list[MailPart]]:
    lines = _Lines(stream, name)
    headers = lines.headers()
    if not headers.keys():
        raise ImportRefused(f"«{name}» is geen e-mailbericht: er staan geen kopregels in.")
    parts: list[MailPart] = []
    _read_entity(lines, headers, folder, parts)
    return headers, parts


def _read_entity(lines: _Lines, headers: EmailMessage, folder: Path, parts: list[MailPart]) -> None:
    """Read what the headers announce, up to the boundary of what it is in."""
    boundary = _boundary(headers)
    if boundary is None:
        parts.append(_decoded(lines, headers, folder / f"{len(parts)}"))
        if len(parts) > MAX_MEMBERS:
            raise ImportRefused(f"«{lines.name}» bevat meer dan {MAX_MEMBERS} bestanden en wordt niet uitgepakt.")
        return
    with lines.within(boundary):
        for _ in lines.body():
            """What stands before the first part is for mail programs that know no parts."""
        while lines.at_part_of(boundary):
            _read_entity(lines, lines.headers(), folder, parts)
    for _ in lines.body():
        """Nor does what stands after the last part belong to any."""


class _Lines:
    """The lines of a message, stopping at the boundaries that are open."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self.name = stream, name
        self._open: list[bytes] = []
        self._stopped_at: tuple[bytes, bool] | None = None

    def headers(self) -> EmailMessage:
        """The headers from here to the empty line."""
        self._stopped_at = None
        head = bytearray()
        while line := self._stream.readline(_LINE_BYTES):
            head += line
            if line in (b"\n", b"\r\n"):
                break
            if len(head) > MAX_HEADER_BYTES:
                raise ImportRefused(f"«{self.name}» is geen e-mailbericht: de kopregels houden niet op.")
        return read_headers(bytes(head))

    def within(self, boundary: bytes) -> _Within:
        """Open a boundary for a while."""
        if len(self._open) >= MAX_DEPTH:
            raise ImportRefused(f"«{self.name}» bestaat uit te veel lagen en wordt niet uitgepakt.")
        return _Within(self._open, boundary)

    def at_part_of(self, boundary: bytes) -> bool:
        """Whether reading stopped where another part of this multipart begins."""
        return self._stopped_at == (boundary, False)

    def body(self) -> Iterator[bytes]:
        """The lines up to a boundary that is open, or the end. The line end before a boundary belongs to it."""
        if self._stopped_at is not None and self._stopped_at[0] in self._open:
            return
        self._stopped_at = None
        kept, at_start = b"", True
        while line := self._stream.readline(_LINE_BYTES):
            if at_start and line.startswith(b"--") and self._is_boundary(line):
                break
            yield kept
            content = line.rstrip(b"\r\n") if line.endswith(b"\n") else line
            yield content
            kept, at_start = line[len(content) :], line.endswith(b"\n")
        else:
            yield kept

    def _is_boundary(self, line: bytes) -> bool:
        found = line.rstrip()
        for boundary in self._open:
            if found in (boundary, boundary + b"--"):
                self._stopped_at = (boundary, found != boundary)
                return True
        return False


class _Within:
    def __init__(self, boundaries: list[bytes], boundary: bytes) -> None:
        self._boundaries, self._boundary = boundaries, boundary

    def __enter__(self) -> None:
        self._boundaries.append(self._boundary)

    def __exit__(self, *_: object) -> None:
        self._boundaries.pop()


def _boundary(headers: EmailMessage) -> bytes | None:
    """The line that parts a multipart, or None for what is none."""
    try:
        if headers.get_content_maintype() != "multipart":
            return None
        named = headers.get_boundary()
    except _UNREADABLE:
        return None
    return b"--" + named.encode("utf-8", "surrogateescape") if named else None


def _decoded(lines: _Lines, headers: EmailMessage, path: Path) -> MailPart:
    encoding = header(headers, "Content-Transfer-Encoding").lower()
    with path.open("wb") as target:
        for piece in _decoders(encoding, lines):
            target.write(piece)
    return MailPart(_file_name(headers), _content_type(headers), path)


def _decoders(encoding: str, lines: _Lines) -> Iterator[bytes]:
    if encoding == "base64":
        return _from_base64(lines.body(), lines.name)
    if encoding == "quoted-printable":
        return (quopri.decodestring(piece) if piece.strip() else piece for piece in _whole_lines(lines.body()))
    return lines.body()


def _whole_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces as lines with their ends: a soft line break is decoded with the line it ends."""
    line = bytearray()
    for piece in pieces:
        line += piece
        if piece.endswith(b"\n") or len(line) >= _BATCH_BYTES:
            yield bytes(line)
            line.clear()
    yield bytes(line)


def _from_base64(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Base64 in any lines. Raises `ImportRefused` where it is damaged: half an attachment is no attachment."""
    pending = bytearray()
    try:
        for piece in pieces:
            pending += piece.strip()
            if len(pending) >= _BATCH_BYTES:
                whole = len(pending) // 4 * 4
                yield binascii.a2b_base64(pending[:whole], strict_mode=True)
                del pending[:whole]
        yield binascii.a2b_base64(pending, strict_mode=True)
    except binascii.Error as error:
        raise ImportRefused(
            f"«{name}» is beschadigd: een bijlage erin is niet te lezen. Er is niets ingelezen. Kopieer het bestand nog eens."
        ) from error


def _file_name(headers: EmailMessage) -> str:
    """The name a part was sent under, without folders."""
    try:
        named = headers.get_filename() or ""
    except _UNREADABLE:
        named = ""
    name = PurePosixPath(named.replace("\\", "/").replace("\0", "")).name
    return "" if name == ".." else name


def _content_type(headers: EmailMessage) -> str:
    try:
        return headers.get_content_type()
    except _UNREADABLE:
        return "application/octet-stream"


def _named(parts: list[MailPart]) -> dict[str, MailPart]:
    """The parts, each under a name of its own."""
    named: dict[str, MailPart] = {}
    for place, part in enumerate(parts, start=1):
        name = part.name or f"deel-{place}.{_EXTENSIONS.get(part.content_type, 'bin')}"
        while name in named:
            name = f"{place}-{name}"
        named[name] = part
    return named

"""A mailbox in one file (mbox, RFC 4155) as the messages in it, found in one pass, however large it is. Pure.

Each message has a line before it that begins with "From " and says when it came in. Other lines that begin so are text: who
writes a mailbox sets ">" before them, or not.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import BinaryIO, cast

from archive.figures import dotted
from archive.reading.containers import BUFFER_BYTES, MAX_MEMBERS, Container, ImportRefused

SAMPLE_BYTES = 8 * 1024
_LINE_BYTES = 64 * 1024
_SEPARATOR = re.compile(
    rb"From (?:[ \t]*|[^\r\n]*\d{1,2}:\d\d[^\r\n]*\d{4}[^\r\n]*|\S+@\S+[ \t][^\r\n]*\d{4}[^\r\n]*)\r?\n"
)
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")


def is_mailbox(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a mailbox: a line before a message, and a header below it."""
    separator = _SEPARATOR.match(start)
    return separator is not None and _HEADER.match(start, separator.end()) is not None


def holds_mailbox(container: Container, member: str) -> bool:
    """Whether a member is a mailbox, judged by how it begins."""
    with container.open(member) as stream:
        return is_mailbox(stream.read(SAMPLE_BYTES))


class MailboxContainer(Container):
    """A mailbox as a container. `members` are the numbers of its messages from "1" on, in the order of the file."""

    def __init__(self, stream: BinaryIO, folder: Path, *, name: str, packed_bytes: int) -> None:
        """Copy the mailbox into `folder`, which the caller removes. Raises `ImportRefused` for one of too many messages."""
        self.name, self.packed_bytes = name, packed_bytes
        self._path = folder / "mailbox"
        with self._path.open("wb") as target:
            self._places = _places(stream, target, name)
        self.members = tuple(str(number) for number in range(1, len(self._places) + 1))

    def open(self, member: str) -> BinaryIO:
        """A stream of the bytes of a message, without the line before it."""
        begin, end = self._places[int(member) - 1]
        file = self._path.open("rb")
        file.seek(begin)
        return cast(BinaryIO, io.BufferedReader(_Stretch(file, end - begin), BUFFER_BYTES))

    def size(self, member: str) -> int:
        """The size of a message in bytes."""
        begin, end = self._places[int(member) - 1]
        return end - begin

    def called(self, member: str) -> str:
        """What people call a message that has no name."""
        return f"bericht {member} van {self.name}"

    def close(self) -> None:
        """Nothing is held open."""


def _places(stream: BinaryIO, target: BinaryIO, name: str) -> list[tuple[int, int]]:
    """Where each message begins and ends, in bytes; what is read is written to `target`."""
    places: list[tuple[int, int]] = []
    begin = at = 0
    # A message begins below a line that may be the one before it, where an empty line or nothing stands above that.
    separator: int | None = None
    after_empty = begins = True
    while line := stream.readline(_LINE_BYTES):
        if separator is not None and _HEADER.match(line):
            if separator:
                places.append((begin, separator))
            begin = at
            if len(places) >= MAX_MEMBERS:
                raise ImportRefused(
                    f"«{name}» bevat meer dan {dotted(MAX_MEMBERS)} berichten. Verdeel het postvak over kleinere bestanden."
                )
        separator = at if begins and after_empty and _SEPARATOR.fullmatch(line) else None
        after_empty, begins = begins and not line.strip(b"\r\n"), line.endswith(b"\n")
        at += len(line)
        target.write(line)
    return [*places, (begin, at)]


class _Stretch(io.RawIOBase):
    """So many bytes of a file, from where it is; closes the file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        chunk = self._file.read(min(len(buffer), self._left))
        self._left -= len(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._file.close()
        super().close()

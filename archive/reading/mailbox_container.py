"""A mailbox in one file (mbox, RFC 4155) as the messages in it, found in one pass, however large it is. Pure.

Each message has a line before it that begins with "From " and says when it came in, an empty line above that, and headers
beneath it that say from whom it is or of when. Other lines that begin so are text: who writes a mailbox sets ">" before them, or
not. Some write no empty line; then nothing tells a message from one that is quoted, and those lines are counted.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, field
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
_WHO_OR_WHEN = re.compile(rb"^(?:From|Date)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_MARK = b"\xef\xbb\xbf"
_BLANKS = b" \t\r\n"
_ABOVE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*")
"""What may stand above the first message: a byte order mark and empty lines."""
_EMPTY_LINE = re.compile(rb"^[ \t]*\r?\n", re.MULTILINE)


def is_mailbox(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a mailbox: a line before a message, and headers below it.

    Of headers that go on beyond `SAMPLE_BYTES` it is not known whether they say from whom it is or of when; they count.
    """
    above = _ABOVE.match(start)
    separator = _SEPARATOR.match(start, above.end() if above else 0)
    if separator is None or not _HEADER.match(start, separator.end()):
        return False
    headers, ended = start[separator.end() :], _EMPTY_LINE.search(start, separator.end())
    if ended is not None:
        headers = start[separator.end() : ended.start()]
    elif len(start) >= SAMPLE_BYTES:
        return True
    return _WHO_OR_WHEN.search(headers) is not None


def holds_mailbox(container: Container, member: str) -> bool:
    """Whether a member is a mailbox, judged by how it begins."""
    with container.open(member) as stream:
        return is_mailbox(stream.read(SAMPLE_BYTES))


class MailboxContainer(Container):
    """A mailbox as a container. `members` are the numbers of its messages from "1" on, in the order of the file.

    `lookalikes` says of the number of a message how many lines in it look like the beginning of another one, and were taken
    for text because no empty line stands above them.
    """

    def __init__(self, stream: BinaryIO, folder: Path, *, name: str, packed_bytes: int) -> None:
        """Copy the mailbox into `folder`, which the caller removes. Raises `ImportRefused` for one of too many messages."""
        self.name, self.packed_bytes = name, packed_bytes
        self._path = folder / "mailbox"
        with self._path.open("wb") as target:
            found = _found_in(stream, target, name)
        self._places, self.lookalikes = found.places, found.lookalikes
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


def _found_in(stream: BinaryIO, target: BinaryIO, name: str) -> _Found:
    """Where each message begins and ends; what is read is written to `target`."""
    found = _Found(name)
    at = 0
    is_head = after_empty = begins = True
    while line := stream.readline(_LINE_BYTES):
        text = line if at else line.removeprefix(_MARK)
        is_empty = begins and not text.strip(_BLANKS)
        if is_empty:
            found.candidate = None
        elif begins and (found.candidate is not None or text.startswith(b"From ")):
            found.look(text, at, is_under_empty=after_empty, is_first=is_head)
        is_head = is_head and is_empty
        after_empty, begins = is_empty, line.endswith(b"\n")
        at += len(line)
        target.write(line)
    found.places.append((found.begin, at))
    return found


@dataclass(slots=True)
class _Candidate:
    """A line that may be the one before a message. `at` is where it begins, `below` where the headers beneath it do."""

    at: int
    is_under_empty: bool
    is_first: bool
    below: int = 0


@dataclass(slots=True)
class _Found:
    """The messages of a mailbox so far: the places of those that ended, in bytes, and where the last one begins."""

    name: str
    places: list[tuple[int, int]] = field(default_factory=list)
    begin: int = 0
    lookalikes: Counter[int] = field(default_factory=Counter)
    candidate: _Candidate | None = None

    def look(self, line: bytes, at: int, *, is_under_empty: bool, is_first: bool) -> None:
        """Look at a line that is not empty: a candidate, or one beneath it that says whether it is what it seems."""
        if _SEPARATOR.fullmatch(line):
            self.candidate = _Candidate(at, is_under_empty, is_first)
        elif self.candidate is not None:
            if not self.candidate.below and not _HEADER.match(line):
                self.candidate = None
                return
            self.candidate.below = self.candidate.below or at
            # The first one was known by how the file begins.
            if self.candidate.is_first or _WHO_OR_WHEN.match(line):
                self._decide(self.candidate)
                self.candidate = None

    def _decide(self, candidate: _Candidate) -> None:
        if not candidate.is_under_empty:
            self.lookalikes[len(self.places) + 1] += 1
            return
        if not candidate.is_first:
            self.places.append((self.begin, candidate.at))
        self.begin = candidate.below
        if len(self.places) >= MAX_MEMBERS:
            raise ImportRefused(
                f"«{self.name}» bevat meer dan {dotted(MAX_MEMBERS)} berichten. Verdeel het postvak over kleinere bestanden."
            )


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

"""A mailbox in one file (mbox, RFC 4155) as the messages in it, found in one pass, however large it is. Pure.

Each message has a line before it that begins with "From " and says when it came in, an empty line above that, and headers
beneath it. Other lines that begin so are text: who writes a mailbox sets ">" before them, or not. So a message is what has
headers that say from whom it is or of when; or, without these, nothing but headers, some of which only mail has, below a line
as RFC 4155 wants it. A line that has part of this only (some write no empty line) cannot be told from one that is quoted: what
is below stays text, and the line is counted.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO, cast

from archive.figures import dotted
from archive.reading.charsets import without_mark
from archive.reading.containers import BUFFER_BYTES, MAX_MEMBERS, Container, ImportRefused
from archive.reading.mail_headers import HEADER

SAMPLE_BYTES = 8 * 1024
_LINE_BYTES = 64 * 1024
_SEPARATOR = re.compile(
    rb"From (?:[ \t]*|[^\r\n]*\d{1,2}:\d\d[^\r\n]*\d{4}[^\r\n]*|\S+@\S+[ \t][^\r\n]*\d{4}[^\r\n]*)\r?\n"
)
_STRICT = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d "
    rb"\d\d:\d\d(?::\d\d)?(?: [A-Z]{1,5}| [+-]\d{4})? \d{4}(?: [+-]\d{4})?[ \t]*\r?\n"
)
"""The line as RFC 4155 has it, an address and a time of the C library, with or without the zone that some add."""
_WHO_OR_WHEN = re.compile(rb"(?:From|Date)[ \t]*:", re.IGNORECASE)
_OF_MAIL = re.compile(
    rb"(?:From|Date|Sender|Reply-To|To|Cc|Bcc|Subject|Message-ID|In-Reply-To|References|Received|Return-Path|Delivered-To|"
    rb"Envelope-To|MIME-Version|(?:Content|Resent|List|DKIM|ARC|X)-[!-9;-~]+)[ \t]*:",
    re.IGNORECASE,
)
"""Headers that are those of mail; what else has a word and a colon can be a line of text ("Locatie: Den Haag")."""
_BLANKS = b" \t\r\n"
_ABOVE = re.compile(rb"(?:[ \t]*\r?\n)*")
"""What may stand above the first message."""


class Why(Enum):
    """Why a line that looks like the one before a message was taken for text."""

    NO_EMPTY_LINE = auto()
    NO_HEADERS = auto()
    """What is below it is no such headers as mail begins with, or has other lines among them."""


def is_mailbox(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a mailbox: a line before a message, and headers below it.

    Of headers that go on beyond `SAMPLE_BYTES` it is not known whether they say from whom it is or of when; they count.
    """
    goes_on, start = len(start) >= SAMPLE_BYTES, without_mark(start)
    above = _ABOVE.match(start)
    separator = _SEPARATOR.match(start, above.end() if above else 0)
    if separator is None:
        return False
    head = _Head(is_strict=_STRICT.fullmatch(separator[0]) is not None)
    for line in start[separator.end() :].splitlines(keepends=True):
        if not line.strip(_BLANKS):
            return head.is_of_mail
        if not head.take(line):
            return False
    return head.is_of_mail or (goes_on and head.lines > 0)


def holds_mailbox(container: Container, member: str) -> bool:
    """Whether a member is a mailbox, judged by how it begins."""
    with container.open(member) as stream:
        return is_mailbox(stream.read(SAMPLE_BYTES))


class MailboxContainer(Container):
    """A mailbox as a container. `members` are the numbers of its messages from "1" on, in the order of the file.

    `lookalikes` says of the number of a message how many lines in it look like the beginning of another one and were taken for
    text, by why they were.
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
        text = line if at else without_mark(line)
        is_empty = begins and not text.strip(_BLANKS)
        if is_empty:
            found.end_head()
        elif begins and (found.candidate is not None or text.startswith(b"From ")):
            found.look(text, at, is_under_empty=after_empty, is_first=is_head)
        is_head = is_head and is_empty
        after_empty, begins = is_empty, line.endswith(b"\n")
        at += len(line)
        target.write(line)
    found.end_head()
    found.places.append((found.begin, at))
    return found


@dataclass(slots=True)
class _Head:
    """The lines below one that may be the line before a message, as far as they can be its headers.

    `is_strict` is of the line itself: whether it is as RFC 4155 has it.
    """

    is_strict: bool
    lines: int = 0
    says_who_or_when: bool = False
    has_header_of_mail: bool = False
    is_unbroken: bool = True

    def take(self, line: bytes) -> bool:
        """Look at the next line that is not empty; whether there can be a head at all: the first line of one is a header."""
        is_header = HEADER.match(line) is not None
        if not self.lines and not is_header:
            return False
        self.lines += 1
        self.says_who_or_when |= _WHO_OR_WHEN.match(line) is not None
        self.has_header_of_mail |= _OF_MAIL.match(line) is not None
        self.is_unbroken &= is_header or line[:1] in (b" ", b"\t")
        return True

    @property
    def is_of_mail(self) -> bool:
        """Whether a message begins here, now that the head has ended."""
        return self.says_who_or_when or (self.is_strict and self.has_header_of_mail and self.is_unbroken)

    @property
    def may_be_of_mail(self) -> bool:
        """Whether it would be rash to say that this is text."""
        return self.is_strict or self.has_header_of_mail


@dataclass(slots=True)
class _Candidate:
    """A line that may be the one before a message. `at` is where it begins, `below` where the head beneath it does, in bytes."""

    at: int
    is_under_empty: bool
    is_first: bool
    head: _Head
    below: int = 0


@dataclass(slots=True)
class _Found:
    """The messages of a mailbox so far: the places of those that ended, in bytes, and where the last one begins."""

    name: str
    places: list[tuple[int, int]] = field(default_factory=list)
    begin: int = 0
    lookalikes: dict[Why, Counter[int]] = field(default_factory=dict)
    candidate: _Candidate | None = None

    def look(self, line: bytes, at: int, *, is_under_empty: bool, is_first: bool) -> None:
        """Look at a line that is not empty: a candidate, or one beneath it that says whether it is what it seems."""
        if _SEPARATOR.fullmatch(line):
            self.end_head(is_cut_short=True)
            self.candidate = _Candidate(at, is_under_empty, is_first, _Head(_STRICT.fullmatch(line) is not None))
        elif self.candidate is not None:
            if not self.candidate.head.take(line):
                self.candidate = None
                return
            self.candidate.below = self.candidate.below or at
            # The first one was known by how the file begins.
            if self.candidate.is_first or self.candidate.head.says_who_or_when:
                self._decide(self.candidate, is_of_mail=True)

    def end_head(self, *, is_cut_short: bool = False) -> None:
        """The head below the candidate has ended, by an empty line or the file's end; or `is_cut_short` by another candidate."""
        if self.candidate is not None:
            self._decide(self.candidate, is_of_mail=self.candidate.head.is_of_mail and not is_cut_short)

    def _decide(self, candidate: _Candidate, *, is_of_mail: bool) -> None:
        self.candidate = None
        if not is_of_mail or not candidate.is_under_empty:
            if candidate.head.may_be_of_mail:
                why = Why.NO_HEADERS if candidate.is_under_empty else Why.NO_EMPTY_LINE
                self.lookalikes.setdefault(why, Counter())[len(self.places) + 1] += 1
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

"""The headers of a mail message or of one of its parts: RFC 5322, with the encodings of RFC 2047 and RFC 2231. Pure.

Read leniently, for archives hold what was sent and not what is right: bytes that are no ASCII are read as UTF-8, else as
Windows-1252; what cannot be decoded stays as it is written. Nothing here raises but `sent_at`.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime

from archive.reading.charsets import charset

HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:")
"""How a line that is a header begins, with its name as a group (RFC 5322, 3.6.8 and 4.5.8)."""
_ENCODED_WORDS = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=(?:\s*=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)*")
_ENCODED_WORD = re.compile(r"=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_NO_YEAR = re.compile(r"\b0\d{3}\s+\d{1,2}:")
"""The year of a date that is none ("01 Jan 0001"), which the standard library takes for 2001."""
_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Address:
    """A person in a header: the address in lower case, "" when there is none, and the name that stands with it."""

    address: str
    name: str


class Headers:
    """The headers of a message or part, by name, whatever the case of its letters."""

    def __init__(self, block: bytes) -> None:
        """`block` are the lines up to the empty one."""
        self._values: dict[str, list[str]] = {}
        for name, lines in _unfolded(block):
            self._values.setdefault(name, []).append(" ".join(lines))
        self._content = Message()
        for name in ("content-type", "content-disposition"):
            if name in self._values:
                self._content[name] = self._values[name][0]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._values

    def names(self) -> Iterable[str]:
        """The names of the headers, in lower case."""
        return self._values.keys()

    def raw(self, name: str) -> str:
        """The first value of a header as it is written, "" when there is none."""
        return self._values.get(name.lower(), [""])[0]

    def text(self, name: str) -> str:
        """The first value of a header as it was meant, "" when there is none."""
        return decoded(self.raw(name))

    def addresses(self, *names: str) -> list[Address]:
        """The people in some headers, in order."""
        values = [value for name in names for value in self._values.get(name.lower(), [])]
        return [address for value in values for address in _people(value)]

    def message_ids(self, name: str) -> list[str]:
        """The ids of messages a header holds, without their brackets."""
        return _MESSAGE_ID.findall(self.raw(name))

    def sent_at(self) -> datetime:
        """The moment of the message in UTC. Raises `ValueError` when there is none, or it cannot be read."""
        if _NO_YEAR.search(self.raw("date")):
            raise ValueError(self.raw("date"))
        try:
            moment = parsedate_to_datetime(self.raw("date"))
            # "-0000" is a moment in UTC of which the local zone is not told (RFC 5322, 3.3).
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except OverflowError as error:
            raise ValueError(self.raw("date")) from error

    @property
    def content_type(self) -> str:
        """What a part is, "text/plain" when it does not say."""
        return self._content.get_content_type()

    @property
    def boundary(self) -> bytes:
        """The line between the parts of a multipart, without its dashes, b"" when there is none."""
        return self.parameter("boundary").encode("utf-8", "surrogateescape")

    @property
    def charset(self) -> str:
        """The encoding a text says it has, "" when it does not say."""
        return self.parameter("charset").strip("'\" ").lower()

    @property
    def transfer_encoding(self) -> str:
        """How the bytes of a part are written: "base64", "quoted-printable", "7bit" ..."""
        return self.raw("content-transfer-encoding").split(";")[0].strip().lower()

    @property
    def is_attachment(self) -> bool:
        """Whether a part says it is an attachment, and no text to show."""
        return self.raw("content-disposition").split(";")[0].strip().lower() == "attachment"

    @property
    def file_name(self) -> str:
        """The name a part has as a file, "" when it has none."""
        return decoded(self.parameter("filename", of="content-disposition") or self.parameter("name")).strip()

    def parameter(self, name: str, *, of: str = "content-type") -> str:
        """A parameter of a header, "" when it has none."""
        try:
            value = self._content.get_param(name, "", header=of)
            return collapse_rfc2231_value(value) if value else ""
        except (LookupError, ValueError, TypeError):
            return ""


def _people(value: str) -> list[Address]:
    """The people in one header."""
    try:
        pairs = getaddresses([value])
    except RecursionError:  # Brackets in brackets without end.
        return []
    found = ((decoded(name).strip(" '\""), address.strip().lower()) for name, address in pairs)
    return [Address(address, name) for name, address in found if name or address]


def _unfolded(block: bytes) -> Iterator[tuple[str, list[str]]]:
    """Each header by its name, with the lines its value was broken into."""
    name, lines = "", []
    for line in block.splitlines():
        text = _as_text(line)
        if line[:1] in (b" ", b"\t"):
            lines.append(text.strip())
            continue
        if name:
            yield name, lines
        match = HEADER.match(line)
        name, lines = (match[1].decode().lower(), [text[match.end() :].strip()]) if match else ("", [])
    if name:
        yield name, lines


def decoded(value: str) -> str:
    """A header with its encoded words as the letters they stand for (RFC 2047)."""
    return _ENCODED_WORDS.sub(lambda match: _words(match[0]), value)


def _words(written: str) -> str:
    """Encoded words in a row; a letter may be cut in two between them."""
    pieces: list[tuple[str, bytes]] = []
    for name, encoding, text in _ENCODED_WORD.findall(written):
        content = _word(encoding, text)
        if content is None:
            return written
        if pieces and pieces[-1][0] == name.lower():
            content = pieces.pop()[1] + content
        pieces.append((name.lower(), content))
    return "".join(_in_charset(content, name) for name, content in pieces)


def _in_charset(content: bytes, name: str) -> str:
    try:
        return content.decode(charset(name) or "utf-8")
    except UnicodeError:
        return _as_text(content)


def _word(encoding: str, text: str) -> bytes | None:
    try:
        if encoding in "bB":
            return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        return quopri.decodestring(text.replace("_", "=20").encode())
    except (binascii.Error, ValueError):
        return None


def _as_text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeError:
        return line.decode("cp1252", "replace")

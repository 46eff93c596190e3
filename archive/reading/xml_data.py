"""Files that an XML document holds as base64 in attributes: cut out while it is read, and the document as their container. Pure.

No parser and no memory ever has such a file whole. Known of SMS Backup & Restore: `<part ct="image/jpeg" data="/9j/4AAQ…"/>`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple

from archive.reading.charsets import marked
from archive.reading.containers import BUFFER_BYTES, MAX_MEMBERS, Container, too_many
from archive.reading.transfer_encodings import from_base64, letters_of_base64

ELEMENT, ATTRIBUTE = "part", "data"
SHOWN = 60
"""Characters of a file that stay in the document, to show."""
_NOTHING = ("", "null")
"""Values that are no file."""
_LITERAL = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
"""Where text begins in which nothing is a tag, and how it ends."""
_BEGINS = re.compile(rf"<!--|<!\[CDATA\[|<\?|<{ELEMENT}(?=\s)")
_MAY_BEGIN = re.compile(r"<(?:!-?|!\[(?:C(?:D(?:A(?:TA?)?)?)?)?|p(?:a(?:rt?)?)?)?")
"""The beginning of one of these, at the end of a piece."""
_LONGEST_BEGIN = 9
_REFERENCE = re.compile(r"&#?\w{1,12};")
_UNFINISHED = re.compile(r"&#?\w{0,12}$")
_NAME_BEFORE = re.compile(r"([^\s=\"']+)\s*=\s*$")
_WHOLE, _DAMAGED = ":", "!"
_CUT = re.compile(rf"(\d+)([{_WHOLE}{_DAMAGED}])(.*)", re.DOTALL)
_STRANGE = re.compile(r"[^A-Za-z0-9+/=\s]")
_LONGEST_HEAD = 4096


class Cut(NamedTuple):
    """What stands in a document in the place of a file: its number in the document, from 1, and how it begins.

    `is_damaged`: there is something in it that is no base64, or its end is missing.
    """

    number: int
    beginning: str
    is_damaged: bool


def cut_in(value: str) -> Cut | None:
    """The file that was cut out of an attribute with this value; None where there was none."""
    found = _CUT.fullmatch(value)
    return Cut(int(found[1]), found[3], found[2] == _DAMAGED) if found else None


def encoding_of(start: bytes) -> str:
    """The encoding of a document, by how it begins."""
    return marked(start) or "utf-8"


def is_xml(start: bytes) -> bool:
    """Whether a file that begins like this is an XML document, of whatever kind."""
    return start.decode(encoding_of(start), "replace").lstrip("\ufeff \t\r\n").startswith("<")


@dataclass(slots=True)
class _File:
    """The file that is being cut out: what was met of it so far."""

    number: int
    beginning: str = ""
    letters: int = 0
    is_strange: bool = False

    def add(self, piece: str) -> bytes:
        """Take a piece of the value; its letters of base64."""
        room = SHOWN - len(self.beginning)
        self.beginning += piece[: max(0, room)]
        plain = _REFERENCE.sub("", piece)
        self.is_strange |= _STRANGE.search(plain) is not None
        letters = letters_of_base64(plain.encode("ascii", "replace"))
        self.letters += len(letters)
        return letters

    @property
    def is_damaged(self) -> bool:
        return self.is_strange or self.letters % 4 == 1


class DataCutter:
    """Takes the files out of the text of a document; what it gives back is the document with a `Cut` in their place.

    The text comes in pieces cut anywhere. `take` is told the number of a file and each next piece of its base64.
    """

    def __init__(self, take: Callable[[int, bytes], object] = lambda number, letters: None) -> None:
        self._take = take
        self._step: Callable[[str, int, list[str]], int] = self._outside
        self._held = self._end = self._head = ""
        self._file = _File(0)

    def feed(self, text: str) -> str:
        """The next piece of the document, as far as it can be told what it is."""
        text, self._held = self._held + text, ""
        out: list[str] = []
        place = 0
        while place < len(text):
            place = self._step(text, place, out)
        return "".join(out)

    def close(self) -> str:
        """What was held back at the end of the document."""
        return self._held

    def _outside(self, text: str, place: int, out: list[str]) -> int:
        """Up to where a part begins, or text that is taken literally. No value of an attribute can hold a "<"."""
        begins = _BEGINS.search(text, place)
        if begins is None:
            last = text.rfind("<", max(place, len(text) - _LONGEST_BEGIN))
            kept = last if last >= 0 and _MAY_BEGIN.fullmatch(text, last) else len(text)
            out.append(text[place:kept])
            self._held = text[kept:]
            return len(text)
        out.append(text[place : begins.end()])
        if end := _LITERAL.get(begins[0]):
            self._end, self._step = end, self._in_literal
        else:
            self._head, self._step = " ", self._in_part
        return begins.end()

    def _in_literal(self, text: str, place: int, out: list[str]) -> int:
        found = text.find(self._end, place)
        if found < 0:
            kept = max(place, len(text) - len(self._end) + 1)
            out.append(text[place:kept])
            self._held = text[kept:]
            return len(text)
        out.append(text[place : found + len(self._end)])
        self._step = self._outside
        return found + len(self._end)

    def _in_part(self, text: str, place: int, out: list[str]) -> int:
        found = min((at for sign in "\"'>" if (at := text.find(sign, place)) >= 0), default=len(text))
        self._head = (self._head + text[place:found])[-_LONGEST_HEAD:]
        out.append(text[place : found + 1])
        if found == len(text):
            return found
        if text[found] == ">":
            self._step = self._outside
            return found + 1
        name = _NAME_BEFORE.search(self._head)
        self._end, self._head = text[found], ""
        if name is not None and name[1] == ATTRIBUTE:
            self._file, self._step = _File(self._file.number + 1), self._in_file
        else:
            self._step = self._in_value
        return found + 1

    def _in_value(self, text: str, place: int, out: list[str]) -> int:
        found = text.find(self._end, place)
        if found < 0:
            out.append(text[place:])
            return len(text)
        out.append(text[place : found + 1])
        self._step = self._in_part
        return found + 1

    def _in_file(self, text: str, place: int, out: list[str]) -> int:
        found = text.find(self._end, place)
        if found < 0:
            unfinished = _UNFINISHED.search(text, max(place, len(text) - 16))
            end = unfinished.start() if unfinished else len(text)
            if not self._file.beginning and end - place <= len(_NOTHING[1]):
                end = place  # too short to tell from nothing
            self._held = text[end:]
            self._pass_on(text[place:end])
            return len(text)
        if not self._file.beginning and text[place:found] in _NOTHING:
            out.append(text[place : found + 1])
            self._file.number -= 1
        else:
            self._pass_on(text[place:found])
            mark = _DAMAGED if self._file.is_damaged else _WHOLE
            out.append(f"{self._file.number}{mark}{self._file.beginning}{self._end}")
        self._step = self._in_part
        return found + 1

    def _pass_on(self, piece: str) -> None:
        if piece:
            self._take(self._file.number, self._file.add(piece))


class XmlFiles(Container):
    """A document as the files in it, by their number: "1", "2". They are decoded to a folder, in one pass."""

    def __init__(self, stream: BinaryIO, folder: Path, *, name: str, packed_bytes: int) -> None:
        """Decode the files into `folder`, which the caller removes. Raises `ImportRefused` for too many."""
        self.name, self.packed_bytes = name, packed_bytes
        self._folder = folder
        self.members = tuple(_written(stream, folder, name))

    def open(self, member: str) -> BinaryIO:
        """A stream of the bytes of a file."""
        return self._path(member).open("rb")

    def size(self, member: str) -> int:
        """The size of a file in bytes."""
        return self._path(member).stat().st_size

    def close(self) -> None:
        """Nothing is held open."""

    def _path(self, member: str) -> Path:
        if member not in self.members:
            raise KeyError(member)
        return self._folder / member


def _written(stream: BinaryIO, folder: Path, name: str) -> Iterator[str]:
    """Write each file of a document; their numbers."""
    for number, pieces in groupby(_taken(stream), key=itemgetter(0)):
        if number > MAX_MEMBERS:
            raise too_many(name, at_most=MAX_MEMBERS)
        with (folder / str(number)).open("wb") as target:
            target.writelines(from_base64(letters for _, letters in pieces))
        yield str(number)


def _taken(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The files of a document, each by its number in pieces of its base64."""
    taken: list[tuple[int, bytes]] = []
    cutter = DataCutter(lambda number, letters: taken.append((number, letters)))
    chunk = stream.read(BUFFER_BYTES)
    decoder = codecs.getincrementaldecoder(encoding_of(chunk))("replace")
    while chunk:
        cutter.feed(decoder.decode(chunk))
        yield from taken
        taken.clear()
        chunk = stream.read(BUFFER_BYTES)

"""Reads the XML of SMS Backup & Restore one message at a time, repaired first: the app does not write valid XML.

It writes an emoji as two character references, one for each half (`&#55357;&#56832;`), which XML 1.0 forbids, and control
characters as they are. A document type is refused: the app writes none, and entities in it could grow without end.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from archive.reading.xml_data import DataCutter, cut_in, encoding_of
from archive.reading.xml_parsing import PieceParser, Refusals

CHUNK = 256 * 1024
SAMPLE_BYTES = 4096
MAX_DEPTH = 20
"""Elements inside each other; the app writes four."""
_REFUSALS = Refusals(
    document_type="«{name}» bevat een documenttype (DOCTYPE). Zo'n bestand komt niet uit SMS Backup & Restore; het wordt niet "
    "gelezen.",
    damaged="«{name}» is beschadigd of onvolledig: de XML erin breekt af of klopt niet. Er is niets ingelezen. Maak de "
    "reservekopie opnieuw, of kopieer het bestand nog eens van de telefoon.",
)
_REFERENCE = re.compile(r"&#(?:(\d{1,8})|[xX]([0-9a-fA-F]{1,8}));")
_REFERENCES = re.compile(rf"(?:{_REFERENCE.pattern})+")
_LAST_REFERENCE = re.compile(rf"{_REFERENCE.pattern}$")
_UNFINISHED = re.compile(r"&[#0-9a-zA-Z]{0,12}$")
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Element:
    """An element with its attributes and what stands in it. Text between elements means nothing in this format."""

    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, "" when it is absent or the word "null", which the app writes for nothing."""
        value = self.attributes.get(name, "")
        return "" if value == "null" else value

    def inside(self, container: str, tag: str) -> list[Element]:
        """The elements with a tag in the child with another: the parts, the addresses."""
        return [
            inner for child in self.children if child.tag == container for inner in child.children if inner.tag == tag
        ]

    def as_xml(self) -> str:
        """The element as text, for a report; of the data of an attachment the beginning only."""
        pairs = [f"{name}={quoteattr(_shown(name, value))}" for name, value in self.attributes.items()]
        return f"<{' '.join([self.tag, *pairs])}>{''.join(child.as_xml() for child in self.children)}</{self.tag}>"


def _shown(name: str, value: str) -> str:
    cut = cut_in(value) if name == "data" else None
    return f"{cut.beginning}…" if cut else value


class _Reader:
    """Gathers the elements below the root."""

    def __init__(self, name: str) -> None:
        self.ready: list[Element] = []
        self._name = name
        self._open: list[Element] = []
        self._root_seen = False
        self.parser = PieceParser(name, _REFUSALS, start=self._start, end=self._end)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._root_seen:
            self._root_seen = True
            return
        if len(self._open) == MAX_DEPTH:
            raise _REFUSALS.of_damage(self._name)
        element = Element(tag, attributes)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, tag: str) -> None:
        if self._open:
            element = self._open.pop()
            if not self._open:
                self.ready.append(element)


def elements(stream: BinaryIO, *, name: str) -> Iterator[Element]:
    """The elements below the root, one after the other. Raises `ImportRefused` where the document is damaged."""
    reader = _Reader(name)
    for piece in without_data(stream):
        reader.parser.feed(piece)
        yield from reader.ready
        reader.ready.clear()
    reader.parser.feed("", final=True)
    yield from reader.ready


def count_elements(stream: BinaryIO, *, name: str) -> int:
    """How many elements stand below the root, counted without keeping any. Raises `ImportRefused` as `elements` does."""
    count = depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count += depth == 1
        depth += 1

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1

    parser = PieceParser(name, _REFUSALS, start=start, end=end)
    for piece in without_data(stream):
        parser.feed(piece)
    parser.feed("", final=True)
    return count


def beginning(stream: BinaryIO) -> str:
    """The first characters of a document, as they stand."""
    sample = stream.read(SAMPLE_BYTES)
    return sample.decode(encoding_of(sample), "replace")


def without_data(stream: BinaryIO) -> Iterator[str]:
    """The document in pieces that XML allows, with a `Cut` in the place of each attachment."""
    cutter = DataCutter()
    for piece in repaired(stream):
        yield cutter.feed(piece)
    yield cutter.close()


def repaired(stream: BinaryIO) -> Iterator[str]:
    """The text of a document in pieces that XML allows; what can be no character stays visible as `\\ud83d` or `\\x01`."""
    first = stream.read(CHUNK)
    decoder = codecs.getincrementaldecoder(encoding_of(first))("backslashreplace")
    held = ""
    chunk = first
    while chunk:
        text = held + decoder.decode(chunk)
        cut = _safe_end(text)
        text, held = text[:cut], text[cut:]
        yield _repair(text)
        chunk = stream.read(CHUNK)
    yield _repair(held + decoder.decode(b"", final=True))


def _safe_end(text: str) -> int:
    """Where a piece can end: before a reference that goes on in the next, and before the first half of a pair."""
    unfinished = _UNFINISHED.search(text, max(0, len(text) - 16))
    end = unfinished.start() if unfinished else len(text)
    last = _LAST_REFERENCE.search(text, max(0, end - 16), end)
    return last.start() if last and _is_high(_code(last[1], last[2])) else end


def _repair(text: str) -> str:
    if "&#" in text:
        text = _REFERENCES.sub(_joined, text)
    return _CONTROLS.sub(lambda match: _visible(ord(match[0])), text)


def _joined(run: re.Match[str]) -> str:
    """References in a row, with two halves of a character as that character and what XML forbids made visible."""
    parts: list[str] = []
    high = 0
    for reference in _REFERENCE.finditer(run[0]):
        code = _code(reference[1], reference[2])
        if high and 0xDC00 <= code <= 0xDFFF:
            parts[-1] = chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00))
            high = 0
            continue
        high = code if _is_high(code) else 0
        allowed = code <= 0x10FFFF and not _CONTROLS.fullmatch(chr(code))
        parts.append(reference[0] if allowed else _visible(code))
    return "".join(parts)


def _is_high(code: int) -> bool:
    """Whether a number is the first half of a character beyond U+FFFF in UTF-16."""
    return 0xD800 <= code <= 0xDBFF


def _code(decimal: str | None, hexadecimal: str | None) -> int:
    return int(decimal) if decimal else int(hexadecimal or "0", 16)


def _visible(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

"""The text of an office document's XML, read as a stream: no tree is built, and no entity is resolved. Pure.

Elements are known by their local names: the strict and the transitional form of Office Open XML differ in namespace only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import ParseError, XMLParser

from archive.extraction.contract import NotReadable

_BLOCK = 64 * 1024
_DAMAGED = "Het document is beschadigd: de XML erin is niet te lezen."
MOST_SPACES = 100
"""ODF writes a run of spaces as a count; no more than this are believed."""


@dataclass(frozen=True, slots=True)
class Markup:
    """What the elements of a format mean, by local name.

    Only what stands inside an element of `text` is text; `after` is written where an element ends ("\\n" for a paragraph),
    `instead` where an empty one stands. What is inside an element of `skipped` is left out.
    """

    text: frozenset[str]
    after: Mapping[str, str]
    instead: Mapping[str, str]
    skipped: frozenset[str] = field(default_factory=frozenset)


def pieces_of(stream: BinaryIO, markup: Markup) -> Iterator[str]:
    """The text of an XML document, in pieces as it is read. Raises `NotReadable`, also for a document type of its own."""
    target = _Collector(markup)
    parser = XMLParser(target=target)
    try:
        while block := stream.read(_BLOCK):
            parser.feed(block)
            yield from target.taken()
        parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise NotReadable(_DAMAGED) from error
    yield from target.taken()


class _Collector:
    """Called by the parser for each start, end and run of characters."""

    def __init__(self, markup: Markup) -> None:
        self._markup = markup
        self._found: list[str] = []
        self._in_text = self._in_skipped = 0

    def taken(self) -> list[str]:
        """What was found since it was last asked."""
        found, self._found = self._found, []
        return found

    def doctype(self, name: str, public_id: str | None, system_id: str | None) -> None:
        """No office document declares one; a declaration is how a small file becomes gigabytes of text."""
        raise NotReadable(_DAMAGED)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        self._in_skipped += name in self._markup.skipped
        self._in_text += name in self._markup.text
        if not self._in_skipped and name in self._markup.instead:
            self._found.append(self._markup.instead[name] * _times(attributes))

    def end(self, tag: str) -> None:
        name = _local(tag)
        if not self._in_skipped and name in self._markup.after:
            self._found.append(self._markup.after[name])
        self._in_text -= name in self._markup.text
        self._in_skipped -= name in self._markup.skipped

    def data(self, data: str) -> None:
        if self._in_text and not self._in_skipped:
            self._found.append(data)

    def close(self) -> None:
        """The document has ended."""


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _times(attributes: Mapping[str, str]) -> int:
    """How often a sign stands there: ODF's `text:c`."""
    count = next((value for key, value in attributes.items() if _local(key) == "c"), "1")
    return min(int(count), MOST_SPACES) if count.isascii() and count.isdigit() else 1

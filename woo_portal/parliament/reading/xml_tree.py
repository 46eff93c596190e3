"""An XML document as a tree of elements by local name; nothing is declared, fetched or resolved. Pure.

A document type with declarations of its own is how a small file becomes gigabytes of text: it is refused. One that only
names a file elsewhere is passed over, and the file is not fetched: publications of some years ago have one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from archive.extraction.contract import NotReadable

MAX_ELEMENTS = 500_000
MAX_DEPTH = 200
_BLOCK = 64 * 1024
_DAMAGED = "Het document is beschadigd: de XML erin is niet te lezen."


@dataclass(slots=True)
class Element:
    """An element: its local name, its attributes by local name, and its content in order, text and elements."""

    name: str
    attributes: dict[str, str]
    content: list[Element | str] = field(default_factory=list)

    def children(self, *names: str) -> Iterator[Element]:
        """The elements directly in it, of these names or of any."""
        for part in self.content:
            if isinstance(part, Element) and (not names or part.name in names):
                yield part

    def descendants(self, *names: str) -> Iterator[Element]:
        """The elements of these names anywhere in it, in order."""
        for child in self.children():
            if child.name in names:
                yield child
            yield from child.descendants(*names)

    def first(self, *names: str) -> Element | None:
        """The first descendant of one of these names."""
        return next(self.descendants(*names), None)

    def text(self) -> str:
        """All text in it."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.content)


def tree_of(stream: BinaryIO) -> Element:
    """The root of a document. Raises `NotReadable` for one that is damaged, declares entities, or is out of proportion."""
    builder = _Builder()
    try:
        while block := stream.read(_BLOCK):
            builder.parser.Parse(block, False)
        builder.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotReadable(_DAMAGED) from error
    return builder.root


class _Builder:
    """Called by the parser for each start, end and run of characters."""

    def __init__(self) -> None:
        self.root = Element("", {})
        self._open: list[Element] = []
        self._count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, name: str, system_id: str | None, public_id: str | None, has_declarations: bool) -> None:
        if has_declarations:
            raise NotReadable(
                "Het document bevat een eigen documenttype met declaraties. Zo'n bestand wordt niet gelezen."
            )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            raise NotReadable("Het document is te groot of te ingewikkeld om te lezen.")
        element = Element(_local(tag), {_local(name): value for name, value in attributes.items()})
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, tag: str) -> None:
        self._open.pop()

    def _data(self, data: str) -> None:
        if self._open:
            self._open[-1].content.append(data)


def _local(name: str) -> str:
    return name.rpartition(":")[2]

"""An office document as the zip it is: its parts by name, read within the limits of `archive.reading.containers`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.extraction.contract import NotReadable
from archive.extraction.xml_text import Markup, pieces_of
from archive.reading.containers import Container, ImportRefused, open_container


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """The parts of a document. Raises `NotReadable` for what is damaged, locked or grows out of proportion."""
    try:
        with open_container(path) as package:
            yield package
    except ImportRefused as refusal:
        raise NotReadable(
            "Het document is niet te openen: het is beschadigd, beveiligd met een wachtwoord, of wordt bij het uitpakken "
            "onaannemelijk groot."
        ) from refusal


def numbered(package: Container, name: str) -> list[str]:
    """The parts whose name is this pattern, ordered by the number in it: slide2 comes before slide10."""
    pattern = re.compile(name)
    found = [(match, part) for part in package.members if (match := pattern.fullmatch(part))]
    return [part for _, part in sorted(found, key=lambda pair: int(pair[0][1] or 0))]


def text_of_parts(package: Container, parts: Iterable[str], markup: Markup) -> Iterator[str]:
    """The text of the parts after each other, in pieces; a part the document lacks is passed over."""
    for part in parts:
        if part in package.members:
            with package.open(part) as stream:
                yield from pieces_of(stream, markup)
            yield "\n"

"""Parses the XML of an export piece by piece, and refuses what is damaged, and a document type: in one, a small file can grow
without end, and no export of chats has any. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from archive.reading.containers import ImportRefused

Start = Callable[[str, dict[str, str]], None]
"""Told of an element that begins: its tag, with the prefix of a namespace, and its attributes."""
End = Callable[[str], None]
_BROKEN = (expat.ExpatError, LookupError, UnicodeError)


@dataclass(frozen=True, slots=True)
class Refusals:
    """What is said of a file of one format that is not read, in Dutch; "{name}" is the file, "{line}" where it breaks off."""

    document_type: str
    damaged: str

    def of_document_type(self, name: str) -> ImportRefused:
        """The refusal of a file with a document type."""
        return ImportRefused(self.document_type.format(name=name))

    def of_damage(self, name: str, line: int = 0) -> ImportRefused:
        """The refusal of a file that breaks off or is no XML."""
        return ImportRefused(self.damaged.format(name=name, line=line))


class PieceParser:
    """The parser of one document. Characters between tags come to `data` in one go."""

    def __init__(
        self, name: str, refusals: Refusals, *, start: Start, end: End, data: Callable[[str], None] | None = None
    ) -> None:
        """`name` is what people call the file."""
        self._name, self._refusals = name, refusals
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler, self._parser.EndElementHandler = start, end
        self._parser.StartDoctypeDeclHandler = self._doctype
        if data is not None:
            self._parser.CharacterDataHandler = data

    def feed(self, piece: str | bytes, *, final: bool = False) -> None:
        """Parse the next piece. Raises `ImportRefused`, and what the handlers raise."""
        try:
            self._parser.Parse(piece, final)
        except _BROKEN as error:
            raise self._refusals.of_damage(self._name, self._parser.ErrorLineNumber) from error

    def _doctype(self, *_: object) -> None:
        raise self._refusals.of_document_type(self._name)


class _Answer(Exception):
    """Enough of a file was read to know what it is."""

    def __init__(self, answer: bool) -> None:
        super().__init__()
        self.answer = answer


def begins_as(
    head: bytes,
    *,
    start: Callable[[str, dict[str, str]], bool | None],
    end: Callable[[str], bool | None] = lambda tag: None,
    with_document_type: bool,
) -> bool:
    """Whether a file that begins so is of a format: what `start` or `end` first say of an element, None being that they do not
    know yet. False for what is no XML, or ends before they know.

    `with_document_type` is the answer for a file with one, that it can be refused in words.
    """

    def told(answer: bool | None) -> None:
        if answer is not None:
            raise _Answer(answer)

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: told(start(tag, attributes))
    parser.EndElementHandler = lambda tag: told(end(tag))
    parser.StartDoctypeDeclHandler = lambda *declaration: told(with_document_type)
    try:
        parser.Parse(head.lstrip(), False)
    except _Answer as answer:
        return answer.answer
    except _BROKEN:
        return False
    return False


def too_long(name: str) -> ImportRefused:
    """The refusal of a file in which one message would take more memory than any real one does."""
    return ImportRefused(f"«{name}» bevat een bericht dat daarvoor te lang is.")

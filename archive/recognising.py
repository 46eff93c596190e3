"""Finds the importer that knows an export, by its content and never by its extension.

A file can hold a second export: a chat to which somebody attached one, the report of a phone with the databases it was made
of, two chats that were packed together. One of them is then what the file is, and the others are its attachments; where that
cannot be told, nothing is read.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.sax.saxutils import escape

from archive.importing import Importer, importers
from archive.reading.charsets import is_marked_wide
from archive.reading.companions import extension, may_lie_beside
from archive.reading.containers import Container, ImportRefused
from archive.reading.mail_stores import mail_stores, told_of
from archive.reading.notices import first_of

SAMPLE_BYTES = 4096
_BLOCK = 1024**2
_LONGEST_NAME = 2048
"""Bytes a file name takes at most, in UTF-16 and with every letter escaped."""
_NAMED_AT_MOST = 5
_STEPPING_BACK = ("eml", "mbox", "html", "htm")
"""Extensions of the formats that are many files of which none stands for all: their importers take a container with nothing else
in it that can be an export."""


@dataclass(frozen=True, slots=True)
class Export:
    """An export in a container: who reads it, and the members by which it is one."""

    importer: Importer
    members: tuple[str, ...]

    @property
    def described(self) -> str:
        """The format and the first of its files, for a Dutch sentence."""
        named = first_of([f"«{member}»" for member in self.members], at_most=_NAMED_AT_MOST)
        return f"{self.importer.label} ({named})"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The export a container is, the exports that are its attachments, and those that stepped back for it."""

    export: Export
    attached: tuple[Export, ...]
    beside: tuple[Export, ...] = ()

    def notices(self) -> list[str]:
        """Dutch sentences for the report: what looks like an export and of which no message was read."""
        attached = [
            f"In dit bestand zit nog een export: {other.described}. Die telt als bijlage van de export eromheen "
            f"({self.export.importer.label}); de berichten erin zijn niet ingelezen. Lever hem apart in als dat wel moet."
            for other in self.attached
        ]
        return attached + [
            f"Naast de export ({self.export.importer.label}) zitten in dit bestand ook {other.described}. De berichten daarin "
            "zijn niet ingelezen; waar een bericht zo'n bestand noemt, is het een bijlage. Ze blijven bewaard in het "
            "oorspronkelijke bestand. Lever ze apart in als ze wel ingelezen moeten worden."
            for other in self.beside
        ]


def recognise(container: Container) -> Recognised:
    """What a container is an export of, and which exports are attached to it.

    Raises `ImportRefused` naming what was tried and which formats are known, or which exports stand side by side in it.
    """
    found = find_exports(container)
    beside = _stepped_back(container, found)
    if not found:
        raise _no_other(container, beside) if beside else _unknown(container)
    outer = found[0] if len(found) == 1 else _outer(container, found)
    if outer is None:
        named = "; ".join(export.described for export in found)
        raise ImportRefused(
            f"«{container.name}» bevat meer dan één export, en welke bij welke hoort is niet te zeggen: {named}. Er is niets "
            "ingelezen. Lever ze apart in, elk met de eigen bijlagen."
        )
    return Recognised(outer, tuple(export for export in found if export is not outer), tuple(beside))


def find_exports(container: Container) -> list[Export]:
    """Every export in a container, a member in one of them only. A single file is of the first importer that knows it."""
    found: list[Export] = []
    taken: set[str] = set()
    for importer in importers:
        if members := tuple(member for member in importer.exports(container) if member not in taken):
            found.append(Export(importer, members))
            taken.update(members)
        if found and len(container.members) == 1:
            break
    return found


def _stepped_back(container: Container, found: Sequence[Export]) -> list[Export]:
    """The mail and the transcripts in a container that is something else, as each would be known without what lies beside it."""
    taken = {member for export in found for member in export.members}
    kinds: dict[str, list[str]] = {}
    for member in container.members:
        if (kind := extension(member)) in _STEPPING_BACK and member not in taken:
            kinds.setdefault(kind, []).append(member)
    parts = (_Part(container, tuple(members)) for members in kinds.values() if len(members) < len(container.members))
    return [export for part in parts for export in find_exports(part)]


class _Part(Container):
    """Some members of a container, as if there were no others."""

    def __init__(self, whole: Container, members: tuple[str, ...]) -> None:
        self._whole = whole
        self.name, self.packed_bytes, self.members = whole.name, whole.packed_bytes, members

    def open(self, member: str) -> BinaryIO:
        """A stream of a member's bytes."""
        return self._whole.open(member)

    def size(self, member: str) -> int:
        """The size of a member in bytes."""
        return self._whole.size(member)

    def close(self) -> None:
        """The whole stays open: it is not this one's."""


def _outer(container: Container, found: Sequence[Export]) -> Export | None:
    """The export of which the others are attachments: the one that lies above them, or that names them."""
    above = [one for one in found if one.importer.keeps_files_below and _all_others(found, one, _lies_above)]
    if len(above) == 1:
        return above[0]
    naming = [one for one in found if _all_others(found, one, partial(_names, container))]
    return naming[0] if len(naming) == 1 else None


def _all_others(found: Sequence[Export], one: Export, holds: Callable[[Export, Export], bool]) -> bool:
    return all(holds(one, other) for other in found if other is not one)


def _lies_above(one: Export, other: Export) -> bool:
    """Whether every member of another export is somewhere in a folder beside the members of this one."""
    folders = {PurePosixPath(member).parent for member in one.members}
    return all(folders.intersection(PurePosixPath(member).parent.parents) for member in other.members)


def _names(container: Container, one: Export, other: Export) -> bool:
    """Whether an export names the files of another one, as it does with its attachments."""
    left = {PurePosixPath(member).name for member in other.members}
    for member in one.members:
        with container.open(member) as stream:
            tail = b""
            while left and (chunk := stream.read(_BLOCK)):
                left = {name for name in left if not any(written in tail + chunk for written in _written(name))}
                tail = chunk[-_LONGEST_NAME:]
    return not left


def _written(name: str) -> set[bytes]:
    """A file name as it can stand in an export: composed or not, escaped in JSON or XML, in UTF-8 or UTF-16."""
    shapes = {unicodedata.normalize(form, name) for form in ("NFC", "NFD")}
    shapes |= {json.dumps(shape)[1:-1] for shape in shapes} | {escape(shape) for shape in shapes}
    return {shape.encode(encoding) for shape in shapes for encoding in ("utf-8", "utf-16-le", "utf-16-be")}


def _no_other(container: Container, beside: Sequence[Export]) -> ImportRefused:
    """The refusal of mail or transcripts that lie beside each other, or beside files that could be another export."""
    taken = {member for export in beside for member in export.members}
    others = [f"«{member}»" for member in container.members if member not in taken and not may_lie_beside(member)]
    named = "; ".join(export.described for export in beside)
    unknown = f"; en bestanden met een onbekende vorm: {', '.join(others[:_NAMED_AT_MOST])}" if others else ""
    return ImportRefused(
        f"«{container.name}» kan meer dan één export bevatten, en welk bestand bij welke hoort is niet te zeggen: {named}"
        f"{unknown}. Er is niets ingelezen. Lever ze apart in, elk met de eigen bijlagen.{_stores_in(container)}"
    )


def _unknown(container: Container) -> ImportRefused:
    known = ", ".join(importer.label for importer in importers)
    return ImportRefused(
        f"«{container.name}» {_what_is_wrong(container)} en lijkt geen chatexport. Er is niets ingelezen. Lever het bestand in "
        f"zoals de app het gemaakt heeft, als tekst, als zip of als map.{_stores_in(container)}\n\nGezocht is naar: {known}."
    )


def _stores_in(container: Container) -> str:
    """A paragraph that names the files of mail in a container of several files; "" when there are none."""
    told = told_of(mail_stores(container)) if len(container.members) > 1 else ""
    return f"\n\n{told}" if told else ""


def _what_is_wrong(container: Container) -> str:
    if len(container.members) == 1 and not _is_text(container, container.members[0]):
        return "is geen tekst"
    return "heeft een onbekende vorm"


def _is_text(container: Container, member: str) -> bool:
    """Whether the start of a member can be text: no NUL (other than in UTF-16 or UTF-32), hardly any control characters."""
    with container.open(member) as stream:
        sample = stream.read(SAMPLE_BYTES)
    if is_marked_wide(sample):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in sample)
    return b"\0" not in sample and controls * 100 <= len(sample)

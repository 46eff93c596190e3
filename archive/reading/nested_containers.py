"""Looks inside the members of an export: a zip, an e-mail, a mailbox, the data in XML, one in the other.

A file in a member is named by an address: the member, "!/" and the path in it, and so on inwards, as in "sms.xml!/12", or in
"map/0001.rsmf!/2!/foto.jpg" for what is in the zip that is the second part of a mail. Any container opened as a
`NestedContainer` takes addresses, so that an importer can name a file as `member` of an attachment. What is inside is unpacked
to temporary files, under the limits of any export. Pure.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from archive.reading.containers import (
    BUFFER_BYTES,
    MAX_RATIO,
    MAX_TOTAL_BYTES,
    RATIO_FREE_BYTES,
    Container,
    ImportRefused,
    open_container,
    too_large,
)
from archive.reading.mail_container import MailContainer
from archive.reading.mailbox_container import SAMPLE_BYTES, MailboxContainer, is_mailbox
from archive.reading.xml_data import XmlFiles, is_xml

SEPARATOR = "!/"
MAX_DEPTH = 3
"""A zip of e-mails that each hold a zip has three layers; deeper ones are made to exhaust a reader."""
KEPT_OPEN = 4
"""Members that stay unpacked at a time: whoever reads goes through them one after the other."""
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


@contextmanager
def look_inside(container: Container) -> Iterator[NestedContainer]:
    """The container as one that can be looked into; what was opened inside is closed again, the container is not."""
    if isinstance(container, NestedContainer):
        yield container
        return
    nested = NestedContainer(container)
    try:
        yield nested
    finally:
        nested.forget()


class NestedContainer(Container):
    """A container whose members can be looked into; it closes the container it is of.

    `members` are those of the container itself; `open` and `size` take an address as well.
    """

    def __init__(self, container: Container, *, depth: int = 1, allowed: int = 0) -> None:
        """`depth` and `allowed`, the bytes that may come out of what is inside, are for containers within this one."""
        self._container = container
        self._depth = depth
        self._allowed = allowed or min(MAX_TOTAL_BYTES, max(RATIO_FREE_BYTES, container.packed_bytes * MAX_RATIO))
        self._inside: OrderedDict[str, tuple[NestedContainer, tempfile.TemporaryDirectory[str]]] = OrderedDict()
        self._own = frozenset(container.members)
        self.name = container.name
        self.members = container.members
        self.packed_bytes = container.packed_bytes

    def open(self, member: str) -> BinaryIO:
        """A stream of the bytes at a member or an address. Raises `ImportRefused` as soon as they are damaged or too many,
        and `KeyError` for what is not there.
        """
        outer, rest = self._split(member)
        if not rest:
            return self._container.open(member)
        raw = self.inside(outer).open(rest)
        return cast(BinaryIO, io.BufferedReader(_Limited(raw, self._allowed, self.name), BUFFER_BYTES))

    def size(self, member: str) -> int:
        """The size at a member or an address in bytes; within a zip as declared there, so not to be trusted."""
        outer, rest = self._split(member)
        return self.inside(outer).size(rest) if rest else self._container.size(member)

    def inside(self, address: str) -> NestedContainer:
        """The files packed at a member or an address, which is a zip, an e-mail, a mailbox or XML with data in it.

        It stays open until some others have been looked into; an address leads to its files at any time.
        """
        outer, rest = self._split(address)
        if outer not in self._inside:
            self._inside[outer] = self._unpacked(outer)
            while len(self._inside) > KEPT_OPEN:
                _, kept = self._inside.popitem(last=False)
                _release(*kept)
        self._inside.move_to_end(outer)
        found = self._inside[outer][0]
        return found.inside(rest) if rest else found

    @property
    def mail(self) -> MailContainer | None:
        """The e-mail this is, with its headers; None for a zip, a folder or another file."""
        return self._container if isinstance(self._container, MailContainer) else None

    @property
    def mailbox(self) -> MailboxContainer | None:
        """The mailbox this is; None for any other container."""
        return self._container if isinstance(self._container, MailboxContainer) else None

    def forget(self) -> None:
        """Close what was opened inside, and remove the temporary files; addresses still lead there."""
        for kept in self._inside.values():
            _release(*kept)
        self._inside.clear()

    def close(self) -> None:
        """Close the container and everything opened inside it."""
        self.forget()
        self._container.close()

    def _split(self, address: str) -> tuple[str, str]:
        """The member of this container an address begins with, and what comes inside it. Raises `KeyError`."""
        if address in self._own:
            return address, ""
        place = address.find(SEPARATOR)
        while place >= 0:
            if address[:place] in self._own:
                return address[:place], address[place + len(SEPARATOR) :]
            place = address.find(SEPARATOR, place + 1)
        raise KeyError(address)

    def _unpacked(self, member: str) -> tuple[NestedContainer, tempfile.TemporaryDirectory[str]]:
        if self._depth > MAX_DEPTH:
            raise ImportRefused(
                f"«{self.name}» bevat bestanden in bestanden in bestanden, te diep om uit te pakken. Pak de buitenste uit en "
                "lever in wat erin zit."
            )
        folder = tempfile.TemporaryDirectory(prefix="woo-inside-")
        try:
            container = self._opened(member, Path(folder.name))
        except BaseException:
            folder.cleanup()
            raise
        return NestedContainer(container, depth=self._depth + 1, allowed=self._allowed), folder

    def _opened(self, member: str, folder: Path) -> Container:
        name = self._container.called(member)
        with self.open(member) as stream:
            start = stream.read(SAMPLE_BYTES)
        with self.open(member) as stream:
            if is_xml(start):
                return XmlFiles(stream, folder, name=name, packed_bytes=self.size(member))
            if is_mailbox(start):
                return MailboxContainer(stream, folder, name=name, packed_bytes=self.size(member))
            if not start.startswith(_ZIP_MAGIC):
                return MailContainer(stream, folder, name=name, packed_bytes=self.size(member))
            packed = folder / (name.encode("utf-8", "replace")[-200:].decode("utf-8", "ignore") or "zip")
            with packed.open("wb") as target:
                shutil.copyfileobj(stream, target, BUFFER_BYTES)
        return open_container(packed)


class _Limited(io.RawIOBase):
    """A stream from inside a member that stops at what the whole export may come to."""

    def __init__(self, raw: BinaryIO, allowed: int, name: str) -> None:
        self._raw, self._left, self._name = raw, allowed, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        chunk = self._raw.read(len(buffer))
        self._left -= len(chunk)
        if self._left < 0:
            raise too_large(self._name)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _release(container: NestedContainer, folder: tempfile.TemporaryDirectory[str]) -> None:
    container.close()
    folder.cleanup()

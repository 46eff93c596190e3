"""Files of mail that lie in an export and of which no message is read: named, so that nobody takes them for read. Pure.

PST and OST begin with "!BDN" (MS-PST 2.2.2.6); MSG is a compound file (MS-CFB) with the streams of MS-OXMSG; OLM is a zip.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from archive.figures import dotted
from archive.reading.companions import extension
from archive.reading.containers import Container
from archive.reading.mailbox_container import holds_mailbox

PST, MSG, OLM, MBOX = (
    "Outlook-gegevensbestand (PST)",
    "Outlook-bericht (MSG)",
    "Outlook voor Mac (OLM)",
    "postvak (mbox)",
)
"""What people call them."""
OUTLOOK = frozenset({PST, MSG, OLM})
_BY_EXTENSION = {"pst": PST, "ost": PST, "msg": MSG, "olm": OLM, "mbox": MBOX, "mbx": MBOX}
_PST = b"!BDN"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_MSG_STREAM = "__nameid_version1.0".encode("utf-16-le")
_SEARCHED_BYTES = 16 * 1024**2


@dataclass(frozen=True, slots=True)
class MailStore:
    """A file of mail in an export: where it is, what people call such a file, its size in bytes and its SHA-256."""

    path: str
    kind: str
    size: int
    sha256: str

    @property
    def described(self) -> str:
        """All of it, for a Dutch sentence."""
        return f"«{self.path}» ({self.kind}, {dotted(self.size)} bytes, SHA-256 {self.sha256})"


def kind_of(container: Container, member: str) -> str:
    """Which file of mail a member is, by how it begins and else by its name; "" for what is none.

    Only what is called so, or has a name without an extension, is looked into.
    """
    by_name = _BY_EXTENSION.get(extension(member), "")
    if not by_name and extension(member):
        return ""
    if begins_as_outlook(container, member):
        return MSG if _begins(container, member, _COMPOUND) else PST
    return MBOX if holds_mailbox(container, member) else by_name


def begins_as_outlook(container: Container, member: str) -> bool:
    """Whether a member has the content of a PST, an OST or an MSG."""
    with container.open(member) as stream:
        head = stream.read(len(_COMPOUND))
        return head.startswith(_PST) or (head == _COMPOUND and _MSG_STREAM in stream.read(_SEARCHED_BYTES))


def mail_stores(container: Container, *, read: Collection[str] = ()) -> list[MailStore]:
    """The files of mail in a container, but for the members of which the messages are `read`."""
    found = ((member, kind_of(container, member)) for member in container.members if member not in read)
    return [_store(container, member, kind) for member, kind in found if kind]


def told_of(stores: Iterable[MailStore]) -> str:
    """A Dutch paragraph that names each; "" when there are none."""
    each = "; ".join(store.described for store in stores)
    return f"Bestanden met e-mail waaruit niets gelezen is: {each}." if each else ""


def _store(container: Container, member: str, kind: str) -> MailStore:
    digest, size = hashlib.sha256(), 0
    with container.open(member) as stream:
        while block := stream.read(1024**2):
            digest.update(block)
            size += len(block)
    return MailStore(member, kind, size, digest.hexdigest())


def _begins(container: Container, member: str, magic: bytes) -> bool:
    with container.open(member) as stream:
        return stream.read(len(magic)) == magic

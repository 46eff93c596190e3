"""Files of Outlook, in which Purview delivers Teams messages as well: known, so that they can be refused with advice.

PST and OST begin with "!BDN" (MS-PST 2.2.2.6); MSG is a compound file (MS-CFB) with the streams of MS-OXMSG.
"""

from __future__ import annotations

from archive.reading.companions import extension, is_list
from archive.reading.containers import Container, ImportRefused

_PST = b"!BDN"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_MSG_STREAM = "__nameid_version1.0".encode("utf-16-le")
_SEARCHED_BYTES = 16 * 1024**2
_EXTENSIONS = frozenset({"pst", "ost", "msg"})


def outlook_members(container: Container) -> list[str]:
    """The PST or MSG files of a container that is one, or holds those and nothing else to read."""
    members = [member for member in container.members if len(container.members) == 1 or not is_list(member)]
    if len(members) > 1 and not all(extension(member) in _EXTENSIONS for member in members):
        return []
    return members if members and _is_outlook(container, members[0]) else []


def refuse_outlook(container: Container) -> None:
    """Raise `ImportRefused` for files of Outlook, saying what to deliver instead."""
    if outlook_members(container):
        raise ImportRefused(
            f"«{container.name}» is een Outlook-bestand (PST of MSG). Daar worden geen berichten uit gelezen; er is niets "
            "ingelezen. Lever de berichten in als HTML-transcripten van Purview, als RSMF of als JSON van Microsoft Graph."
        )


def _is_outlook(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        head = stream.read(len(_COMPOUND))
        if head.startswith(_PST):
            return True
        return head == _COMPOUND and _MSG_STREAM in stream.read(_SEARCHED_BYTES)

"""Files of Outlook, in which Purview delivers Teams messages as well: known, so that they can be refused with advice."""

from __future__ import annotations

from archive.reading.companions import is_list
from archive.reading.containers import Container, ImportRefused
from archive.reading.mail_stores import OUTLOOK, begins_as_outlook, kind_of, mail_stores, told_of

_OF_OUTLOOK_FOR_MAC = "com.microsoft.__"
"""In the names of the folders that an OLM, which is a zip, consists of."""


def outlook_members(container: Container) -> list[str]:
    """The files of a container that is a file of Outlook, or holds those and nothing else to read."""
    members = [member for member in container.members if len(container.members) == 1 or not is_list(member)]
    if any(_OF_OUTLOOK_FOR_MAC in member for member in members):
        return members
    if len(members) == 1:
        return members if begins_as_outlook(container, members[0]) else []
    return members if members and all(kind_of(container, member) in OUTLOOK for member in members) else []


def refuse_outlook(container: Container) -> None:
    """Raise `ImportRefused` for files of Outlook, saying what to deliver instead, and naming each where there are more."""
    if not outlook_members(container):
        return
    each = told_of(mail_stores(container)) if len(container.members) > 1 else ""
    raise ImportRefused(
        f"«{container.name}» is een Outlook-bestand (PST, MSG of OLM). Daar worden geen berichten uit gelezen; er is niets "
        "ingelezen. Laat de berichten met Outlook of door uw beheerder exporteren als EML en lever die in een zip in, of lever "
        "ze in als HTML-transcripten van Purview, als RSMF of als JSON van Microsoft Graph."
        + (f"\n\n{each}" if each else "")
    )

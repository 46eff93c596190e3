"""The parties of a report as handles: by number, address or account, else by the name in the phone."""

from __future__ import annotations

import re

from archive.importers.ufdr_xml.report import Model
from archive.importing import HandleKind, ParsedHandle
from archive.reading.identifiers import dialled_number, is_mail_address, is_uuid
from archive.storable import storable

OWNER = "Eigenaar van de telefoon"
_WHATSAPP = re.compile(r"(\d{5,15})(?::\d+)?@(?:s\.whatsapp\.net|c\.us)")
_NOBODY = ("@g.us", "@broadcast", "@newsletter")
"""What WhatsApp calls groups and lists: no persons."""
_SYSTEM = "system message"


def is_system(party: Model | None) -> bool:
    """Whether the app itself is meant."""
    return party is not None and party.word("Identifier").lower() == _SYSTEM


def handle(party: Model | None, *, app: str) -> ParsedHandle | None:
    """A person; None for the app, for a group, and for a party that names nobody."""
    if party is None or is_system(party):
        return None
    identifier, name = (storable(party.word(field)) for field in ("Identifier", "Name"))
    if identifier.endswith(_NOBODY):
        return None
    if not identifier:
        shown = name or (OWNER if party.is_true("IsPhoneOwner") else "")
        return ParsedHandle(HandleKind.CONTACT_NAME, shown, shown) if shown else None
    kind, value = _known_by(identifier, app)
    return ParsedHandle(kind, value, name or (value if kind is HandleKind.PHONE else identifier))


def _known_by(identifier: str, app: str) -> tuple[HandleKind, str]:
    if found := _WHATSAPP.fullmatch(identifier):
        return HandleKind.PHONE, f"+{found[1]}"
    if number := dialled_number(identifier):
        return HandleKind.PHONE, number
    if is_uuid(identifier):
        return HandleKind.ACCOUNT, identifier.lower()
    if is_mail_address(identifier) and "whatsapp" not in identifier.rpartition("@")[2]:
        return HandleKind.EMAIL, identifier.lower()
    return HandleKind.ACCOUNT, f"{app}:{identifier}"

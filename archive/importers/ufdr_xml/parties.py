"""The parties of a report as handles: by number, address or account, else by the name in the phone."""

from __future__ import annotations

import re
import uuid

from archive.importers.ufdr_xml.report import Model
from archive.importing import HandleKind, ParsedHandle
from archive.phone_numbers import e164
from archive.storable import storable

OWNER = "Eigenaar van de telefoon"
_WHATSAPP = re.compile(r"(\d{5,15})(?::\d+)?@(?:s\.whatsapp\.net|c\.us)")
_NOBODY = ("@g.us", "@broadcast", "@newsletter")
"""What WhatsApp calls groups and lists: no persons."""
_AS_DIALLED = ("+", "0")
"""How a number begins; bare digits may be an account's, such as Telegram's."""
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
    if identifier.startswith(_AS_DIALLED) and (number := e164(identifier)):
        return HandleKind.PHONE, number
    if _is_uuid(identifier):
        return HandleKind.ACCOUNT, identifier.lower()
    name, at, domain = identifier.rpartition("@")
    if at and name and "." in domain and "whatsapp" not in domain and not identifier.split()[1:]:
        return HandleKind.EMAIL, identifier.lower()
    return HandleKind.ACCOUNT, f"{app}:{identifier}"


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False

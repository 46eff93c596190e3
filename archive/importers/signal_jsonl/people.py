"""The people of a Signal export: recipient frames and the account, as handles and as names.

A frame refers to a person by a number within the file, a group change by the account's id (ACI, a UUID).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
from typing import Any

from archive.importing import HandleKind, ParsedHandle
from archive.reading.event_sentences import SOMEBODY
from archive.reading.json_records import Json
from archive.reading.phone_owner import owner_handle
from archive.reading.phrases import UNNAMED_GROUP

OWN_NOTES = "Notitie aan mezelf"
RELEASE_NOTES = "Signal"


class People:
    """What the frames read so far say about who is who."""

    def __init__(self) -> None:
        self._account: Json = {}
        self._recipients: dict[str, Json] = {}
        self._by_aci: dict[str, str] = {}
        self._members: set[str] = set()

    def learn_account(self, account: Json) -> None:
        """Whose phone the export is of."""
        self._account = account

    def learn(self, recipient: Json) -> None:
        """A person, group or list the file refers to by number."""
        number = str(recipient.get("id", ""))
        self._recipients[number] = recipient
        contact, group = recipient.get("contact"), recipient.get("group")
        if isinstance(contact, dict) and (aci := as_uuid(contact.get("aci"))):
            self._by_aci[aci] = number
        if isinstance(group, dict):
            self._members.update(filter(None, (as_uuid(member.get("userId")) for member in _members(group))))

    def knows(self, number: str) -> bool:
        """Whether a recipient of this number was read."""
        return number in self._recipients

    def handle(self, number: str) -> ParsedHandle:
        """The handle of a recipient: telephone number, else the id of the account."""
        recipient = self._recipients.get(number, {})
        contact = recipient.get("contact")
        if not recipient:  # a number is that of a line in this file, and another file has somebody else under it
            return ParsedHandle(HandleKind.CONTACT_NAME, f"nummer {number}", self.title(number))
        if not isinstance(contact, dict):
            return self._owner() if "self" in recipient else _account_handle(number, self.title(number))
        shown = _contact_name(contact)
        if digits := str(contact.get("e164") or ""):
            return ParsedHandle(HandleKind.PHONE, f"+{digits.lstrip('+')}", shown)
        value = as_uuid(contact.get("aci")) or as_uuid(contact.get("pni")) or str(contact.get("username") or shown)
        return _account_handle(value, shown)

    def handle_of_aci(self, aci: object) -> ParsedHandle | None:
        """The handle of an account id, or None when no frame told whose it is."""
        value = as_uuid(aci)
        if value in self._by_aci:
            return self.handle(self._by_aci[value])
        return self._owner() if value and value == self._own_aci() else None

    def name_of_aci(self, aci: object) -> str:
        """The name of an account id, for a sentence."""
        handle = self.handle_of_aci(aci)
        return handle.shown if handle else SOMEBODY

    def title(self, number: str) -> str:
        """What the app calls a conversation with this recipient."""
        recipient = self._recipients.get(number, {})
        if isinstance(group := recipient.get("group"), dict):
            return str(_dig(group, "snapshot", "title", "title") or UNNAMED_GROUP)
        if isinstance(contact := recipient.get("contact"), dict):
            return _contact_name(contact)
        if "self" in recipient:
            return OWN_NOTES
        return RELEASE_NOTES if "releaseNotes" in recipient else SOMEBODY

    def group_members(self, number: str) -> tuple[ParsedHandle, ...] | None:
        """The members of a group at the time of the export, or None when the recipient is no group."""
        group = self._recipients.get(number, {}).get("group")
        if not isinstance(group, dict):
            return None
        found = (self.handle_of_aci(member.get("userId")) for member in _members(group))
        return tuple(dict.fromkeys(filter(None, found)))

    def stable_id(self, number: str) -> str:
        """An id of the conversation that another phone's export has too.

        A group has only its master key, which is a secret; its hash reveals nothing and is as stable.
        """
        recipient = self._recipients.get(number, {})
        if isinstance(contact := recipient.get("contact"), dict):
            return as_uuid(contact.get("aci")) or ""
        key = _dig(recipient, "group", "masterKey")
        return hashlib.sha256(f"signal-group:{key}".encode()).hexdigest()[:32] if key else ""

    def _owner(self) -> ParsedHandle:
        given, family = self._account.get("givenName") or "", self._account.get("familyName") or ""
        username = str(self._account.get("username") or "")
        return owner_handle(name=f"{given} {family}".strip() or username, account=username or self._own_aci() or "")

    def _own_aci(self) -> str | None:
        """The owner's id, which no frame gives: the only member of the groups who is not a contact."""
        strangers = self._members - self._by_aci.keys()
        return next(iter(strangers)) if len(strangers) == 1 else None


def as_uuid(value: object) -> str | None:
    """16 bytes in base64 as a UUID; a service id of 17 bytes loses its first, which says it is no account."""
    try:
        decoded = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return None
    return str(uuid.UUID(bytes=decoded[-16:])) if len(decoded) in (16, 17) else None


def _account_handle(value: str, shown: str) -> ParsedHandle:
    return ParsedHandle(HandleKind.ACCOUNT, value, shown)


def _contact_name(contact: Json) -> str:
    """The name the app shows: the owner's nickname for them, the phone's contact, their own profile, a number, a username."""
    nickname = contact.get("nickname")
    nickname = nickname if isinstance(nickname, dict) else {}
    names = (
        (nickname.get("given"), nickname.get("family")),
        (contact.get("systemGivenName"), contact.get("systemFamilyName")),
        (contact.get("profileGivenName"), contact.get("profileFamilyName")),
        (f"+{contact['e164']}" if contact.get("e164") else None, None),
        (contact.get("username"), None),
    )
    return next((name for pair in names if (name := " ".join(str(part) for part in pair if part))), SOMEBODY)


def _members(group: Json) -> list[Json]:
    members = _dig(group, "snapshot", "members")
    return [member for member in members if isinstance(member, dict)] if isinstance(members, list) else []


def _dig(value: object, *keys: str) -> Any:
    """A value some levels down, or None where the file has something else there."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value

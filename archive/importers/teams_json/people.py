"""The people, apps and telephones of a Teams export: Microsoft Graph's identity sets as handles and as names.

The id of a user is that of the directory, the same in every export; the name may be missing in any record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive.importing import HandleKind, ParsedHandle
from archive.phone_numbers import e164
from archive.reading.event_sentences import SOMEBODY, enumeration
from archive.reading.json_records import Json

_UNNAMED = {"application": "Onbekende app", "phone": "Onbekend telefoonnummer"}
_FIRST = ("user", "application", "phone", "guest", "device", "onPremises", "encrypted", "conversation")


class People:
    """Who is who, as far as the records that were read say."""

    def __init__(self, users: Mapping[str, str]) -> None:
        self._names = dict(users)

    def learn(self, identity: object) -> None:
        """Remember the name of a user a record gives."""
        if isinstance(identity, dict) and isinstance(name := identity.get("displayName"), str) and name:
            self._names.setdefault(_id(identity), name)

    def learn_set(self, identities: object) -> None:
        """Remember the names in an identity set."""
        for _, identity in _identities(identities):
            self.learn(identity)

    def sender(self, identities: object) -> ParsedHandle | None:
        """Who an identity set is about, or None when it is about nobody."""
        return next((self.handle(identity, kind) for kind, identity in _identities(identities)), None)

    def handle(self, identity: Json, kind: str = "user") -> ParsedHandle:
        """The handle of one identity: the id of an account, or a telephone number."""
        value = _id(identity)
        named = identity.get("displayName")
        shown = named if isinstance(named, str) and named else self._names.get(value, "")
        if kind == "phone" and (number := e164(value)):
            return ParsedHandle(HandleKind.PHONE, number, shown or number)
        return ParsedHandle(HandleKind.ACCOUNT, value or shown, shown or _unnamed(kind, value))

    def handle_of(self, user: str) -> ParsedHandle:
        """The handle of a user of whom only the id is known."""
        return self.handle({"id": user})

    def name(self, identities: object) -> str:
        """The name of whom an identity set is about, for a sentence."""
        handle = self.sender(identities)
        return handle.shown if handle else SOMEBODY

    def names(self, members: Iterable[Json]) -> str:
        """The names of members, for a sentence: "Eva, Tom en Jan"."""
        return enumeration(self.handle(member).shown for member in members) or SOMEBODY


def _identities(identities: object) -> list[tuple[str, Json]]:
    """What an identity set holds, users first."""
    if not isinstance(identities, dict):
        return []
    found = {
        kind: part
        for kind, part in identities.items()
        if isinstance(part, dict) and (_id(part) or part.get("displayName"))
    }
    return [(kind, found[kind]) for kind in dict.fromkeys((*_FIRST, *found)) if kind in found]


def _id(identity: Json) -> str:
    value = identity.get("id")
    return value.lower() if isinstance(value, str) else ""


def _unnamed(kind: str, value: str) -> str:
    return f"{_UNNAMED.get(kind, 'Onbekende gebruiker')} ({value[:8]})"

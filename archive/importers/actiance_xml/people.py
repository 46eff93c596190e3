"""Who the logins of an export are: gathered from all its records, since a message may give less of a person than another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.importers.actiance_xml.dumps import Record
from archive.importing import HandleKind, ParsedHandle
from archive.reading.identifiers import dialled_number, is_mail_address
from archive.storable import storable

_USERS = ("User", "Inviter", "Invitee")
"""Elements that hold a person; where there is none, the record itself does."""


@dataclass(slots=True)
class _Known:
    """What is known of a login: the address at work, another address, and the name; "" for what is not."""

    at_work: str = ""
    elsewhere: str = ""
    name: str = ""


class People:
    """The persons of an export by their login."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def learn(self, record: Record) -> list[str]:
        """Keep what a record says of persons, and give their logins."""
        found = []
        for user in _users(record):
            if login := login_of(user):
                known = self._known.setdefault(login.lower(), _Known())
                known.at_work = known.at_work or _address(user, "CorporateEmailID", "CorporateEmailAddress")
                known.elsewhere = known.elsewhere or _address(user, "EmailAddress")
                known.name = known.name or _name(user)
                found.append(login)
        return found

    def handle(self, login: str, *, app: str) -> ParsedHandle:
        """A person, by address where one is known: it means the same in other exports."""
        known = self._known.get(login.lower(), _Known())
        address = known.at_work or known.elsewhere or (login.lower() if is_mail_address(login) else "")
        shown = known.name or login
        if address:
            return ParsedHandle(HandleKind.EMAIL, address, shown)
        if number := dialled_number(login):
            return ParsedHandle(HandleKind.PHONE, number, shown)
        return ParsedHandle(HandleKind.ACCOUNT, f"{app}:{login.lower()}", shown)


def login_of(record: Record) -> str:
    """The login of whom a record, or a user in it, is about; "" when it names nobody."""
    user = record.first("User") or record
    return storable(user.word("LoginName", "EmailAddress", "CorporateEmailID", "CorporateEmailAddress"))


def _users(record: Record) -> Iterator[Record]:
    inner = [user for user in record.inner if user.tag in _USERS]
    yield from inner or [record]


def _name(user: Record) -> str:
    parts = (user.word("FirstName"), user.word("LastName"))
    return storable(" ".join(filter(None, parts)))


def _address(user: Record, *tags: str) -> str:
    found = storable(user.word(*tags))
    return found.lower() if is_mail_address(found) else ""

"""Who is who in a Threema backup, and its conversations: contacts, groups and distribution lists."""

from __future__ import annotations

import re

from archive.importers.threema_csv.tables import Row, rows
from archive.importing import HandleKind, ParsedConversation, ParsedHandle
from archive.reading.containers import Container
from archive.reading.phone_owner import owner_handle
from archive.reading.phrases import UNNAMED_GROUP, UNNAMED_LIST

APP = "threema"
PERSON, GROUP, LIST = "message", "group_message", "distribution_list_message"
"""How the names of the files with messages begin, by kind of conversation."""

_MENTION = re.compile(r"@\[([0-9A-Z*@]{8})\]")
_EVERYBODY = "@@@@@@@@"


class Chats:
    """The persons and conversations of one backup. `folder` ends in "/" or is empty."""

    def __init__(self, container: Container, folder: str) -> None:
        self._names: dict[str, str] = {}
        self._identity_of: dict[str, str] = {}
        for row in rows(container, f"{folder}contacts.csv"):
            identity = row.get("identity", "")
            self._names[identity] = _name(row)
            self._identity_of[row.get("identity_id") or identity] = identity
        self._groups = {_group_file(row): row for row in rows(container, f"{folder}groups.csv")}
        self._lists = {row.get("id", ""): row for row in rows(container, f"{folder}distribution_list.csv")}
        self._owner_identity = self._find_owner()
        self.owner = owner_handle(account=self._owner_identity)

    def person(self, identity: str) -> ParsedHandle:
        """A person by their Threema ID, with the name of the contact."""
        if identity and identity == self._owner_identity:
            return self.owner
        return ParsedHandle(HandleKind.ACCOUNT, identity, self._names.get(identity) or identity)

    def with_names(self, text: str) -> str:
        """A text as the app shows it: who is mentioned by their Threema ID in it, by name; who is no contact, by the ID."""
        return _MENTION.sub(lambda match: f"@{self._mentioned(match[1])}", text)

    def _mentioned(self, identity: str) -> str:
        return "Iedereen" if identity == _EVERYBODY else self.person(identity).shown.removeprefix("~")

    def partner(self, kind: str, number: str) -> ParsedHandle | None:
        """The other person of a chat of two; None in any other."""
        return self.person(self._identity_of.get(number, number)) if kind == PERSON else None

    def group_of(self, kind: str, number: str) -> str:
        """The id of a group and of its creator, as reactions name it; "" for what is no group."""
        row = self._groups.get(number) if kind == GROUP else None
        return f"{row.get('id', '')}-{row.get('creator', '')}" if row else ""

    def conversation(self, key: str, kind: str, number: str) -> ParsedConversation:
        """The conversation of a file with messages; `number` is what stands in the file's name."""
        partner = self.partner(kind, number)
        if partner:
            return ParsedConversation(key, APP, partner.shown, False, partner.value, (partner,))
        row = self._groups.get(number) if kind == GROUP else self._lists.get(number)
        if row is None:
            title = UNNAMED_GROUP if kind == GROUP else UNNAMED_LIST
            return ParsedConversation(key, APP, title, True, number, has_local_id=True)
        members = row.get("members" if kind == GROUP else "distribution_members", "")
        people = tuple(dict.fromkeys(self.person(identity) for identity in members.split(";") if identity))
        title = row.get("groupname" if kind == GROUP else "distribution_list_name", "")
        title = title or (UNNAMED_GROUP if kind == GROUP else UNNAMED_LIST)
        own_id = self.group_of(kind, number)
        return ParsedConversation(key, APP, title, True, own_id or number, people, has_local_id=not own_id)

    def _find_owner(self) -> str:
        """The owner's Threema ID, which no table gives: the one member of groups who is no contact; "" when not certain."""
        members = {
            identity
            for row in self._groups.values()
            for identity in (row.get("creator", ""), *row.get("members", "").split(";"))
            if identity
        }
        strangers = members - self._names.keys()
        return next(iter(strangers)) if len(strangers) == 1 else ""


def _name(contact: Row) -> str:
    """The name of a contact as the app shows it; a name people gave themselves has a tilde before it."""
    name = " ".join(filter(None, (contact.get("firstname", ""), contact.get("lastname", ""))))
    nickname = contact.get("nick_name", "")
    return name or (f"~{nickname}" if nickname else "")


def _group_file(group: Row) -> str:
    """What stands in the name of a group's file: a number since version 19 of the backup, before that its two ids."""
    return group.get("group_uid") or f"{group.get('id', '')}-{group.get('creator', '')}"

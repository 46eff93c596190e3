"""The conversations of Apple's database, and the persons in it by their number or mail address."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from archive.importing import HandleKind, ParsedConversation, ParsedHandle
from archive.phone_numbers import e164
from archive.reading.event_sentences import SOMEBODY, enumeration
from archive.reading.phone_owner import owner_handle
from archive.reading.sqlite_members import Database, Row, number, text

_GROUP_STYLE = 43
NO_CHAT = "geen gesprek"


class People:
    """Turns rows of `handle` into handles; the database has no names."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.owner = owner_handle()
        self.handle = lru_cache(maxsize=10_000)(self._handle)

    def name(self, row: int) -> str:
        """A person for a sentence."""
        handle = self.handle(row)
        return handle.shown if handle else SOMEBODY

    def _handle(self, row: int) -> ParsedHandle | None:
        """The person of a row; None for 0, which stands for nobody."""
        found = next(self._database.rows("handle", ["id"], where="ROWID = ?", values=[row]), None)
        address = text(found["id"]).strip() if found else ""
        if not address:
            return None
        if "@" in address:
            return ParsedHandle(HandleKind.EMAIL, address.lower(), address)
        phone = e164(address)
        return ParsedHandle(HandleKind.PHONE if phone else HandleKind.ACCOUNT, phone or address, address)


class Chats:
    """Describes a conversation the first time it is asked for."""

    def __init__(self, database: Database, people: People) -> None:
        self._database, self._people = database, people
        self._partners: dict[str, ParsedHandle | None] = {}

    def partner(self, key: str) -> ParsedHandle | None:
        """The other person of a chat of two; None in any other."""
        return self._partners.get(key)

    def describe(self, key: str, row: Row) -> Iterator[ParsedConversation]:
        """The conversation of a message, once."""
        if key in self._partners:
            return
        self._partners[key] = None
        chat_row = number(row["chat_id"])
        columns = ["guid", "style", "chat_identifier", "service_name", "display_name"]
        found = next(self._database.rows("chat", columns, where="ROWID = ?", values=[chat_row]), None)
        if found is None:
            yield self._without_chat(key, row)
            return
        members = self._members(chat_row)
        guid, title = text(found["guid"]), text(found["display_name"]).strip()
        is_group = number(found["style"]) == _GROUP_STYLE or ";+;" in guid or len(members) > 1
        if not is_group:
            self._partners[key] = members[0] if members else None
        yield ParsedConversation(
            key=key,
            app="sms" if text(found["service_name"]) == "SMS" else "imessage",
            title=title or enumeration(member.shown for member in members) or text(found["chat_identifier"]) or guid,
            is_group=is_group,
            source_id=guid,
            participants=members,
        )

    def _members(self, chat: int) -> tuple[ParsedHandle, ...]:
        if not self._database.has("chat_handle_join", "chat_id", "handle_id"):
            return ()
        rows = self._database.rows(
            "chat_handle_join", ["handle_id"], where="chat_id = ?", values=[chat], order="handle_id"
        )
        return tuple(dict.fromkeys(filter(None, (self._people.handle(number(row["handle_id"])) for row in rows))))

    def _without_chat(self, key: str, row: Row) -> ParsedConversation:
        """What is left of a conversation that was deleted: its messages, by the person they were from or to."""
        person = self._people.handle(number(row["handle_id"]))
        self._partners[key] = person
        title = f"Verwijderd gesprek met {person.shown}" if person else "Verwijderd gesprek"
        return ParsedConversation(key, "imessage", title, False, participants=(person,) if person else ())


def key_of(row: Row) -> str:
    """The key of a message's conversation: the chat's row, or the person's where there is no chat."""
    return f"chat {row['chat_id']}" if row["chat_id"] is not None else f"{NO_CHAT}, {number(row['handle_id'])}"

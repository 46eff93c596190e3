"""The conversations of a WhatsApp database, and those whose messages outlived them."""

from __future__ import annotations

from collections.abc import Iterator

from archive.importers.whatsapp_db.people import People
from archive.importing import ParsedConversation, ParsedHandle
from archive.reading.phrases import UNNAMED_GROUP, UNNAMED_LIST
from archive.reading.sqlite_members import Database, number, text

APP = "whatsapp"
_STATUS = "status@broadcast"
_COLUMNS = ("_id", "jid_row_id", "subject", "ephemeral_expiration")


class Chats:
    """Describes a conversation the first time it is asked for."""

    def __init__(self, database: Database, people: People) -> None:
        self._database, self._people = database, people
        self._described: dict[str, ParsedConversation] = {}
        self._partners: dict[str, ParsedHandle | None] = {}
        self.with_timer: list[str] = []
        self.deleted = 0

    def partner(self, key: str) -> ParsedHandle | None:
        """The other person of a chat of two; None in any other."""
        return self._partners.get(key)

    def describe(self, row: int) -> Iterator[ParsedConversation]:
        """The conversation of a row of `chat`, once; its key is the row's number."""
        key = str(row)
        if key not in self._described:
            found = next(self._database.rows("chat", _COLUMNS, where="_id = ?", values=[row]), None)
            if found is None:
                self.deleted += 1
                conversation = self._deleted(row)
            else:
                conversation = self._conversation(key, number(found["jid_row_id"]), text(found["subject"]))
                if number(found["ephemeral_expiration"]) > 0:
                    self.with_timer.append(conversation.title)
            self._described[key] = conversation
            yield conversation

    def describe_address(self, jid_row: int) -> Iterator[ParsedConversation]:
        """The conversation with an address; `key_of_address` tells its key."""
        key = self.key_of_address(jid_row)
        if key.isdigit():
            yield from self.describe(int(key))
        elif key not in self._described:
            self._described[key] = self._conversation(key, jid_row, "")
            yield self._described[key]

    def key_of_address(self, jid_row: int) -> str:
        """The key of the chat with an address: the number of its row, or one of its own when it has none."""
        found = next(self._database.rows("chat", ["_id"], where="jid_row_id = ?", values=[jid_row]), None)
        return f"jid {jid_row}" if found is None else str(found["_id"])

    def _conversation(self, key: str, jid_row: int, subject: str) -> ParsedConversation:
        address, handle = self._people.address(jid_row), self._people.handle(jid_row)
        if address.is_group:
            return ParsedConversation(
                key, APP, subject or UNNAMED_GROUP, True, address.raw, tuple(self._members(jid_row))
            )
        if address.server in ("broadcast", "newsletter"):
            title = "Statusupdates" if address.raw == _STATUS else subject or UNNAMED_LIST
            return ParsedConversation(key, APP, title, True, address.raw)
        self._partners[key] = handle
        title = subject or (handle.shown if handle else "Onbekend gesprek")
        return ParsedConversation(key, APP, title, False, address.raw, (handle,) if handle else ())

    def _members(self, group: int) -> Iterator[ParsedHandle]:
        """Who was in a group when the copy was made."""
        table = "group_participant_user"
        if not self._database.has(table, "group_jid_row_id", "user_jid_row_id"):
            return
        rows = self._database.rows(table, ["user_jid_row_id"], where="group_jid_row_id = ?", values=[group])
        handles = (self._people.handle(number(row["user_jid_row_id"])) for row in rows)
        yield from dict.fromkeys(filter(None, handles))

    def _deleted(self, row: int) -> ParsedConversation:
        """A conversation that was deleted on the phone while messages of it are still in the database."""
        senders = self._database.select(
            "SELECT max(sender_jid_row_id) AS sender FROM message WHERE chat_row_id = ?", [row]
        )
        is_group = number(next(senders)["sender"]) > 0
        return ParsedConversation(str(row), APP, f"Verwijderd gesprek {row}", is_group)

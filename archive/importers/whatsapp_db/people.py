"""Who is who in a WhatsApp database: addresses (jid), the hidden ones (lid) with the numbers behind them, and contacts.

A person's address is a telephone number at s.whatsapp.net, or since 2023 a hidden id at lid; `jid_map` links the two. Names
are not in the message database: the owner's contacts are in wa.db, names people chose themselves in `lid_display_name`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from archive.importing import HandleKind, ParsedHandle
from archive.phone_numbers import e164
from archive.reading.event_sentences import SOMEBODY
from archive.reading.phone_owner import owner_handle
from archive.reading.sqlite_members import Database, Row, number, text

_OWN_SERVERS = frozenset({"lid_me", "status_me"})
_GROUP_SERVER = "g.us"
_NO_PERSON = frozenset({_GROUP_SERVER, "broadcast", "newsletter"})


class Contact(NamedTuple):
    """What wa.db says of an address: the name the owner saved, and the name the person chose."""

    saved: str
    chosen: str


class Address(NamedTuple):
    """A row of `jid`: "31612345678" at "s.whatsapp.net"."""

    user: str
    server: str
    raw: str

    @property
    def is_group(self) -> bool:
        """Whether it is a group's."""
        return self.server == _GROUP_SERVER


NOWHERE = Address("", "", "")


class People:
    """Turns rows of `jid` into handles."""

    def __init__(self, database: Database, contacts: Mapping[str, Contact]) -> None:
        self._database = database
        self._contacts = contacts
        self.owner = owner_handle(name=self._owner_name())
        self.address = lru_cache(maxsize=10_000)(self._address)
        self.handle = lru_cache(maxsize=10_000)(self._handle)

    def name(self, row: int) -> str:
        """The name of a row of `jid`, for a sentence."""
        handle = self.handle(row)
        return handle.shown if handle else SOMEBODY

    def by(self, row: Row, partner: ParsedHandle | None) -> ParsedHandle | None:
        """Who did something: the owner, the person the row names, or else the other one of a chat of two, `partner`."""
        if number(row["from_me"]) == 1:
            return self.owner
        return self.handle(number(row["sender_jid_row_id"])) or partner

    def users(self, row: int) -> set[str]:
        """What can stand behind the @ of a mention of this row: the number, or the hidden id."""
        stored = text(self._row_of("jid", ["user"], "_id", row).get("user"))
        return set(filter(None, (stored, self.address(row).user)))

    def _owner_name(self) -> str:
        if not self._database.has("props", "key"):
            return ""
        rows = self._database.rows("props", ["value"], where="key = ?", values=["user_push_name"])
        return next((text(row["value"]).strip() for row in rows), "")

    def _address(self, row: int) -> Address:
        """The address in a row of `jid`; a hidden one as the number behind it, where the database knows that."""
        found = self._row_of("jid", ["user", "server", "raw_string"], "_id", row)
        if text(found.get("server")) == "lid":
            behind = number(self._row_of("jid_map", ["jid_row_id"], "lid_row_id", row).get("jid_row_id"))
            found = self._row_of("jid", ["user", "server", "raw_string"], "_id", behind) or found
        return Address(text(found.get("user")), text(found.get("server")), text(found.get("raw_string")))

    def _handle(self, row: int) -> ParsedHandle | None:
        """The person of a row of `jid`; None for a group, and for no row (WhatsApp writes 0 and -1 for nobody)."""
        address = self.address(row)
        if not address.server or address.server in _NO_PERSON:
            return None
        if address.server in _OWN_SERVERS:
            return self.owner
        names = self._contacts.get(f"{address.user}@{address.server}", Contact("", ""))
        chosen = names.chosen or self._chosen_name(row)
        shown = names.saved or (f"~{chosen}" if chosen else "")
        if address.server == "s.whatsapp.net" and (phone := e164(f"+{address.user}")):
            return ParsedHandle(HandleKind.PHONE, phone, shown or phone)
        value = address.raw or f"{address.user}@{address.server}"
        unnamed = f"+{address.user}" if address.server == "s.whatsapp.net" and address.user.isdigit() else value
        return ParsedHandle(HandleKind.ACCOUNT, value, shown or unnamed)

    def _chosen_name(self, row: int) -> str:
        """The name a person chose, which is kept with the hidden id, also when the row is of the number."""
        if not self._database.has("lid_display_name", "lid_row_id", "display_name"):
            return ""
        hidden = row
        if self._database.has("jid_map", "lid_row_id", "jid_row_id"):
            hidden = number(self._row_of("jid_map", ["lid_row_id"], "jid_row_id", row).get("lid_row_id")) or row
        return text(
            self._row_of("lid_display_name", ["display_name"], "lid_row_id", hidden).get("display_name")
        ).strip()

    def _row_of(self, table: str, columns: list[str], key: str, value: int) -> dict[str, object]:
        if not self._database.has(table, key):
            return {}
        return dict(next(self._database.rows(table, columns, where=f"{key} = ?", values=[value]), {}))


def read_contacts(database: Database) -> dict[str, Contact]:
    """The contacts of a wa.db by their address."""
    return {
        text(row["jid"]): Contact(text(row["display_name"]).strip(), text(row["wa_name"]).strip())
        for row in database.rows("wa_contacts", ["jid", "display_name", "wa_name"])
    }

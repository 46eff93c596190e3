"""WhatsApp's own database on an Android phone, `msgstore.db`, as a forensic copy or a decrypted backup gives it.

Reads the schema of 2021 and later (tables `message`, `chat`, `jid` and some dozens of details); contacts come from a `wa.db`
beside it. A table or column that a version lacks is read as empty, so that the next version can be read as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

from archive.importers.whatsapp_db.chats import Chats
from archive.importers.whatsapp_db.contents import Contents
from archive.importers.whatsapp_db.details import CALL_COLUMNS, REACTION, Details
from archive.importers.whatsapp_db.messages import COLUMNS, Messages
from archive.importers.whatsapp_db.people import Contact, People, read_contacts
from archive.importing import Bookkeeping, ImportOptions, Item, Notice, importers
from archive.reading.containers import Container, ImportRefused
from archive.reading.member_paths import MemberPaths
from archive.reading.notices import disappearing_messages, unnamed_files
from archive.reading.sqlite_members import Database, databases, is_database, number, open_database, the_database

BATCH = 1000
"""Messages whose details are asked for at once."""
_MODERN = (
    ("message", ("_id", "chat_row_id", "key_id", "from_me", "message_type", "timestamp")),
    ("chat", ("_id", "jid_row_id")),
    ("jid", ("_id", "user", "server", "raw_string")),
)
_OLD = ("messages", ("key_remote_jid", "key_from_me", "data"))
_NOT_LOGGED = "_id NOT IN (SELECT call_log_row_id FROM message_call_log WHERE call_log_row_id IS NOT NULL)"
TOO_OLD = (
    "«{name}» is een WhatsApp-database van vóór 2021 (tabel «messages»). Ingelezen wordt de indeling van 2021 en later (tabel "
    "«message»). Er is niets ingelezen. Werk WhatsApp op het toestel bij, maak een nieuwe reservekopie en lever die in, of "
    "exporteer de gesprekken als tekst («Chat exporteren»)."
)


@importers.register
class WhatsAppDatabase:
    """Reads msgstore.db. All conversations of a phone; units are the rows of messages, and of calls without a message."""

    name = "whatsapp_db"
    label = "WhatsApp-database (msgstore.db)"
    unit = "records"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Van een bewerkt bericht bewaart WhatsApp alleen de laatste tekst.",
        "Van een verwijderd bericht bewaart WhatsApp de tekst niet.",
        "Berichten die verlopen zijn of die de eigenaar alleen voor zichzelf verwijderde, staan er niet meer in.",
        "Bestanden staan niet in de database; ze zijn er alleen als ze ernaast zijn meegeleverd.",
        "Namen van contacten staan in een ander bestand (wa.db), dat in een reservekopie leeg is.",
    )

    def exports(self, container: Container) -> list[str]:
        """The databases that have WhatsApp's tables, of now or of before 2021."""
        return databases(container, is_called=_is_called, is_known=_is_known)

    def count_units(self, container: Container) -> int:
        """The number of messages and of calls without one, counted by SQLite."""
        with open_database(container, _database(container)) as database:
            _refuse_old(database, container)
            calls = database.count("call_log", where=_NOT_LOGGED if _has_links(database) else "")
            return database.count("message") + calls

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield the messages by conversation, as the app ordered them, and then the calls that no message stands for."""
        member = _database(container)
        with open_database(container, member) as database:
            _refuse_old(database, container)
            reading = _Reading(database, container, member)
            yield from reading.messages()
            yield from reading.calls()
            yield from reading.notices()


class _Reading:
    """Reads the tables in order and keeps what the notices need."""

    def __init__(self, database: Database, container: Container, member: str) -> None:
        beside = {other: PurePosixPath(other) for other in container.members if other != member}
        folder = PurePosixPath(member).parent
        contacts = next((other for other, path in beside.items() if path == folder / "wa.db"), None)
        self._database = database
        self._people = People(database, _contacts(container, contacts))
        self._chats = Chats(database, self._people)
        own = {contacts, *(f"{member}{tail}" for tail in ("-wal", "-shm", "-journal"))}
        self._files = MemberPaths(other for other in beside if other not in own)
        self._messages = Messages(self._people, Contents(self._people, self._files))
        self._unit = 0

    def messages(self) -> Iterator[Item]:
        """The rows of `message`, each conversation before its messages."""
        shown = "chat_row_id, sort_id, _id" if self._database.has("message", "sort_id") else "chat_row_id, _id"
        rows = self._database.rows("message", COLUMNS, order=shown)
        while batch := list(islice(rows, BATCH)):
            details = Details(self._database, batch)
            for row in batch:
                self._unit += 1
                chat = number(row["chat_row_id"])
                if chat <= 0 and row["message_type"] is None and not row["text_data"]:
                    yield Bookkeeping(self._unit, self._unit, "lege rij waarmee WhatsApp de tabel begint")
                    continue
                yield from self._chats.describe(chat)
                yield self._messages.item(row, self._unit, details, self._chats.partner(str(chat)))

    def calls(self) -> Iterator[Item]:
        """The rows of the log of calls that no message stands for."""
        where = _NOT_LOGGED if _has_links(self._database) else ""
        for row in self._database.rows("call_log", CALL_COLUMNS, where=where, order="_id"):
            self._unit += 1
            address = number(row["group_jid_row_id"]) or number(row["jid_row_id"])
            yield from self._chats.describe_address(address)
            yield self._messages.call(row, self._unit, self._chats.key_of_address(address))

    def notices(self) -> Iterator[Notice]:
        """What a person should know about the database as a whole."""
        yield from map(Notice, self._database.notices)
        if self._chats.deleted:
            yield Notice(
                f"Gesprekken die op de telefoon zijn verwijderd maar waarvan nog berichten in de database staan: "
                f"{self._chats.deleted}. Ze heten «Verwijderd gesprek» en een nummer."
            )
        if lost := self._reactions_without_message():
            yield Notice(f"Reacties op berichten die niet meer in de database staan: {lost}.")
        yield from disappearing_messages(self._chats.with_timer)
        yield from unnamed_files(self._files.unnamed)

    def _reactions_without_message(self) -> int:
        if not self._database.has("message_add_on", "parent_message_row_id", "message_add_on_type"):
            return 0
        gone = f"message_add_on_type = {REACTION} AND parent_message_row_id NOT IN (SELECT _id FROM message)"
        return self._database.count("message_add_on", where=gone)


def _contacts(container: Container, member: str | None) -> dict[str, Contact]:
    if member is None or not is_database(container, member):
        return {}
    with open_database(container, member) as database:
        return read_contacts(database)


def _has_links(database: Database) -> bool:
    """Whether messages can stand for calls in this version."""
    return database.has("call_log", "_id") and database.has("message_call_log", "call_log_row_id")


def _refuse_old(database: Database, container: Container) -> None:
    """Raises `ImportRefused` for the tables of before 2021, also where the new ones stand empty beside them."""
    if not _is_modern(database) or (
        database.has(_OLD[0], *_OLD[1]) and database.count(_OLD[0]) > 1 >= database.count("message")
    ):
        raise ImportRefused(TOO_OLD.format(name=container.name))


def _is_called(member: str) -> bool:
    return PurePosixPath(member).suffix == ".db"


def _is_known(database: Database) -> bool:
    return _is_modern(database) or database.has(_OLD[0], *_OLD[1])


def _is_modern(database: Database) -> bool:
    return all(database.has(table, *columns) for table, columns in _MODERN)


def _database(container: Container) -> str:
    return the_database(container, "WhatsApp-databases", is_called=_is_called, is_known=_is_known)

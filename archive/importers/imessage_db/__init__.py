"""Apple's database of messages: `chat.db` of a Mac, `sms.db` of an iPhone, with iMessages and text messages.

An unencrypted backup of an iPhone keeps it, and the files of messages, under the SHA-1 of their path.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath

from archive.importers.imessage_db.chats import Chats, People, key_of
from archive.importers.imessage_db.messages import (
    ADDED,
    COLUMNS,
    REMOVED,
    Around,
    File,
    Messages,
    is_reaction,
    target_of,
)
from archive.importing import ImportOptions, Item, Notice, ParsedAttachment, importers
from archive.reading.containers import Container
from archive.reading.member_paths import MemberPaths
from archive.reading.notices import unnamed_files
from archive.reading.phrases import unnamed_file
from archive.reading.sqlite_members import Database, Row, databases, number, open_database, text, the_database

BATCH = 500
"""Messages whose files and answered messages are asked for at once."""
IN_BACKUP = "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
"""The name of sms.db in a backup of an iPhone: SHA-1 of "HomeDomain-Library/SMS/sms.db"."""
_CHATS, _RECOVERABLE = "chat_message_join", "chat_recoverable_message_join"
_TABLES = (
    ("message", ("ROWID", "guid", "text", "handle_id", "date", "is_from_me")),
    ("handle", ("ROWID", "id")),
    ("chat", ("ROWID", "guid")),
    (_CHATS, ("chat_id", "message_id")),
)


@importers.register
class IMessageDatabase:
    """Reads chat.db or sms.db. All conversations of a device; units are the rows of messages, reactions among them."""

    name = "imessage_db"
    label = "iMessage-database (chat.db of sms.db)"
    unit = "records"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Namen van contacten staan er niet in: personen zijn er als nummer of mailadres.",
        "Van een ingetrokken bericht is de tekst niet bewaard.",
        "Welke reacties iemand eerder gaf en weer introk, is niet bewaard; alleen de laatste stand.",
        "Berichten die op het toestel zijn gewist (anders dan in «Recent verwijderd»), staan er niet meer in.",
        "Bestanden staan niet in de database; ze zijn er alleen als ze ernaast zijn meegeleverd.",
    )

    def exports(self, container: Container) -> list[str]:
        """The databases that have Apple's tables of messages."""
        return databases(container, is_called=_is_called, is_known=_is_known)

    def count_units(self, container: Container) -> int:
        """The number of rows of messages, counted by SQLite."""
        with open_database(container, _database(container)) as database:
            return database.count("message")

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield the messages by conversation, each in the order of time."""
        member = _database(container)
        with open_database(container, member) as database:
            own = {member, *(f"{member}{tail}" for tail in ("-wal", "-shm", "-journal"))}
            reading = _Reading(database, MemberPaths(other for other in container.members if other not in own))
            yield from reading.messages()
            yield from reading.notices()


class _Reading:
    """Reads the tables in order and keeps what the notices need."""

    def __init__(self, database: Database, files: MemberPaths) -> None:
        self._database, self._files = database, files
        self._people = People(database)
        self._chats = Chats(database, self._people)
        self._messages = Messages(self._people)
        self._own_addresses: set[str] = set()
        self._chat: object = None
        self._reactions: dict[str, list[Row]] = {}

    def messages(self) -> Iterator[Item]:
        """The rows of `message`, each conversation before its messages."""
        rows, unit = self._database.select(self._query()), 0
        while batch := list(islice(rows, BATCH)):
            files, answered = self._files_of(batch), self._answered(batch)
            attached = self._attached(batch, answered)
            for row in batch:
                unit += 1
                self._own_addresses.add(text(row["destination_caller_id"]))
                if row["chat_id"] != self._chat or unit == 1:
                    self._chat, self._reactions = row["chat_id"], self._reactions_in(row["chat_id"])
                key = key_of(row)
                yield from self._chats.describe(key, row)
                around = Around(files, self._reactions, answered, attached)
                yield self._messages.item(row, unit, key, around, self._chats.partner(key))

    def notices(self) -> Iterator[Notice]:
        """What a person should know about the database as a whole."""
        yield from map(Notice, self._database.notices)
        if addresses := ", ".join(sorted(self._own_addresses - {""})):
            yield Notice(f"De eigenaar van het toestel was bereikbaar op: {addresses}.")
        yield from unnamed_files(self._files.unnamed)

    def _query(self) -> str:
        """Each message once, with the first chat it is in, or the chat it was in before it was deleted."""
        first = "LEFT JOIN (SELECT message_id, min(chat_id) AS chat_id FROM {} GROUP BY message_id) AS {} USING (message_id)"
        joined, chat, was_deleted = first.format(_CHATS, "current"), "current.chat_id", "NULL"
        if self._database.has(_RECOVERABLE, "chat_id", "message_id"):
            joined += " " + first.format(_RECOVERABLE, "deleted")
            chat, was_deleted = "coalesce(current.chat_id, deleted.chat_id)", "deleted.chat_id"
        return (
            f"SELECT message.*, {chat} AS chat_id, {was_deleted} AS recoverable "
            f"FROM (SELECT {self._database.chosen('message', COLUMNS)}, message.ROWID AS message_id FROM message) AS message "
            f"{joined} ORDER BY {chat}, message.date, message.message_id"
        )

    def _reactions_in(self, chat: object) -> dict[str, list[Row]]:
        """The reactions in a chat, by the message they are to: they come later than it, so they are asked for first."""
        found: dict[str, list[Row]] = defaultdict(list)
        if not self._database.has("message", "associated_message_type", "associated_message_guid"):
            return found
        for table in filter(self._database.has, (_CHATS, _RECOVERABLE)):
            rows = self._database.select(
                f"SELECT {self._database.chosen('message', COLUMNS)} FROM {table} "
                f"JOIN message ON message.ROWID = {table}.message_id WHERE {table}.chat_id = ? "
                "AND message.associated_message_type >= ? AND message.associated_message_type < ?",
                [chat, ADDED.start, REMOVED.stop],
            )
            for row in rows:
                found[target_of(row)].append(row)
        return found

    def _attached(self, batch: Sequence[Row], answered: Mapping[str, Row]) -> set[int]:
        """The rows of reactions whose message is in the same chat, and therefore shows them."""
        by_chat: dict[object, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row in batch:
            target = answered.get(target_of(row))
            if target and is_reaction(row) and row["chat_id"] is not None:
                by_chat[row["chat_id"]][target["ROWID"]].append(row["ROWID"])
        attached: set[int] = set()
        for chat, reactions in by_chat.items():
            for table in filter(self._database.has, (_CHATS, _RECOVERABLE)):
                there = self._database.grouped(
                    table, ["chat_id"], key="message_id", among=sorted(reactions), where="chat_id = ?", values=[chat]
                )
                attached.update(reaction for target in there for reaction in reactions[target])
        return attached

    def _answered(self, batch: Sequence[Row]) -> dict[str, Row]:
        """The messages that those of a batch answer or react to, by guid."""
        wanted = {text(row["thread_originator_guid"]) for row in batch}
        wanted |= {target_of(row) for row in batch if is_reaction(row)}
        guids = sorted(wanted - {""})
        return {
            text(guid): rows[0]
            for guid, rows in self._database.grouped("message", COLUMNS, key="guid", among=guids).items()
        }

    def _files_of(self, batch: Sequence[Row]) -> dict[int, tuple[File, ...]]:
        """The files of the messages of a batch, by the message's ROWID."""
        links = self._database.grouped(
            "message_attachment_join",
            ["attachment_id"],
            key="message_id",
            among=[row["ROWID"] for row in batch],
            order="attachment_id",
        )
        ids = sorted({number(link["attachment_id"]) for rows in links.values() for link in rows})
        columns = ["filename", "transfer_name", "mime_type", "is_sticker"]
        known = self._database.grouped("attachment", columns, key="ROWID", among=ids)
        return {
            message: tuple(
                File(self._attachment(row), text(row["mime_type"]), number(row["is_sticker"]) == 1)
                for link in rows
                for row in known.get(number(link["attachment_id"]), [])
            )
            for message, rows in links.items()
        }

    def _attachment(self, row: Row) -> ParsedAttachment:
        path = text(row["filename"])
        name = text(row["transfer_name"]) or path.rpartition("/")[2] or unnamed_file(text(row["mime_type"]))
        return ParsedAttachment(name, (self._files.find(path) or self._in_backup(path)) if path else None)

    def _in_backup(self, path: str) -> str | None:
        """The member that holds a file in a backup of an iPhone: `ab/ab12…`, by the SHA-1 of its domain and path."""
        stored = hashlib.sha1(f"MediaDomain-{path.removeprefix('~/')}".encode("utf-8", "surrogatepass")).hexdigest()
        return self._files.find(f"{stored[:2]}/{stored}")


def _is_called(member: str) -> bool:
    path = PurePosixPath(member)
    return path.suffix == ".db" or path.name == IN_BACKUP


def _is_known(database: Database) -> bool:
    return all(database.has(table, *columns) for table, columns in _TABLES)


def _database(container: Container) -> str:
    return the_database(container, "iMessage-databases", is_called=_is_called, is_known=_is_known)

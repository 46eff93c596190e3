"""The data backup of Threema for Android, unpacked: tables as CSV, and the files of messages under their number.

The app packs it in a zip with a password (AES), which has to be unpacked first. Reads versions 1 to 27 of the backup; of the
tables that hold secrets (`identity`, `nonces`) nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from archive.importers.threema_csv.chats import GROUP, LIST, PERSON, Chats
from archive.importers.threema_csv.contents import Contents
from archive.importers.threema_csv.messages import Messages, Reactions
from archive.importers.threema_csv.polls import Polls
from archive.importers.threema_csv.tables import Record, count_records, header_of, records
from archive.importing import WRONG_FORM, ImportOptions, Item, NotReadable, Unreadable, importers
from archive.reading.containers import Container
from archive.reading.export_members import the_one
from archive.reading.member_paths import MemberPaths
from archive.reading.notices import unnamed_files
from archive.reading.secrets import STRIPPED

_FILE = re.compile(rf"({GROUP}|{LIST}|{PERSON})_([^/]+)\.csv")
_COLUMNS = frozenset({"apiid", "uid", "isoutbox", "messagestae", "posted_at", "created_at", "type", "body"})
_SECRET = re.compile(r"[0-9a-fA-F]{32,}")
"""Keys of files are 32 bytes in hexadecimal, and the places of files 16; an id of a message is 8."""
NOT_READABLE = "geen bericht van Threema, beschadigd, of met een tijd die niet kan kloppen"
OTHER_SHAPE = "deze rij heeft meer of minder cellen dan de kop van de tabel"


class _File(NamedTuple):
    """A table of messages: the member, the kind of conversation and what stands in its name."""

    member: str
    kind: str
    number: str


@importers.register
class ThreemaCsv:
    """Reads an unpacked data backup of Threema. All conversations of a phone; units are the rows of messages."""

    name = "threema_csv"
    label = "Threema-reservekopie (CSV)"
    unit = "records"
    keeps_files_below = False
    never_contains: tuple[str, ...] = (
        "Van een bewerkt bericht staat alleen de laatste tekst in de reservekopie, van een verwijderd bericht niets.",
        "Wie het bericht schreef dat iemand aanhaalt, en de tekst ervan, staat alleen bij dat bericht zelf.",
        "Bestanden ontbreken als bij het maken van de reservekopie niet voor media gekozen is.",
        "Hoe de eigenaar van de telefoon heet, staat er niet in.",
    )

    def exports(self, container: Container) -> list[str]:
        """The tables of messages with the columns Threema gives them."""
        return [file.member for file in _files(container)]

    def count_units(self, container: Container) -> int:
        """The number of rows of all tables of messages."""
        return sum(count_records(container, file.member) for file in _files(container))

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield the conversations one after the other, each with its messages in the order of its table."""
        files = _files(container)
        folder = _folder(container, files)
        beside = MemberPaths(member for member in container.members if "_media_" in PurePosixPath(member).name)
        chats = Chats(container, folder)
        contents = Contents(chats, Polls(container, folder, chats), beside, folder)
        reactions, unit = Reactions(container, folder, chats), 0
        for file in files:
            messages = Messages(chats, contents, reactions, key=file.member, kind=file.kind, number=file.number)
            for place, record in enumerate(records(container, file.member)):
                unit += 1
                if place == 0:
                    yield chats.conversation(file.member, file.kind, file.number)
                yield _item(messages, record, unit)
        yield from unnamed_files(beside.unnamed)


def _item(messages: Messages, record: Record, unit: int) -> Item:
    if record.row is None:
        return _unreadable(record, unit, OTHER_SHAPE)
    try:
        return messages.message(record.row, unit)
    except NotReadable as reason:
        return _unreadable(record, unit, str(reason))
    except WRONG_FORM:
        return _unreadable(record, unit, NOT_READABLE)


def _unreadable(record: Record, unit: int, reason: str) -> Unreadable:
    """A row as it stands, without keys."""
    raw = ",".join('"' + cell.replace('"', '""') + '"' for cell in record.cells)
    return Unreadable(unit, unit, _SECRET.sub(STRIPPED, raw), reason)


def _files(container: Container) -> list[_File]:
    """The tables of messages, in order of their names."""
    return [
        _File(member, match[1], match[2])
        for member in sorted(container.members)
        if (match := _FILE.fullmatch(PurePosixPath(member).name)) and _COLUMNS.issubset(header_of(container, member))
    ]


def _folder(container: Container, files: list[_File]) -> str:
    """The folder of the backup, ending in "/" or empty. Raises `ImportRefused` when there are more of them."""
    folders = sorted({file.member.rpartition("/")[0] for file in files})
    folder = the_one(container, folders, "reservekopieën van Threema", named=True)
    return f"{folder}/" if folder else ""

"""A thousand damaged files of each format of a phone give a report or a refusal, and nothing else.

Databases are damaged twice: in their bytes, which SQLite mostly sees, and in their values, which only the importer can see.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.archive.importers.reading import make_database
from tests.archive.importers.test_properties import CORPUS, damaged, outcome

DATABASES = {
    "imessage_db": "iphone/source/sms.sql",
    "whatsapp_db": "phone_with_contacts/source/msgstore.sql",
}
FILES = {
    "whatsapp_exporter_json": ("android_result_zip/source/result.json", "result.json"),
    "signal_export_json": ("group_and_chat/source/uitvoer/Kernteam/data.json", "data.json"),
    "sms_xml": ("mms_with_files/source.xml", "sms.xml"),
    "threema_csv": ("unpacked_backup/source/threema-backup_20260331/message_0000000001.csv", "message_0000000001.csv"),
}
ODD_VALUES = [
    *(None, -1, 0, 2**63 - 1, -(2**63), 1.5, float("inf"), 1e300, "", "tekst", "12", "1e9", "\ud83d", "\0"),
    *(b"", b"\xff\xfe", b"\0" * 40, "9" * 5000, "{", "[1", '{"a":', "⚠️", "@31687654321"),
]


def overwritten(original: bytes, dice: random.Random) -> bytes:
    """A database in which some bytes changed without moving others."""
    data = bytearray(original)
    for _ in range(dice.randint(1, 6)):
        place, length = dice.randrange(len(data)), dice.randint(1, 8)
        data[place : place + length] = dice.randbytes(length)
    return bytes(data[: len(original)])


def spoil(path: Path, dice: random.Random) -> None:
    """Put values that do not belong there in some columns."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for _ in range(dice.randint(1, 12)):
            table = dice.choice([table for table in tables if not table.startswith("sqlite_")])
            column = dice.choice([row[1] for row in connection.execute(f"PRAGMA table_info({table})")])
            value = dice.choice(ODD_VALUES)
            value = value.encode("utf-8", "surrogatepass") if value == "\ud83d" else value
            try:
                some = f"rowid % {dice.randint(1, 3)} = 0"
                connection.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE {some}', (value,))
            except sqlite3.IntegrityError:
                continue  # a key that is a number, or may not be empty
        connection.commit()


@pytest.mark.parametrize("name", DATABASES)
def test_a_damaged_database_is_accounted_for_or_refused(name: str, tmp_path: Path) -> None:
    script = (CORPUS / name / DATABASES[name]).read_text()
    path = make_database(tmp_path / "copy.db", script)
    original, accepted = path.read_bytes(), 0
    for seed in range(400):
        path.write_bytes(damaged(original, random.Random(seed)))
        accepted += bool(outcome(path))
        path.write_bytes(overwritten(original, random.Random(seed)))
        accepted += bool(outcome(path))
    assert accepted > 50


@pytest.mark.parametrize("name", DATABASES)
def test_odd_values_in_a_database_are_accounted_for(name: str, tmp_path: Path) -> None:
    path = make_database(tmp_path / "copy.db", (CORPUS / name / DATABASES[name]).read_text())
    original = path.read_bytes()
    for seed in range(200):
        path.write_bytes(original)
        spoil(path, random.Random(seed))
        assert outcome(path)


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_export_is_accounted_for_or_refused(name: str, tmp_path: Path) -> None:
    source, file_name = FILES[name]
    original, accepted = (CORPUS / name / source).read_bytes(), 0
    for seed in range(1000):
        path = tmp_path / file_name
        path.write_bytes(damaged(original, random.Random(seed)))
        accepted += bool(outcome(path))
    assert accepted > 20

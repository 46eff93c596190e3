"""A database somebody sends is only ever read, whatever stands in it; what is wrong with it is said in Dutch."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.reading.containers import Container, ImportRefused, open_container
from archive.reading.sqlite_members import Database, is_database, number, open_database, text
from tests.archive.importers.reading import make_database

SCHEMA = "CREATE TABLE said (_id INTEGER PRIMARY KEY, words TEXT, size INTEGER);"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "export").mkdir()
    return tmp_path / "export"


def opened(folder: Path) -> Container:
    return open_container(folder)


def rows(database: Database) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in database.rows("said", ["_id", "words", "later_column"], order="_id")]


def test_rows_come_with_a_missing_column_empty(folder: Path) -> None:
    make_database(folder / "a.db", SCHEMA, "INSERT INTO said VALUES (1, 'één', 2), (2, X'ff41', NULL);")
    with opened(folder) as container, open_database(container, "a.db") as database:
        assert is_database(container, "a.db")
        assert rows(database) == [(1, "één", None), (2, b"\xffA", None)]
        assert database.count("said") == 2
        assert database.count("said", where="size > 1") == 1
        assert not list(database.rows("not_there", ["x"]))
        assert database.count("not_there") == 0
        assert {
            key: len(found) for key, found in database.grouped("said", ["words"], key="_id", among=[1, 3]).items()
        } == {1: 1}


def test_text_that_is_no_utf8_is_kept_visible(folder: Path) -> None:
    make_database(folder / "a.db", SCHEMA, "INSERT INTO said VALUES (1, CAST(X'68e96c6c6f' AS TEXT), 0);")
    with opened(folder) as container, open_database(container, "a.db") as database:
        assert rows(database) == [(1, r"h\xe9llo", None)]


def test_the_original_is_not_touched(folder: Path) -> None:
    path = make_database(folder / "a.db", SCHEMA, "INSERT INTO said VALUES (1, 'x', 0);")
    before = path.read_bytes()
    with opened(folder) as container, open_database(container, "a.db") as database:
        rows(database)
    assert path.read_bytes() == before
    assert [found.name for found in folder.iterdir()] == ["a.db"]


@pytest.mark.parametrize(
    "query",
    [
        "ATTACH DATABASE '/tmp/elders.db' AS elders",
        "INSERT INTO said VALUES (9, 'x', 1)",
        "CREATE TABLE nieuw (x)",
        "PRAGMA query_only = OFF",
        "SELECT load_extension('x')",
        "SELECT randomblob(1000)",
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "SELECT name FROM pragma_database_list",
    ],
)
def test_nothing_but_reading_is_possible(folder: Path, query: str) -> None:
    make_database(folder / "a.db", SCHEMA)
    with (
        opened(folder) as container,
        pytest.raises(ImportRefused, match="beschadigd of onvolledig"),
        open_database(container, "a.db") as database,
    ):
        list(database.select(query))


def test_a_view_in_the_place_of_a_table_is_no_table(folder: Path) -> None:
    make_database(folder / "a.db", "CREATE VIEW said AS SELECT 1 AS _id, 'nep' AS words;")
    with opened(folder) as container, open_database(container, "a.db") as database:
        assert not database.has("said")
        assert rows(database) == []


def test_a_column_that_would_be_computed_is_not_read(folder: Path) -> None:
    computed = "CREATE TABLE said (_id INTEGER, words TEXT AS (hex(zeroblob(_id))));"
    make_database(folder / "a.db", computed, "INSERT INTO said (_id) VALUES (1);")
    with opened(folder) as container, open_database(container, "a.db") as database:
        assert rows(database) == [(1, None, None)]


def test_a_damaged_page_is_refused_while_reading(folder: Path) -> None:
    values = ", ".join(f"({n}, '{'water ' * 50}', {n})" for n in range(1, 400))
    path = make_database(folder / "a.db", SCHEMA, f"INSERT INTO said VALUES {values};")
    data = bytearray(path.read_bytes())
    data[5 * 4096 : 5 * 4096 + 200] = b"\xa5" * 200
    path.write_bytes(data)
    with (
        opened(folder) as container,
        pytest.raises(ImportRefused, match=r"«a\.db» is beschadigd"),
        open_database(container, "a.db") as database,
    ):
        rows(database)


def logged_database(folder: Path) -> Path:
    """A database whose newest row is in its log only, as it lies on a phone while the app runs."""
    path = folder / "a.db"
    source = sqlite3.connect(folder / "live.db")
    with closing(source):
        source.executescript(f"PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; {SCHEMA}")
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        source.execute("INSERT INTO said VALUES (1, 'nieuwste', 0)")
        source.commit()
        path.write_bytes((folder / "live.db").read_bytes())
        (folder / "a.db-wal").write_bytes((folder / "live.db-wal").read_bytes())
    for left in folder.glob("live.db*"):
        left.unlink()
    return path


def test_the_newest_rows_are_read_from_the_log_beside_it(folder: Path) -> None:
    logged_database(folder)
    with opened(folder) as container, open_database(container, "a.db") as database:
        assert rows(database) == [(1, "nieuwste", None)]
        assert database.notices == ()


def test_that_the_log_is_missing_is_said(folder: Path) -> None:
    logged_database(folder)
    (folder / "a.db-wal").unlink()
    with opened(folder) as container, open_database(container, "a.db") as database:
        assert rows(database) == []
        assert [notice.partition("«a.db-wal»")[2][:30] for notice in database.notices] == [
            "; dat is niet meegeleverd. De "
        ]


def test_a_journal_of_a_running_app_is_not_played_back_but_said(folder: Path) -> None:
    make_database(folder / "a.db", SCHEMA, "INSERT INTO said VALUES (1, 'x', 0);")
    (folder / "a.db-journal").write_bytes(bytes.fromhex("d9d505f920a163d7") + b"\0" * 504)
    with opened(folder) as container, open_database(container, "a.db") as database:
        assert rows(database) == [(1, "x", None)]
        assert "terwijl de app ermee bezig was" in database.notices[0]


def test_values_of_any_kind_are_read_as_what_is_asked() -> None:
    assert [text(value) for value in (None, "x", b"\xff", 3, 1.5)] == ["", "x", r"\xff", "3", "1.5"]
    odd = (None, "12", "x", b"1", 3.9, float("inf"), float("nan"), 2**70, "9" * 5000)
    assert [number(value) for value in odd] == [0, 12, 0, 0, 3, 0, 0, 0, 0]

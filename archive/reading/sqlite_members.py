"""Reads SQLite databases inside an export: from a copy, and nothing but the rows of tables. Pure.

Such a file was made by whoever sends it. SQLite is held to reading: no other database, no view, no trigger, no function
that the schema calls (https://www.sqlite.org/security.html). The original is never opened, so it cannot change.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.reading.containers import Container, ImportRefused
from archive.reading.export_members import candidates, the_one

MAGIC = b"SQLite format 3\0"
_WRITE_VERSION = 18
"""Where the header says how the file is written: 2 is a write-ahead log (https://www.sqlite.org/fileformat.html, 1.3)."""
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_LIMITS = {
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_LENGTH: 256 * 1024**2,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1024**2,
}
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_FUNCTIONS = {"coalesce", "count", "max", "min"}
"""What the queries here call."""
_AT_ONCE = 1000
"""Values in one question; SQLite allows 32,766."""

WITHOUT_LOG = (
    "De database «{member}» hoort samen met een bestand «{member}-wal»; dat is niet meegeleverd. De laatste berichten kunnen "
    "daardoor ontbreken."
)
IN_USE = (
    "De database «{member}» is gekopieerd terwijl de app ermee bezig was («{member}-journal»). De laatste wijzigingen kunnen "
    "ontbreken of half zijn. Maak de kopie zo mogelijk opnieuw met de app gesloten."
)

Row = Mapping[str, Any]
"""A row by the names of its columns."""


class Database:
    """The tables of a database. A column that this version of the app does not have is NULL in every row.

    Names of tables and columns are those of the code that asks, never of the file. `notices` are Dutch sentences about the
    file. Damage shows as `sqlite3.Error`, which `open_database` turns into a refusal.
    """

    def __init__(self, connection: sqlite3.Connection, notices: tuple[str, ...]) -> None:
        self._connection = connection
        self._columns = _tables(connection)
        self.notices = notices
        connection.set_authorizer(_authorise)

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is such a table, with these columns."""
        return table in self._columns and self._columns[table].issuperset(columns)

    def chosen(self, table: str, columns: Sequence[str]) -> str:
        """The columns of a table for a query, NULL under its name for one that is not there."""
        known = self._columns.get(table, frozenset())
        return ", ".join(
            f'"{table}"."{name}" AS "{name}"' if name in known else f'NULL AS "{name}"' for name in columns
        )

    def rows(
        self, table: str, columns: Sequence[str], *, where: str = "", values: Sequence[object] = (), order: str = ""
    ) -> Iterator[Row]:
        """The rows of a table, one at a time; none when there is no such table."""
        if not self.has(table):
            return
        query = f'SELECT {self.chosen(table, columns)} FROM "{table}"'
        query += f" WHERE {where}" if where else ""
        query += f" ORDER BY {order}" if order else ""
        yield from map(dict, self._connection.execute(query, values))

    def grouped(
        self,
        table: str,
        columns: Sequence[str],
        *,
        key: str,
        among: Sequence[object],
        where: str = "",
        values: Sequence[object] = (),
        order: str = "",
    ) -> dict[Any, list[Row]]:
        """The rows whose `key` is one of `among`, by that key."""
        found: dict[Any, list[Row]] = defaultdict(list)
        if not self.has(table, key):
            return found
        for start in range(0, len(among), _AT_ONCE):
            part = among[start : start + _AT_ONCE]
            within = f'"{key}" IN ({", ".join("?" * len(part))})' + (f" AND {where}" if where else "")
            for row in self.rows(table, [key, *columns], where=within, values=[*part, *values], order=order):
                found[row[key]].append(row)
        return found

    def select(self, query: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a query over tables and columns that are known to be there."""
        yield from map(dict, self._connection.execute(query, values))

    def count(self, table: str, *, where: str = "") -> int:
        """How many rows a table has, counted by SQLite; 0 when there is no such table."""
        if not self.has(table):
            return 0
        query = f'SELECT count(*) FROM "{table}"' + (f" WHERE {where}" if where else "")
        return int(self._connection.execute(query).fetchone()[0])


def is_database(container: Container, member: str) -> bool:
    """Whether a member begins as a SQLite database does."""
    with container.open(member) as stream:
        return stream.read(len(MAGIC)) == MAGIC


def databases(
    container: Container, *, is_called: Callable[[str], bool], is_known: Callable[[Database], bool]
) -> list[str]:
    """The members that are a database with tables that are known. Raises `ImportRefused` as `open_database` does."""
    found = []
    for member in _candidates(container, is_called):
        with open_database(container, member) as database:
            if is_known(database):
                found.append(member)
    return found


def the_database(
    container: Container, what: str, *, is_called: Callable[[str], bool], is_known: Callable[[Database], bool]
) -> str:
    """The only such member. Raises `ImportRefused` for any other number of them; `what` they are is a Dutch plural.

    A single candidate is not opened for it: it may be large, and is opened next.
    """
    found = _candidates(container, is_called)
    if len(found) > 1:
        found = databases(container, is_called=is_called, is_known=is_known)
    return the_one(container, found, what, named=True)


def _candidates(container: Container, is_called: Callable[[str], bool]) -> list[str]:
    return [member for member in candidates(container, is_called) if is_database(container, member)]


@contextmanager
def open_database(container: Container, member: str) -> Iterator[Database]:
    """A database inside a container, from a copy that is removed afterwards.

    Raises `ImportRefused` when it is damaged, also while it is read: nothing may then be kept of it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.db"
        _copy(container, member, path)
        logged = _copy_log(container, member, path)
        try:
            connection = _connect(path, immutable=not logged)
            try:
                yield Database(connection, _notices(container, member, path, logged=logged))
            finally:
                connection.close()
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter: SQLite's own message quotes the damage
            raise ImportRefused(
                f"De database «{member}» is beschadigd of onvolledig, of is gemaakt door iets anders dan de app. Er is niets "
                "ingelezen. Maak de kopie opnieuw, met de app gesloten, en lever alle bestanden in die ernaast staan."
            ) from error


def text(value: object) -> str:
    """A value as text. In SQLite any column can hold any kind of value; nothing and NULL are no text."""
    if value is None:
        return ""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def shown(row: Row) -> str:
    """A row as JSON, for the report."""
    return json.dumps(dict(row), ensure_ascii=False, default=text)


def number(value: object) -> int:
    """A value as a whole number that SQLite can hold; what is none is 0."""
    try:
        whole = int(value) if isinstance(value, int | float | str) else 0
    except (ValueError, OverflowError):
        return 0
    return whole if abs(whole) < 2**63 else 0


def _copy(container: Container, member: str, target: Path) -> None:
    with container.open(member) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy, 1024**2)


def _copy_log(container: Container, member: str, path: Path) -> bool:
    """Copy the write-ahead log that lies beside a database: the newest messages may be in it only.

    A rollback journal is left alone: it can name another file, which SQLite would remove.
    """
    log = f"{member}-wal"
    if log not in container.members or not container.size(log):
        return False
    _copy(container, log, path.with_name(f"{path.name}-wal"))
    return True


def _notices(container: Container, member: str, path: Path, *, logged: bool) -> tuple[str, ...]:
    with path.open("rb") as copy:
        header = copy.read(100)
    notices = []
    if header[_WRITE_VERSION : _WRITE_VERSION + 1] == b"\2" and not logged and f"{member}-wal" not in container.members:
        notices.append(WITHOUT_LOG.format(member=member))
    journal = f"{member}-journal"
    if journal in container.members:
        with container.open(journal) as stream:
            if stream.read(len(_JOURNAL_MAGIC)) == _JOURNAL_MAGIC:
                notices.append(IN_USE.format(member=member))
    return tuple(notices)


def _connect(path: Path, *, immutable: bool) -> sqlite3.Connection:
    options = "?mode=ro&immutable=1" if immutable else "?mode=ro"
    connection = sqlite3.connect(path.as_uri() + options, uri=True, isolation_level=None)
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)
    connection.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
    connection.row_factory = sqlite3.Row
    for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def _tables(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The columns of each real table; a view or a virtual table is no table of an app."""
    names = [
        text(row["name"])
        for row in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        if not text(row["sql"]).upper().startswith("CREATE VIRTUAL")
    ]
    return {
        name: frozenset(text(row["name"]) for row in connection.execute(f"PRAGMA table_info({_quoted(name)})"))
        for name in names
    }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _authorise(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
    """Allow reading and the functions used here; anything else a hostile schema may ask for is an error."""
    if action in _READING or (action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY

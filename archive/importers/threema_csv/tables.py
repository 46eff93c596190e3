"""Reads the tables of a Threema backup: CSV with every cell quoted, quotes doubled, and every backslash doubled by the app.

The names of the columns are those of the app's source (ch.threema.app.backuprestore.csv.Tags), spelling errors included.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from archive.reading.containers import Container, ImportRefused

Row = Mapping[str, str]


class Record(NamedTuple):
    """A row as cells, and by the names of its columns; `row` is None when it has more or fewer cells than the header."""

    cells: list[str]
    row: Row | None


def header_of(container: Container, member: str) -> list[str]:
    """The names of the columns; [] for what is no CSV."""
    with container.open(member) as stream:
        first = stream.readline(64 * 1024).decode("utf-8-sig", "replace")
    try:
        return next(csv.reader([first]), [])
    except csv.Error:
        return []


def records(container: Container, member: str) -> Iterator[Record]:
    """The rows behind the header, in order. Raises `ImportRefused` when a cell never ends."""
    header: list[str] | None = None
    for cells in _cells(container, member):
        if header is None:
            header = cells
            continue
        values = [cell.replace("\\\\", "\\") for cell in cells]
        yield Record(cells, dict(zip(header, values, strict=True)) if len(cells) == len(header) else None)


def rows(container: Container, member: str) -> Iterator[Row]:
    """The rows of a table of details, without those that do not fit; none when the backup lacks the table."""
    if member in container.members:
        yield from (record.row for record in records(container, member) if record.row is not None)


def count_records(container: Container, member: str) -> int:
    """How many rows there are behind the header."""
    return max(0, sum(1 for _ in _cells(container, member)) - 1)


def _cells(container: Container, member: str) -> Iterator[list[str]]:
    """The rows with the header; an empty line is none."""
    with container.open(member) as stream:
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="backslashreplace", newline="")
        try:
            yield from filter(None, csv.reader(lines))
        except csv.Error as error:
            raise ImportRefused(
                f"«{member}» is beschadigd: een cel van de tabel houdt niet op. Er is niets ingelezen. Pak de reservekopie "
                "opnieuw uit, of maak er een nieuwe."
            ) from error

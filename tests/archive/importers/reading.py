"""Reads an export in a test, and writes what came out of it as short JSON that a person can check.

A database is written as SQL, so that a person can read it, and made when the test runs.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from archive.importing import (
    Bookkeeping,
    DateOrder,
    ImportOptions,
    Item,
    LocalTimes,
    Notice,
    ParsedConversation,
    ParsedHandle,
    ParsedMessage,
    Unreadable,
)
from archive.reading.containers import Container, open_container
from archive.recognising import recognise


def read(path: Path, *, date_order: DateOrder | None = None, zone: str = "Europe/Amsterdam") -> list[Item]:
    """All items of an export; fails when they do not account for every unit of it, once and in order."""
    with open_container(path) as container:
        return read_container(container, ImportOptions(date_order, zone))


def read_container(container: Container, options: ImportOptions) -> list[Item]:
    importer = recognise(container).export.importer
    items = list(importer.parse(container, options))
    expected = 1
    for item in items:
        if isinstance(item, ParsedMessage | Unreadable | Bookkeeping):
            assert item.first_unit == expected, f"unit {expected} is not accounted for: {item}"
            expected = item.last_unit + 1
    assert importer.count_units(container) == expected - 1
    return items


def write_export(folder: Path, text: str | bytes, *, name: str = "WhatsApp-chat met Jan.txt") -> Path:
    """A text export in a folder of the test's own."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def make_database(path: Path, *scripts: str) -> Path:
    """A database of the tables and rows that SQL makes."""
    with closing(sqlite3.connect(path)) as connection:
        for script in scripts:
            connection.executescript(script)
    return path


def messages(items: Iterable[Item]) -> list[ParsedMessage]:
    return [item for item in items if isinstance(item, ParsedMessage)]


@contextmanager
def case_container(case: Path, options: Mapping[str, Any], scratch: Path) -> Iterator[Container]:
    """The export of a corpus case: its `source.*` file, or its `source` folder as a folder, or packed as a zip.

    SQL becomes the database it makes: `source.sql` itself, and in a folder every `x.sql`, which is then `x.db`.
    """
    name = options.get("name")
    source = next(path for path in sorted(case.iterdir()) if path.name.startswith("source"))
    if source.is_dir() and any(source.rglob("*.sql")):
        source = Path(shutil.copytree(source, scratch / "source"))
        for script in source.rglob("*.sql"):
            make_database(script.with_suffix(".db"), script.read_text())
            script.unlink()
    elif source.suffix == ".sql":
        source = make_database(scratch / "source.db", source.read_text())
    if source.is_dir() and name:
        packed = scratch / name
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(source.rglob("*")):
                archive.write(path, path.relative_to(source).as_posix())
        source = packed
    elif name:
        (scratch / name).symlink_to(source)
        source = scratch / name
    with open_container(source) as container:
        yield container


def as_json(items: Iterable[Item]) -> str:
    """The items, one a line, with what is usual left out."""
    lines = [json.dumps(_short(item), ensure_ascii=False) for item in items]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _short(item: Item) -> dict[str, Any]:
    if isinstance(item, ParsedMessage):
        return _short_message(item)
    if isinstance(item, ParsedConversation):
        return _without_empty(
            conversation=item.title,
            app=item.app,
            group=item.is_group,
            id=item.source_id,
            participants=[_person(handle) for handle in item.participants],
        )
    if isinstance(item, Notice):
        return {"notice": item.text}
    if isinstance(item, LocalTimes):
        return {"local_times": item.count}
    units = _units(item.first_unit, item.last_unit)
    if isinstance(item, Unreadable):
        return {"unreadable": units, "raw": item.raw, "reason": item.reason}
    return {"bookkeeping": units, "what": item.what}


def _short_message(message: ParsedMessage) -> dict[str, Any]:
    return _without_empty(
        units=_units(message.first_unit, message.last_unit),
        at=message.sent_at.isoformat(),
        tick="" if message.precision in (60, 0.001) else message.precision,
        kind="" if message.kind.value == "text" else message.kind.value,
        sender=_person(message.sender) if message.sender else "",
        text=message.text,
        edited=message.edited,
        quote=[
            message.quote.text,
            _person(message.quote.author) if message.quote.author else "",
            message.quote.source_id,
        ]
        if message.quote
        else "",
        files=[[part.file_name, part.member] for part in message.attachments],
        reactions=[
            [part.emoji, _person(part.by), *([part.reacted_at.isoformat()] if part.reacted_at else [])]
            for part in message.reactions
        ],
        versions=[[part.text, part.sent_at.isoformat()] for part in message.versions],
        warnings=list(message.warnings),
        event=message.event.value if message.event else "",
        forwarded=message.forwarded_from or message.forwarded,
    )


def _person(handle: ParsedHandle) -> str:
    return f"{handle.kind.value}:{handle.value}" + (f" ({handle.shown})" if handle.shown != handle.value else "")


def _units(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}-{last}"


def _without_empty(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value or key == "group"}

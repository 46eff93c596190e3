"""Reads a production report as the publication platform does: by the rules of its manual, not by what we write."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl

HEADERS = {
    "id": ("id",),
    "document": (
        *("document", "document id", "documentnr", "document nr", "documentnr.", "document nr.", "nr.", "omschrijving"),
        "name",
    ),
    "ground": (*("beoordelingsgrond", "grond", "tagmulti006", "beoordelingsgrond (; gescheiden)", "code entries"),),
    "judgement": ("beoordeling", "openbaarmaking"),
    "matter": ("matter", "matter / marjoleinnummer"),
    "context": ("publicatiecontext", "publicationcontext", "publication context", "publication_context"),
    "date": ("date", "datum", "datum (utc)"),
    "family": ("family", "familie", "family id"),
    "thread": ("thread id", "email thread id", "email thread"),
    "type": ("file type", "filetype"),
    "case": ("zaaknr", "casenr", "zaak", "case", "zaaknummer"),
    "suspended": ("opgeschort", "suspended", "tag015"),
    "link": (
        *("publieke link", "publiekelink", "publicatielink", "publicatie link", "publiekelinktag"),
        "publiekelink ( | gescheiden)",
    ),
    "remark": ("toelichting", "opmerking"),
    "refers_to": ("gerelateerd id",),
}
REQUIRED = ("id", "document", "ground", "judgement")
JUDGEMENTS = {"openbaar", "deels openbaar", "reeds openbaar", "niet openbaar"}
GROUNDS = {
    *("5.1.1a", "5.1.1b", "5.1.1c", "5.1.1d", "5.1.1e", "5.1.2a", "5.1.2b", "5.1.2c", "5.1.2d", "5.1.2e", "5.1.2f"),
    *("5.1.2g", "5.1.2h", "5.1.2i", "5.1.5", "5.2", "5.4", "dubbel"),
}
TYPES = {
    *(
        "pdf",
        "doc",
        "image",
        "presentation",
        "spreadsheet",
        "email",
        "html",
        "note",
        "database",
        "xml",
        "video",
        "vcard",
    ),
    *("chat", "audio", "multiple", "chatbericht"),
}
DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%Y/%m/%d", "%d/%m/%Y", "%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p UTC")


@dataclass(frozen=True, slots=True)
class Row:
    """A document as the platform would hold it."""

    id: str
    number: str
    title: str
    judgement: str
    grounds: tuple[str, ...]
    day: date | None
    family: int | None
    thread: int | None
    type: str
    cases: tuple[str, ...]
    suspended: bool
    links: tuple[str, ...]
    remark: str


class Refused(Exception):
    """The platform would not take the report."""


def read(content: bytes) -> list[Row]:
    """Every document; raises `Refused` at the first cell that is against the rules."""
    first, *others = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    places = _places([_text(title).lower() for title in first])
    rows = [_row(values) for values in _named(others, places)]
    if len({row.number.lower() for row in rows}) < len(rows):
        raise Refused("two documents with one number")
    return rows


def _places(titles: list[str]) -> dict[str, int]:
    places = {field: titles.index(known) for field, names in HEADERS.items() for known in names if known in titles}
    if absent := [field for field in REQUIRED if field not in places]:
        raise Refused(f"no column for {absent}")
    return places


def _named(lines: list[tuple[object, ...]], places: dict[str, int]) -> Iterator[dict[str, str]]:
    for line in lines:
        values = {field: _text(line[place]) for field, place in places.items()}
        if any(values.values()):
            yield dict.fromkeys(HEADERS, "") | values


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value).strip()


def _row(values: dict[str, str]) -> Row:
    _hold(re.fullmatch(r"[a-zA-Z0-9.\-]{1,170}", values["id"]), values["id"])
    _hold(0 < len(values["document"].encode()) <= 500, values["document"])
    _hold(bool(values["matter"]) != bool(values["context"]), "matter or context")
    where = values["matter"] or values["context"]
    _hold(re.fullmatch(r"[A-Za-z0-9\-._~]{1,255}", where), where)
    _hold(len(values["remark"]) <= 1000, values["remark"])
    links = _parts(values["link"], "|")
    for link in links:
        _hold(re.fullmatch(r"https?://\S{1,2040}", link), link)
    cases = _parts(values["case"], "[;,]")
    for case in cases:
        _hold(re.fullmatch(r"[A-Za-z0-9-]{1,255}", case), case)
    return Row(
        id=values["id"].lower(),
        number=f"{where}-{values['id']}",
        title=values["document"],
        judgement=values["judgement"].lower(),
        grounds=_parts(values["ground"], ";"),
        day=_day(values["date"]),
        family=_number(values["family"]),
        thread=_number(values["thread"]),
        type=values["type"].lower(),
        cases=cases,
        suspended=values["suspended"].lower() in {"true", "ja", "yes", "1", "y", "j"},
        links=links,
        remark=values["remark"],
    )


def _hold(rule: object, value: str) -> None:
    if not rule:
        raise Refused(value)


def _parts(value: str, separator: str) -> tuple[str, ...]:
    pattern = separator if separator.startswith("[") else re.escape(separator)
    return tuple(part.strip() for part in re.split(pattern, value) if part.strip())


def _number(value: str) -> int | None:
    if value:
        _hold(value.isdecimal() and int(value) >= 1, value)
    return int(value) if value else None


def _day(value: str) -> date | None:
    for form in DAYS if value else ():
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    _hold(not value, value)
    return None

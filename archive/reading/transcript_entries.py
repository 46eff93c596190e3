"""What is found in a transcript in HTML: a message, or what stands between; and the message an element or a row of a table is.

An open element is gathered as markup, by what its parts are to the message (`archive.reading.transcript_roles`). Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.reading.html_text import HtmlText, read_html
from archive.reading.transcript_roles import (
    DELETED,
    EDITED,
    columns_of,
    is_bare_mark,
    is_known_status,
    is_mark,
    is_picture_of,
    places_in_three,
    without_labels,
)

MAX_REST = 2000
"""Characters in a message that are no part of it; with more, what is the message is not sure."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it stands on the page; what the page does not give is "". `raw` is its markup.

    `utc` is whether the head of its column says that times are in UTC; `rest` what stands in the message and is none of these.
    """

    raw: str
    identifier: str = ""
    time: str = ""
    sender: str = ""
    address: str = ""
    status: str = ""
    body: HtmlText = field(default_factory=lambda: HtmlText(""))
    files: tuple[str, ...] = ()
    utc: bool = False
    unclear: bool = False
    rest: str = ""

    @property
    def is_edited(self) -> bool:
        """Whether the page says that the message was edited."""
        return bool(EDITED.search(self.status))

    @property
    def is_deleted(self) -> bool:
        """Whether the page says that the message was deleted."""
        return bool(DELETED.search(self.status))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know: the rest, in a Dutch sentence."""
        return (f"bij dit bericht staat op de pagina ook: «{self.rest}»",) if self.rest else ()


@dataclass(frozen=True, slots=True)
class Between:
    """What a reader saw before, between or after messages. `fields` are its rows of two cells: a label and what it is of."""

    text: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a table of messages: what it says of its columns is all it says. `unused` are those of no message."""

    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A row of two cells: a label and what it is of."""

    label: str
    value: str


@dataclass(slots=True)
class Open:
    """An element that is open; `role_in` is the message it is a part of. `columns` are those of a table with a head."""

    tag: str
    role_in: object = None
    columns: dict[str, int] | None = None
    heads: tuple[str, ...] = ()
    utc: bool = False


@dataclass(slots=True)
class Block:
    """A message, or a row that may be one, while it is read. `depth` is the number of elements it stands in; `table` is
    that of a row.
    """

    depth: int
    identifier: str
    row: bool
    table: Open | None
    pieces: list[str] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)
    files: list[list[str]] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    """What the open elements are to the message, those that are something, innermost last."""
    size: int = 0
    unclear: bool = False

    @property
    def is_headed(self) -> bool:
        """Whether it is a row of a table whose head names the columns of a transcript."""
        return self.table is not None and self.table.columns is not None


def entry_of_row(block: Block, *, keeps_columns: bool) -> Entry | Head | Field | None:
    """What a row is; None for layout. With `keeps_columns` the columns that are no part of a message are in its rest.

    Of a row that is the head of a table, the table remembers the columns.
    """
    cells = [read_html("".join(cell)) for cell in block.cells]
    texts = [cell.text.strip() for cell in cells]
    table = block.table
    if table and (columns := columns_of(texts)):
        table.columns, table.heads = columns, tuple(texts)
        table.utc = "utc" in texts[columns["time"]].lower()
        return Head(tuple(text for place, text in enumerate(texts) if text and place not in columns.values()))
    places = (table.columns if table else None) or places_in_three(texts)
    if places is None or max(places.values()) >= len(cells):
        return Field(*texts) if len(texts) == 2 else None
    return Entry(
        raw="".join(block.pieces),
        time=texts[places["time"]],
        sender=texts[places["sender"]],
        body=cells[places["body"]],
        utc=bool(table and table.utc),
        unclear=block.unclear,
        rest=_rest_of_row(texts, places, table.heads if table else (), keeps_columns=keeps_columns),
    )


def _rest_of_row(texts: list[str], places: dict[str, int], heads: tuple[str, ...], *, keeps_columns: bool) -> str:
    """The cells that are no part of the message: those without a head, and the others where they are asked for."""
    rest = []
    for place, text in enumerate(texts):
        head = heads[place] if place < len(heads) else ""
        if text and place not in places.values() and (keeps_columns or not head):
            rest.append(f"{head}: {text}" if head else text)
    return "; ".join(rest)


def entry_of(block: Block) -> Entry:
    """The message of an element that is called one."""
    parts = {role: read_html("".join(markup)) for role, markup in block.parts.items()}
    texts = {role: part.text.strip() for role, part in parts.items()}
    files = tuple(filter(None, (read_html("".join(markup)).text.strip() for markup in block.files)))
    marks, rest = _rest(block, texts.get("sender", ""), texts.get("status", ""))
    return Entry(
        raw="".join(block.pieces),
        identifier=texts.get("identifier", "") or block.identifier,
        time=texts.get("time", ""),
        sender=texts.get("sender", ""),
        address=texts.get("address", "").strip("()<>"),
        status=" ".join(filter(None, (texts.get("status", ""), marks))),
        body=parts.get("body", HtmlText("")),
        files=files,
        unclear=block.unclear or not ("body" in parts or files) or len(rest) > MAX_REST,
        rest=rest,
    )


def _rest(block: Block, sender: str, status: str) -> tuple[str, str]:
    """What stands in a message and is no part of it: the marks that say what became of it, and the rest."""
    read = read_html("".join(block.rest))
    lines = without_labels(f"{read.text}\n{'' if is_known_status(status) else status}", sender)
    marks = [line for line in lines if is_mark(line)]
    pictures = [alt for alt in read.images if alt.strip() and not is_picture_of(sender, alt)]
    return " ".join(marks), "; ".join([line for line in lines if not is_bare_mark(line)] + pictures)

"""Finds the messages in a transcript in HTML by how it is built. Pure; knows no maker of transcripts.

A message is an element that is called one (by its class or id), in which other elements are called its sender, its moment and
its text; or a row of a table, whose head names those columns, or that has a moment, a name and a text in three cells. All else
stands between messages and is given back as well, in order, so that nothing on the page is passed over; what else stands in a
message (a quotation, reactions, a subject) is given with it.

The page is read piece by piece. Where it is not clear what belongs to which message, the piece is marked as unclear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from archive.reading.html_text import VOID, Attributes, HtmlText, attributes_of, read_html
from archive.reading.stated_times import states_time
from archive.reading.transcript_roles import (
    DELETED,
    EDITED,
    columns_of,
    is_bare_mark,
    is_known_status,
    is_mark,
    is_message,
    is_picture_of,
    places_in_three,
    role_of,
    without_labels,
)

MAX_PIECE = 4 * 1024**2
"""Characters of one message or one stretch between messages; longer stretches are given in parts, a longer message is unclear."""
MAX_TAG = 64 * 1024**2
"""Characters of one tag: a picture may stand in it."""
MAX_REST = 2000
"""Characters in a message that are no part of it; with more, what is the message is not sure."""
_NEW_LINE = "<div></div>"
_LOOK_BACK = 200
_IMPLIED_END = {
    "tr": frozenset({"tr", "td", "th", "p"}),
    "td": frozenset({"td", "th", "p"}),
    "th": frozenset({"td", "th", "p"}),
    "li": frozenset({"li", "p"}),
    "p": frozenset({"p"}),
}
"""What is open at the top and ends where a tag begins, though no end tag says so."""


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


class TooLargeTag(ValueError):
    """A tag without end: this is no HTML."""


class _Head:
    """The head of a table of messages: what it says of its columns is all it says."""


@dataclass(slots=True)
class _Open:
    """An element that is open; `role_in` is the message it is a part of. `columns` are those of a table with a head."""

    tag: str
    role_in: object = None
    columns: dict[str, int] | None = None
    heads: tuple[str, ...] = ()
    utc: bool = False


@dataclass(slots=True)
class _Block:
    """A message, or a row that may be one, while it is read. `depth` is the number of elements it stands in; `table` is
    that of a row.
    """

    depth: int
    identifier: str
    row: bool
    table: _Open | None
    pieces: list[str] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)
    files: list[list[str]] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    """What the open elements are to the message, those that are something, innermost last."""
    size: int = 0
    unclear: bool = False


class TranscriptReader(HTMLParser):
    """Takes a page in pieces and gives its messages and what stands between them.

    `title` is that of the page. `unused_columns` are the heads of columns that are no part of a message, which with
    `keeps_columns` are in its rest; `embedded_images` counts the pictures that stand in the page itself.
    """

    def __init__(self, *, keeps_columns: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self._keeps_columns = keeps_columns
        self.title = ""
        self.unused_columns: dict[str, None] = {}
        self.embedded_images = 0
        self._stack: list[_Open] = []
        self._tables: list[_Open] = []
        self._block: _Block | None = None
        self._between: list[str] = []
        self._between_size = 0
        self._fields: list[tuple[str, str]] = []
        self._found: list[Entry | Between] = []

    def read(self, chunk: str) -> Iterator[Entry | Between]:
        """What is complete after the next piece of the page. Raises `TooLargeTag` for what is no HTML."""
        self.feed(chunk)
        if len(self.rawdata) > MAX_TAG:
            raise TooLargeTag
        yield from self._take()

    def end(self) -> Iterator[Entry | Between]:
        """What is left at the end of the page."""
        # What html.parser still waits for has no end: it is text. Asking the parser to close takes forever for some of it.
        unread, self.rawdata = self.rawdata, ""
        self._write(escape(unread, quote=False) if self.cdata_elem else unread)
        while self._stack:
            self._pop()
        self._end_between()
        yield from self._take()

    def _take(self) -> list[Entry | Between]:
        found, self._found = self._found, []
        return found

    def parse_html_declaration(self, i: int) -> int:
        """Where a declaration ends; one that html.parser stumbles over is passed over like a comment."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, after those that end where it begins."""
        attributes = attributes_of(attrs)
        while self._stack and self._stack[-1].tag in _IMPLIED_END.get(tag, ()):
            self._pop()
        if tag not in VOID:
            self._begin(tag, attributes)
        self._write(self._markup(tag, attributes))

    def _markup(self, tag: str, attributes: Attributes) -> str:
        """The start tag, without a picture that stands in it as data."""
        if attributes.get("src", "").startswith("data:"):
            self.embedded_images += 1
            attributes = attributes | {"src": ""}
        written = "".join(f' {name}="{escape(value)}"' for name, value in reversed(attributes.items()))
        return f"<{tag}{written}>"

    def _begin(self, tag: str, attributes: Attributes) -> None:
        """Open an element: a message, a row, a part of a message, or nothing in particular."""
        element, role = _Open(tag), ""
        if is_message(tag, attributes) and self._may_begin_block():
            self._open_block(attributes.get("id", ""), row=False)
        elif tag == "tr" and self._may_begin_row():
            self._open_block("", row=True)
        elif self._block and self._block.row:
            role = self._begin_cell(tag)
        elif self._block and (self._role() != "body" or role_of(tag, attributes) == "status"):
            role = self._begin_part(tag, attributes)
        if role and self._block:
            element.role_in = self._block
            self._block.roles.append(role)
        if self._block and (role or attributes.get("class")):
            self._block.rest.append(_NEW_LINE)
        if tag == "table":
            self._tables.append(element)
        self._stack.append(element)

    def _may_begin_block(self) -> bool:
        """Whether an element that is called a message is one, and not a part of the one that is open."""
        block = self._block
        if block is None or (not block.row and not block.parts):
            return True
        if block.row:
            return not _is_headed(block)
        if "body" in block.parts:
            # A message that was quoted, or one whose end tag is missing: whose words are whose is not sure.
            block.unclear = True
        return False

    def _may_begin_row(self) -> bool:
        """Whether a row may be a message. One inside a row that is none yet means that the outer one is layout."""
        return self._block is None or (self._block.row and not _is_headed(self._block))

    def _open_block(self, identifier: str, *, row: bool) -> None:
        if self._block:
            # What looked like a message is layout.
            identifier = identifier or self._block.identifier
            outer, self._block = self._block, None
            self._add_between("".join(outer.pieces))
        self._block = _Block(len(self._stack), identifier, row, self._tables[-1] if row and self._tables else None)

    def _begin_cell(self, tag: str) -> str:
        if self._block is None or tag not in ("td", "th") or len(self._stack) != self._block.depth + 1:
            return ""
        self._block.cells.append([])
        return "cell"

    def _begin_part(self, tag: str, attributes: Attributes) -> str:
        """What an element is to its message, "" when it is nothing, or when the message has such a part already.

        A second text goes below the first, and what is said of a message may stand in several places.
        """
        role = role_of(tag, attributes)
        if self._block is None or role in ("", "shown"):
            return role
        if role == "file":
            self._block.files.append([])
            return role
        if role in self._block.parts:
            self._block.parts[role].append(_NEW_LINE)
            return role if role in ("body", "status") else ""
        self._block.parts[role] = []
        exact = (attributes.get(name, "") for name in ("datetime", "data-timestamp", "title"))
        if role == "time" and (written := next(filter(states_time, exact), "")):
            self._block.parts[role].append(escape(written))
            return "shown"
        return role

    def _role(self) -> str:
        """What the innermost element with a role is to its message."""
        return self._block.roles[-1] if self._block and self._block.roles else ""

    def handle_data(self, data: str) -> None:
        """Take up text."""
        if self._stack and self._stack[-1].tag == "title" and not self.title:
            self.title = data.strip()
        self._write(escape(data, quote=False))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those in it that were not."""
        depth = next((n for n, element in enumerate(reversed(self._stack[-_LOOK_BACK:])) if element.tag == tag), None)
        for _ in range(0 if depth is None else depth + 1):
            self._pop()

    def _pop(self) -> None:
        element = self._stack.pop()
        self._write(f"</{element.tag}>")
        if self._block and element.role_in is self._block:
            self._block.roles.pop()
        if element.tag == "table":
            self._tables.pop()
        if self._block and len(self._stack) == self._block.depth:
            self._end_block()

    def _write(self, markup: str) -> None:
        """Add a piece of markup to what it is part of."""
        block = self._block
        if block is None:
            self._add_between(markup)
            return
        block.pieces.append(markup)
        block.size += len(markup)
        match self._role():
            case "cell":
                block.cells[-1].append(markup)
            case "file":
                block.files[-1].append(markup)
            case "shown":
                pass
            case "":
                block.rest.append(markup)
            case role:
                block.parts[role].append(markup)
        if block.size > MAX_PIECE:
            block.unclear = True
            self._end_block()

    def _add_between(self, markup: str) -> None:
        self._between.append(markup)
        self._between_size += len(markup)
        if self._between_size > MAX_PIECE:
            self._end_between()

    def _end_between(self) -> None:
        text = read_html("".join(self._between)).text
        if text.strip():
            self._found.append(Between(text, tuple(self._fields)))
        self._between.clear()
        self._fields.clear()
        self._between_size = 0

    def _end_block(self) -> None:
        block, self._block = self._block, None
        if block is None:
            return
        entry = self._row_entry(block) if block.row else _entry(block)
        if entry is None:
            self._add_between("".join(block.pieces))
        elif isinstance(entry, Entry):
            self._end_between()
            self._found.append(entry)

    def _row_entry(self, block: _Block) -> Entry | _Head | None:
        """The message of a row, or None when it is none: a label with what it is of, layout."""
        cells = [read_html("".join(cell)) for cell in block.cells]
        texts = [cell.text.strip() for cell in cells]
        table = block.table
        if table and (columns := columns_of(texts)):
            table.columns, table.heads = columns, tuple(texts)
            table.utc = "utc" in texts[columns["time"]].lower()
            self.unused_columns |= dict.fromkeys(
                text for place, text in enumerate(texts) if text and place not in columns.values()
            )
            return _Head()
        places = (table.columns if table else None) or places_in_three(texts)
        if places is None or max(places.values()) >= len(cells):
            if len(texts) == 2:
                self._fields.append((texts[0], texts[1]))
            return None
        return Entry(
            raw="".join(block.pieces),
            time=texts[places["time"]],
            sender=texts[places["sender"]],
            body=cells[places["body"]],
            utc=bool(table and table.utc),
            unclear=block.unclear,
            rest=self._rest_of_row(texts, places, table.heads if table else ()),
        )

    def _rest_of_row(self, texts: list[str], places: dict[str, int], heads: tuple[str, ...]) -> str:
        """The cells that are no part of the message: those without a head, and the others where they are asked for."""
        rest = []
        for place, text in enumerate(texts):
            head = heads[place] if place < len(heads) else ""
            if text and place not in places.values() and (self._keeps_columns or not head):
                rest.append(f"{head}: {text}" if head else text)
        return "; ".join(rest)


def _entry(block: _Block) -> Entry:
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


def _rest(block: _Block, sender: str, status: str) -> tuple[str, str]:
    """What stands in a message and is no part of it: the marks that say what became of it, and the rest."""
    read = read_html("".join(block.rest))
    lines = without_labels(f"{read.text}\n{'' if is_known_status(status) else status}", sender)
    marks = [line for line in lines if is_mark(line)]
    pictures = [alt for alt in read.images if alt.strip() and not is_picture_of(sender, alt)]
    return " ".join(marks), "; ".join([line for line in lines if not is_bare_mark(line)] + pictures)


def _is_headed(block: _Block) -> bool:
    """Whether a row stands in a table whose head names the columns of a transcript."""
    return block.table is not None and block.table.columns is not None

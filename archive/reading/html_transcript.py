"""Finds the messages in a transcript in HTML by how it is built. Pure; knows no maker of transcripts.

A message is an element that is called one (by its class or id), in which other elements are called its sender, its moment and
its text; or a row of a table, whose head names those columns, or that has a moment, a name and a text in three cells. All else
stands between messages and is given back as well, in order, so that nothing on the page is passed over; what else stands in a
message (a quotation, reactions, a subject) is given with it.

The page is read piece by piece. Where it is not clear what belongs to which message, the piece is marked as unclear.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser

from archive.reading.html_text import VOID, Attributes, attributes_of, read_html
from archive.reading.stated_times import states_time
from archive.reading.transcript_entries import Between, Block, Entry, Field, Head, Open, entry_of, entry_of_row
from archive.reading.transcript_roles import is_message, role_of

MAX_PIECE = 4 * 1024**2
"""Characters of one message or one stretch between messages; longer stretches are given in parts, a longer message is unclear."""
MAX_TAG = 64 * 1024**2
"""Characters of one tag: a picture may stand in it."""
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


class TooLargeTag(ValueError):
    """A tag without end: this is no HTML."""


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
        self._stack: list[Open] = []
        self._tables: list[Open] = []
        self._block: Block | None = None
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
        element, role = Open(tag), ""
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
            return not block.is_headed
        if "body" in block.parts:
            # A message that was quoted, or one whose end tag is missing: whose words are whose is not sure.
            block.unclear = True
        return False

    def _may_begin_row(self) -> bool:
        """Whether a row may be a message. One inside a row that is none yet means that the outer one is layout."""
        return self._block is None or (self._block.row and not self._block.is_headed)

    def _open_block(self, identifier: str, *, row: bool) -> None:
        if self._block:
            # What looked like a message is layout.
            identifier = identifier or self._block.identifier
            outer, self._block = self._block, None
            self._add_between("".join(outer.pieces))
        self._block = Block(len(self._stack), identifier, row, self._tables[-1] if row and self._tables else None)

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
        found = entry_of_row(block, keeps_columns=self._keeps_columns) if block.row else entry_of(block)
        if isinstance(found, Entry):
            self._end_between()
            self._found.append(found)
        elif isinstance(found, Head):
            self.unused_columns |= dict.fromkeys(found.unused)
        else:
            if isinstance(found, Field):
                self._fields.append((found.label, found.value))
            self._add_between("".join(block.pieces))

"""From the HTML of a Matrix message to the text a reader saw.

Source: Matrix specification, client-server API, "m.room.message msgtypes" (org.matrix.custom.html) and "Rich replies".
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "table", "tr"}
)
_HIDDEN = frozenset({"mx-reply", "script", "style"})
_WHO = re.compile(r"https://matrix\.to/#/(?:@|%40)")
_WHERE = re.compile(r"https://matrix\.to/#/")


def plain(html: str) -> str:
    """The text of a piece of HTML: lines for blocks, "- " for the items of a list, "> " for what is quoted.

    A link behind other words follows them between brackets; the quoted message that a reply repeats is left out.
    """
    reader = _Reader()
    reader.feed(html)
    # Not close(): on a tag that never ends it looks for the end from every "<" on, which takes minutes for one message.
    reader.handle_data(unescape(reader.rawdata))
    return reader.text()


class _Reader(HTMLParser):
    """Collects lines. HTML that is not in order is read as far as it goes; the parser raises nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._quoted = self._hidden = self._kept = 0
        self._numbers: list[int | None] = []
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        """What was collected, without empty lines around it."""
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def parse_html_declaration(self, i: int) -> int:
        """A section "<![…]>" is a comment to a browser; the parser it inherits from fails on most of them."""
        return self.parse_bogus_comment(i) if self.rawdata.startswith("<![", i) else super().parse_html_declaration(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a list, a link or what is hidden."""
        values = {key: value or "" for key, value in attrs}
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self._end_line()
        self._quoted += tag == "blockquote"
        self._kept += tag == "pre"
        match tag:
            case "br":
                self._end_line(always=True)
            case "hr":
                self._end_line()
                self._add("---")
                self._end_line()
            case "ul" | "ol":
                self._numbers.append(0 if tag == "ol" else None)
            case "li":
                self._add(self._mark())
            case "td" | "th" if self._line:
                self._add("\t")
            case "img":
                self._add(values.get("alt") or values.get("title", ""))
            case "a":
                self._links.append((values.get("href", ""), len(self._line)))

    def handle_endtag(self, tag: str) -> None:
        """End a block, a list, a link or what is hidden."""
        if tag in _BLOCKS:
            self._end_line()
        if tag in ("ul", "ol") and self._numbers:
            self._numbers.pop()
        self._quoted = max(0, self._quoted - (tag == "blockquote"))
        self._kept = max(0, self._kept - (tag == "pre"))
        if tag == "a" and self._links:
            self._end_link(*self._links.pop())
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))

    def handle_data(self, data: str) -> None:
        """Text; outside <pre> any white space is one space."""
        if self._kept:
            first, *rest = data.split("\n")
            self._add(first)
            for line in rest:
                self._end_line(always=True)
                self._add(line)
            return
        words = re.sub(r"[ \t\r\n]+", " ", data)
        self._add(words if self._line else words.lstrip(" "))

    def _add(self, text: str) -> None:
        if not self._hidden:
            self._line += text

    def _mark(self) -> str:
        if not self._numbers or self._numbers[-1] is None:
            return "- "
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}. "

    def _end_link(self, target: str, start: int) -> None:
        shown = self._line[start:]
        if self._hidden or not shown.strip():
            return
        if _WHO.match(target):
            self._line = f"{self._line[:start]}@{shown.removeprefix('@')}"
        elif target and target != shown and not _WHERE.match(target):
            self._line += f" ({target})"

    def _end_line(self, *, always: bool = False) -> None:
        if self._line or always:
            line = self._line if self._kept else self._line.rstrip(" ")
            self._lines.append("> " * self._quoted + line)
        self._line = ""
        self._links = [(target, 0) for target, _ in self._links]

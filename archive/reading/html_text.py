"""From the HTML of a message to the text its reader saw. Pure; standard library only; never raises.

Lines break where a browser breaks them: at blocks, at `<br>`, in preformatted text. Runs of blanks become one space, as on a
screen; a no-break space becomes a space, and an empty line that was shown stays. Points of a list get their sign or number,
quoted text a `>` before each line, the cells of a table a bar between them. A mention is shown as @Name, an emoji as itself.
Nothing is taken out because of style: text that was hidden is kept. The address behind a link is no text; how many there are
is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""Elements without an end tag (HTML Living Standard, 13.1.2)."""
_BLOCKS = frozenset(
    "address article aside blockquote body caption center codeblock dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
_NOT_SHOWN = frozenset({"script", "style", "template", "title"})
_PREFORMATTED = frozenset({"pre", "codeblock", "listing", "textarea"})
_EMOJI_TAGS = frozenset({"emoji", "customemoji"})
_LOOK_BACK = 100
"""How many open elements an end tag may close; markup that needs more is broken, and asking for all would be slow."""
_DEEPEST = 8
"""So many quotes or lists in each other are shown as such; deeper ones stand as deep as these."""
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_DECLARATION = re.compile(r"<[!?][^>]*>")
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What a reader saw. `images` are the alternative texts of the pictures, in order, "" where there is none;
    `hidden_links` counts the links whose address is not in the text.
    """

    text: str
    images: tuple[str, ...] = ()
    hidden_links: int = 0


def read_html(html: str, *, mentioned: Mapping[str, str] | None = None) -> HtmlText:
    """The text, pictures and links of a piece of HTML, whole or not, well-formed or not.

    `mentioned` says whom the mention (`<at>`) of an id is about: a name that is mentioned in pieces gets one @.
    """
    markup, rest = _without_declarations(html)
    reader = _Reader(mentioned or {})
    reader.feed(markup)
    reader.close()
    if swallowed := reader.swallowed():
        reader.feed(swallowed)
        reader.close()
    reader.handle_data(rest)
    return reader.result()


def plain_text(html: str) -> str:
    """The text of a piece of HTML."""
    return read_html(html).text


def attributes_of(pairs: list[tuple[str, str | None]]) -> Attributes:
    """The attributes of a tag as html.parser gives them; the first of a name counts, as in a browser."""
    return {name: value or "" for name, value in reversed(pairs)}


def _without_declarations(html: str) -> tuple[str, str]:
    """The markup without comments and declarations, and the end that can hold no tag any more, unescaped.

    html.parser looks for the end of each comment and tag anew, which in a text of nothing but beginnings takes forever.
    """
    end = html.rfind(">") + 1
    pieces, place = [], 0
    while (start := html.find("<!--", place, end)) >= 0:
        pieces.append(html[place:start])
        stop = html.find("-->", start + 2, end)
        if stop < 0:
            pieces.append("&lt;!--")
            place = start + 4
            break
        place = stop + 3
    pieces.append(html[place:end].replace("<!--", "&lt;!--"))
    return _DECLARATION.sub("", "".join(pieces)), unescape(html[end:])


class _Reader(HTMLParser):
    """Writes the lines of a text while the tags go by."""

    def __init__(self, mentioned: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._mentioned = mentioned
        self._lines: list[str] = []
        self._line: list[str] = []
        self._gap = False
        self._open: list[str] = []
        self._lists: list[int | None] = []
        self._marker = ""
        self._images: list[str] = []
        self._hidden_links = 0
        self._link: tuple[str, list[str]] | None = None
        self._at: str | None = None
        self._last_mention: str | None = None
        self._count = {"quote": 0, "pre": 0, "skip": 0}
        self._skipped: list[str] = []
        self._skips = True
        self._empty_item = self._fresh_pre = False

    def result(self) -> HtmlText:
        """What was read, without the empty lines around it."""
        self._end_line()
        self._end_link()
        return HtmlText("\n".join(self._lines).strip("\n"), tuple(self._images), self._hidden_links)

    def swallowed(self) -> str:
        """What a script or style without an end has kept from the text; from now on none is kept from it."""
        unread = "".join(self._skipped) + self.rawdata
        self.reset()
        self._open.clear()
        self._skipped.clear()
        self._count["skip"] = 0
        self._skips = False
        return unread

    def set_cdata_mode(self, elem: str, **options: bool) -> None:
        if self._skips:
            super().set_cdata_mode(elem, **options)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = attributes_of(attrs)
        if tag in _BLOCKS:
            self._end_line()
            self._last_mention = None
        if tag not in VOID:
            self._open.append(tag)
        self._begin(tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def _begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "br":
            self._end_line(shown=True)
        elif tag == "img":
            self._picture(attributes)
        elif tag in _EMOJI_TAGS:
            self._write(attributes.get("alt") or attributes.get("title") or "")
        elif tag == "a":
            self._end_link()
            self._link = (attributes.get("href", ""), [])
        elif tag == "at":
            self._at = self._mentioned.get(attributes.get("id", ""), "")
        elif tag in ("ul", "ol"):
            start = attributes.get("start", "1")
            self._lists.append(None if tag == "ul" else int(start) if start.isdecimal() and len(start) < 6 else 1)
        elif tag == "li":
            self._marker, self._empty_item = self._next_marker(), True
        elif tag == "pre":
            self._fresh_pre = True
        elif tag in ("td", "th") and self._line:
            self._line.append(" | ")
            self._gap = False
        self._change(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        if tag == "br":
            self._end_line(shown=True)
        for depth in range(1, min(len(self._open), _LOOK_BACK) + 1):
            if self._open[-depth] == tag:
                for closed in reversed(self._open[-depth:]):
                    self._end(closed)
                del self._open[-depth:]
                return
        if tag in _BLOCKS:
            self._end_line()

    def _end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_line(shown=tag == "li" and self._empty_item)
        if tag == "a":
            self._end_link()
        elif tag == "at":
            self._at = None
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._marker = "  " if self._lists else ""
        self._change(tag, -1)

    def _change(self, tag: str, step: int) -> None:
        for what, tags in (("quote", {"blockquote"}), ("pre", _PREFORMATTED), ("skip", _NOT_SHOWN)):
            if tag in tags and (what != "skip" or self._skips):
                self._count[what] = max(0, self._count[what] + step)
        if not self._count["skip"]:
            self._skipped.clear()

    def handle_data(self, data: str) -> None:
        if self._count["skip"]:
            self._skipped.append(data)
            return
        if self._link is not None:
            self._link[1].append(data)
        if data.strip():
            data = self._mention(data)
        if self._count["pre"]:
            self._write_as_is(data)
        else:
            self._write(data)

    def _mention(self, text: str) -> str:
        """A text, with an @ when it is a mentioned name and not the next piece of the name before it."""
        person, self._at = self._at, None
        goes_on = bool(person) and person == self._last_mention
        self._last_mention = person
        if person is None or goes_on or text.lstrip().startswith("@"):
            return text
        return text[: len(text) - len(text.lstrip())] + "@" + text.lstrip()

    def _write(self, text: str) -> None:
        for number, word in enumerate(_BLANKS.split(text)):
            self._gap = self._gap or number > 0
            if word:
                if self._gap and self._line:
                    self._line.append(" ")
                self._line.append(word)
                self._gap = False

    def _write_as_is(self, text: str) -> None:
        if self._fresh_pre:
            text = text.removeprefix("\r").removeprefix("\n")
            self._fresh_pre = False
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n")):
            if number:
                self._end_line(shown=True)
            if line:
                self._line.append(line)

    def _end_line(self, *, shown: bool = False) -> None:
        """Finish the line. One that is empty counts only when it was `shown`, by a `<br>`."""
        content = "".join(self._line)
        self._line.clear()
        self._gap = False
        if not content and not shown:
            return
        indent = "  " * min(len(self._lists) - 1, _DEEPEST)
        marker, self._marker = self._marker, "  " if self._lists else ""
        self._empty_item = False
        line = "> " * min(self._count["quote"], _DEEPEST) + indent + marker + content.replace("\xa0", " ")
        self._lines.append(line.rstrip())

    def _next_marker(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "• "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _picture(self, attributes: Attributes) -> None:
        alt = attributes.get("alt", "").strip()
        kind = f"{attributes.get('itemtype', '')} {attributes.get('class', '')}".lower()
        if "emoji" in kind or "emoticon" in kind:
            self._write(alt)
        elif not self._count["skip"]:
            self._images.append(alt)

    def _end_link(self) -> None:
        if self._link is None:
            return
        href, shown = self._link
        self._link = None
        self._hidden_links += _is_hidden(href, "".join(shown))


def _is_hidden(href: str, shown: str) -> bool:
    """Whether a reader could not see where a link goes."""
    address = _SCHEME.sub("", href.strip()).rstrip("/")
    return bool(_SCHEME.match(href.strip())) and address.casefold() not in "".join(shown.split()).casefold()

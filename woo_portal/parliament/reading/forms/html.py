"""Web pages: those of officiële bekendmakingen and of the Kamer, and others of which the questions are paragraphs or a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from archive.extraction import media_types
from archive.extraction.plain_bytes import text_of
from archive.reading.html_text import VOID, Attributes, attributes_of
from woo_portal.parliament.reading.list_numbers import written
from woo_portal.parliament.reading.metadata import fact_of
from woo_portal.parliament.reading.paragraphs import raised, with_raised
from woo_portal.parliament.reading.sheets import MAX_LINES, Break, Fact, Line, Place, Sheet, forms

_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "select", "option"})
_BESIDE = frozenset({"nav", "header", "footer", "aside", "form", "button", "title", "head"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    "address article aside blockquote body dd div dl dt figure footer form header hr li main nav ol p pre section table "
    "tbody td th thead tr ul".split()
)
_APART = _HEADINGS | frozenset({"p", "ol", "ul", "table", "section", "article", "blockquote"})
_NOTE_BLOCK = re.compile(r"(?:^|[\s_-])(?:noot|voetnoot|footnote)(?:$|[\s_-])", re.IGNORECASE)
_NOTE_FIGURE = re.compile(r"(?:^|[\s_-])(?:nootnum|nootref|noot-?nr|footnote-?ref)(?:$|[\s_-])", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_LIST_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLED = re.compile(r"list-style(?:-type)?\s*:\s*(lower|upper)-(alpha|latin|roman)", re.IGNORECASE)


@forms.register
class Html:
    """Reads .html and .htm."""

    name = "html"
    media_types = frozenset({media_types.HTML})

    def sheet_of(self, path: Path) -> Sheet:
        """The lines a reader sees; menus, heads and feet of the page stand beside the text."""
        reader = _Reader()
        reader.feed(text_of(path))
        reader.close()
        return Sheet("webpagina", tuple(reader.finished()[:MAX_LINES]), facts=reader.facts)


@dataclass(slots=True)
class _Open:
    """An element that is open; `place` is where what is in it stands, `number` counts the items of a list, which
    are numbered in `form`.
    """

    tag: str
    place: Place
    is_seen: bool
    is_heading: bool
    is_figure: bool
    number: int = 0
    form: str = ""


class _Reader(HTMLParser):
    """Writes lines while the tags go by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.facts: dict[Fact, str] = {}
        self._lines: list[Line] = []
        self._open = [_Open("", Place.BODY, True, False, False)]
        self._text: list[str] = []
        self._links: list[str] = []
        self._before = Break.GAP
        self._figure: list[str] = []

    def finished(self) -> list[Line]:
        """The lines."""
        self._end_line(Break.PARAGRAPH)
        return self._lines

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = attributes_of(attrs)
        if tag == "meta":
            self.facts.update(fact_of(attributes.get("name", ""), attributes.get("content", "")))
        if tag == "br":
            self._end_line(Break.PARAGRAPH)
        if tag in VOID:
            return
        if tag in _BLOCKS:
            self._separate(tag)
        self._open.append(self._opened(tag, attributes))
        if tag == "li":
            self._begin_item(attributes)
        if tag == "a" and attributes.get("href", "").startswith(("http://", "https://")):
            self._links.append(attributes["href"])

    def _opened(self, tag: str, attributes: Attributes) -> _Open:
        above, classes = self._open[-1], f"{attributes.get('class', '')} {attributes.get('id', '')}"
        place = above.place
        if tag in _BESIDE or "note-close" in classes:
            place = Place.FURNITURE
        elif place == Place.BODY and tag in _BLOCKS and _NOTE_BLOCK.search(classes):
            place = Place.NOTE
        number = int(attributes["start"]) - 1 if attributes.get("start", "").isdecimal() else 0
        return _Open(
            tag,
            place,
            is_seen=above.is_seen and tag not in _UNSEEN,
            is_heading=above.is_heading or tag in _HEADINGS,
            is_figure=tag == "sup" or bool(_NOTE_FIGURE.search(classes)),
            number=number,
            form=_form_of(attributes),
        )

    def _begin_item(self, attributes: Attributes) -> None:
        row = next((element for element in reversed(self._open[:-1]) if element.tag in ("ol", "ul")), None)
        if row is not None and row.tag == "ol":
            value = attributes.get("value", "")
            row.number = int(value) if value.isdecimal() else row.number + 1
            self._text.append(f"{written(row.number, row.form)}. ")
        elif row is not None:
            self._text.append("• ")

    def handle_endtag(self, tag: str) -> None:
        place = next((at for at in range(len(self._open) - 1, 0, -1) if self._open[at].tag == tag), 0)
        if not place:
            return
        if self._open[place].is_figure:
            self._end_figure()
        if tag in _BLOCKS:
            self._separate(tag)
        del self._open[place:]

    def handle_data(self, data: str) -> None:
        if not self._open[-1].is_seen:
            return
        if any(element.is_figure for element in self._open):
            self._figure.append(data)
        else:
            self._text.append(data)

    def _end_figure(self) -> None:
        figure, self._figure = "".join(self._figure).strip(" ()[]\n\t"), []
        if figure:
            self._text.append(raised(figure))

    def _separate(self, tag: str) -> None:
        self._end_line(Break.GAP if tag in _APART else Break.PARAGRAPH)

    def _end_line(self, before_next: Break) -> None:
        text = _BLANKS.sub(" ", with_raised("".join(self._text))).strip()
        element = self._open[-1]
        if text:
            links = tuple(dict.fromkeys(self._links))
            self._lines.append(Line(text, 0, element.place, self._before, element.is_heading, links))
            self._links.clear()
            self._before = before_next
        else:
            self._before = max(self._before, before_next)
        self._text.clear()


def _form_of(attributes: Attributes) -> str:
    """How a list numbers its items, by its type or its style; "" for figures."""
    if styled := _STYLED.search(attributes.get("style", "")):
        return f"{styled[1].lower()}{'Roman' if styled[2].lower() == 'roman' else 'Letter'}"
    return _LIST_FORMS.get(attributes.get("type", ""), "")

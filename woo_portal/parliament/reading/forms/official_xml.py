"""XML as officiële bekendmakingen publishes it: `kamervragen` of today, and `vraagdoc` of before 2011."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from archive.extraction import media_types
from archive.extraction.contract import NotReadable
from woo_portal.parliament.reading.metadata import fact_of
from woo_portal.parliament.reading.sheets import MAX_LINES, Break, Fact, Line, Place, Sheet, forms
from woo_portal.parliament.reading.xml_tree import Element, tree_of

_BLANKS = re.compile(r"\s+")
_WORDS = {"vraag": "Vraag", "antwoord": "Antwoord"}
_NUMBERS = frozenset({"nr", "nummer"})
_LINES = frozenset(
    {"al", "tekstregel", "kamervraagnummer", "vraagnummer", "kamervraagomschrijving", "omschr", "titel", "kop", "row"}
)
"""Elements that are a line or a paragraph."""
_BESIDE = frozenset({"tekstregel", "kamervraagnummer", "vraagnummer"})
_DATES = {"vraag": Fact.SENT_IN, "antwoord": Fact.ANSWERED_ON}
_OPENINGS = frozenset({"kamervraagomschrijving", "omschr"})


@forms.register
class OfficialXml:
    """Reads the .xml beside a publication of the Handelingen."""

    name = "official_xml"
    media_types = frozenset({media_types.XML})

    def sheet_of(self, path: Path) -> Sheet:
        """The lines of the publication. Raises `NotReadable` for XML in which no question stands."""
        with path.open("rb") as stream:
            root = tree_of(stream)
        if root.first("vraag") is None and root.first("kamervraagomschrijving", "omschr") is None:
            raise NotReadable("Deze XML is geen publicatie van Kamervragen: er staat geen vraag in.")
        publication = _Publication(root)
        lines = [*publication.lines(), *publication.notes()]
        return Sheet("XML van officiële bekendmakingen", tuple(lines[:MAX_LINES]), facts=publication.facts)


class _Publication:
    """Goes down the elements of one publication."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self.facts: dict[Fact, str] = {}
        self._notes: dict[str, Element] = {}
        self._labels: dict[str, str] = {}
        for meta in root.descendants("meta", "metadata"):
            self.facts.update(fact_of(meta.attributes.get("name", ""), meta.attributes.get("content", "")))
        for opening in root.descendants(*_OPENINGS):
            day = opening.first("datum")
            fact = _DATES.get(opening.attributes.get("type", ""))
            if day is not None and fact and (written := day.attributes.get("isodatum")):
                self.facts[fact] = written
        for place, note in enumerate(root.descendants("noot"), start=1):
            number = note.first("noot.nr")
            label = (number.text().strip(" )\n\t") if number is not None else "") or str(place)
            self._notes[label] = note
            self._labels[note.attributes.get("id", f"noot {place}")] = label

    def lines(self) -> Iterator[Line]:
        """The publication without its notes."""
        yield from self._below(self._root, "")

    def notes(self) -> Iterator[Line]:
        """The notes, each with its label."""
        for label, note in self._notes.items():
            text = " ".join(
                self._text(part) for part in note.content if isinstance(part, Element) and part.name != "noot.nr"
            ) or "".join(part for part in note.content if isinstance(part, str))
            yield Line(f"[{label}] {_BLANKS.sub(' ', text).strip()}", place=Place.NOTE, links=self._links(note))

    def _below(self, element: Element, inside: str) -> Iterator[Line]:
        """The lines in an element; `inside` is "vraag" or "antwoord" in one of these."""
        for part in element.content:
            if isinstance(part, str):
                if text := _BLANKS.sub(" ", part).strip():
                    yield Line(text)
            elif part.name in _WORDS and part.name != inside:
                yield from self._below(part, part.name)
            elif part.name in ("meta", "metadata", "noot"):
                continue
            elif part.name in _NUMBERS and inside:
                yield self._heading(part, inside)
            elif part.name == "toelicht":
                yield Line("Toelichting", before=Break.GAP, is_heading=True)
                yield from self._below(part, "")
            elif part.name == "li":
                yield from self._item(part)
            elif part.name in _LINES:
                yield self._line(part)
            else:
                yield from self._below(part, inside)

    def _heading(self, element: Element, inside: str) -> Line:
        text = _BLANKS.sub(" ", element.text()).strip()
        word = "" if text[:1].isalpha() else f"{_WORDS[inside]} "
        return Line(f"{word}{text}", before=Break.GAP, is_heading=True)

    def _line(self, element: Element) -> Line:
        place = Place.FURNITURE if element.name in _BESIDE else Place.BODY
        before = Break.PARAGRAPH if element.name == "al" else Break.GAP
        return Line(_BLANKS.sub(" ", self._text(element)).strip(), 0, place, before, links=self._links(element))

    def _item(self, item: Element) -> Iterator[Line]:
        """An item of a list, with its sign before its first line."""
        sign = next((part.text().strip() for part in item.children("li.nr")), "•")
        for part in item.children():
            if part.name != "li.nr":
                text = _BLANKS.sub(" ", self._text(part)).strip()
                yield Line(f"{sign} {text}".strip(), links=self._links(part))
                sign = ""

    def _text(self, element: Element) -> str:
        """The text of an element, with references to notes as "[1]"."""
        pieces = []
        for part in element.content:
            if isinstance(part, str):
                pieces.append(part)
            elif part.name == "noot":
                pieces.append(f"[{self._label_of(part.attributes.get('id', ''), part)}]")
            elif part.name == "nootref":
                pieces.append(f"[{self._label_of(part.attributes.get('refid', ''), part)}]")
            elif part.name == "entry":
                pieces.append(f" {self._text(part)} ")
            else:
                pieces.append(self._text(part))
        return "".join(pieces)

    def _label_of(self, key: str, element: Element) -> str:
        if key in self._labels:
            return self._labels[key]
        number = element.first("noot.nr")
        return (number or element).text().strip() or "?"

    def _links(self, element: Element) -> tuple[str, ...]:
        addresses = (link.attributes.get("doc", "") for link in element.descendants("extref"))
        return tuple(address for address in addresses if address.startswith(("http://", "https://")))

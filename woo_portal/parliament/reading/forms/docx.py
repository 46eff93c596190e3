"""Word documents: paragraphs with the numbers Word shows before them, tables, text boxes, and Word's own footnotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from archive.extraction import media_types
from archive.extraction.contract import NotReadable
from archive.extraction.office_packages import numbered, opened
from archive.reading.containers import Container
from woo_portal.parliament.reading.footnotes import references_in
from woo_portal.parliament.reading.list_numbers import BULLET, ListNumbers
from woo_portal.parliament.reading.paragraphs import raised, with_raised
from woo_portal.parliament.reading.sheets import MAX_LINES, Break, Line, Place, Sheet, forms
from woo_portal.parliament.reading.xml_tree import Element, tree_of

_BODY, _NUMBERING, _STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_ASIDE = frozenset({"pPr", "rPr", "sectPr", "instrText", "Fallback", "del", "moveFrom", "tblPr", "tcPr", "trPr"})
"""What is no text that a reader sees: settings, the code of fields, the double of a drawing, what was struck out."""
_SIGNS = {"tab": " ", "noBreakHyphen": "-", "softHyphen": ""}
_NOTE = "[voetnoot "
"""Word's own notes are called so until it is known that nobody numbered notes by hand."""


@forms.register
class Docx:
    """Reads .docx: question documents of the Kamer and letters of ministries."""

    name = "docx"
    media_types = frozenset({media_types.DOCX})

    def sheet_of(self, path: Path) -> Sheet:
        """The heads of the pages first, then the text, then Word's footnotes."""
        with opened(path) as package:
            body = _part(package, _BODY)
            if body is None:
                raise NotReadable("Het Word-document is beschadigd: de tekst ontbreekt.")
            document = _Document(package)
            heads = [
                replace(line, place=Place.FURNITURE, page=1)
                for name in numbered(package, r"word/header(\d*)\.xml")
                if (head := _part(package, name)) is not None
                for line in document.lines_in(head)
            ]
            text = list(document.lines_in(body))
            lines = _renamed([*heads, *text, *document.notes()], text)
        return Sheet("Word-document", tuple(lines[:MAX_LINES]))


def _part(package: Container, name: str) -> Element | None:
    if name not in package.members:
        return None
    with package.open(name) as stream:
        return tree_of(stream)


def _renamed(lines: Sequence[Line], text: Sequence[Line]) -> list[Line]:
    """The lines with Word's notes called "[1]", unless the writer numbered notes by hand as well."""
    by_hand = {label for line in text for label in references_in(line.text) if label.isdigit()}
    if by_hand:
        return list(lines)
    return [replace(line, text=line.text.replace(_NOTE, "[")) for line in lines]


class _Document:
    """The parts of a Word document that its paragraphs refer to."""

    def __init__(self, package: Container) -> None:
        self._package = package
        self._numbers = ListNumbers(_part(package, _NUMBERING), _part(package, _STYLES))
        relations = _part(package, _RELATIONS)
        self._links: Mapping[str, str] = {
            row.attributes.get("Id", ""): row.attributes.get("Target", "")
            for row in (relations.children("Relationship") if relations else ())
            if row.attributes.get("TargetMode") == "External"
        }
        self._referred: list[tuple[str, str]] = []

    def lines_in(self, part: Element) -> Iterator[Line]:
        """The lines of a part: each paragraph one, or more where it has line breaks. Empty paragraphs make a gap."""
        gap = False
        for line in self._blocks(part):
            if line.text.strip():
                yield replace(line, before=Break.GAP) if gap else line
            gap = not line.text.strip()

    def notes(self) -> Iterator[Line]:
        """Word's own notes that the text refers to, in that order."""
        parts = {kind: _part(self._package, f"word/{kind}s.xml") for kind in ("footnote", "endnote")}
        for place, (kind, number) in enumerate(self._referred, start=1):
            part = parts[kind]
            found = (note for note in part.children(kind) if note.attributes.get("id") == number) if part else iter(())
            label = f"{_NOTE}{place}] "
            for note in found:
                for line in self.lines_in(note):
                    yield replace(line, text=label + line.text, place=Place.NOTE)
                    label = ""

    def _blocks(self, element: Element) -> Iterator[Line]:
        for child in element.children():
            if child.name == "p":
                yield from self._paragraph(child)
            elif child.name == "tr":
                yield from self._row(child)
            elif child.name not in _ASIDE:
                yield from self._blocks(child)

    def _row(self, row: Element) -> Iterator[Line]:
        """A row of a table; one whose cells are single words or sentences is one line."""
        cells = [[line for line in self._blocks(cell) if line.text.strip()] for cell in row.children("tc", "sdt")]
        if all(len(cell) <= 1 for cell in cells):
            full = [cell[0] for cell in cells if cell]
            links = tuple(link for line in full for link in line.links)
            yield Line(" ".join(line.text for line in full), links=links)
            return
        for cell in cells:
            yield Line("")
            yield from cell
        yield Line("")

    def _paragraph(self, paragraph: Element) -> Iterator[Line]:
        boxes: list[Element] = []
        links: list[str] = []
        text = with_raised("".join(self._pieces(paragraph, boxes, links)))
        label = self._numbers.label(paragraph)
        if not text.strip() and label == BULLET:
            label = ""
        for place, line in enumerate(text.split("\n")):
            shown = f"{label} {line}" if label and not place else line
            yield Line(shown.strip(), links=tuple(links) if not place else ())
        for box in boxes:
            yield Line("")
            yield from self._blocks(box)

    def _pieces(self, element: Element, boxes: list[Element], links: list[str]) -> Iterator[str]:
        """The text in a paragraph; the text boxes that hang on it go to `boxes`, the addresses to `links`."""
        for child in element.children():
            if child.name == "t":
                yield child.text()
            elif child.name in _SIGNS:
                yield _SIGNS[child.name]
            elif child.name in ("br", "cr"):
                yield "" if child.attributes.get("type") in ("page", "column") else "\n"
            elif child.name in ("footnoteReference", "endnoteReference"):
                self._referred.append((child.name.removesuffix("Reference"), child.attributes.get("id", "")))
                yield f"{_NOTE}{len(self._referred)}]"
            elif child.name == "txbxContent":
                boxes.append(child)
            elif child.name not in _ASIDE:
                if child.name == "hyperlink" and (target := self._links.get(child.attributes.get("id", ""))):
                    links.append(target)
                yield from self._run(child, boxes, links)

    def _run(self, element: Element, boxes: list[Element], links: list[str]) -> Iterator[str]:
        """What is in a run or what holds runs; a raised figure is a reference to a note."""
        text = "".join(self._pieces(element, boxes, links))
        yield raised(text.strip()) if text.strip().isdecimal() and _is_raised(element) else text


def _is_raised(run: Element) -> bool:
    settings = next(run.children("rPr"), None)
    aligned = next(settings.children("vertAlign"), None) if settings else None
    return aligned is not None and aligned.attributes.get("val") == "superscript"

"""The metadata of the set as the Dutch government's search reads them: DiWoo inside a sitemap (XML schema 0.9.x).

A location is the path of a file in the package, "./documenten/0012.pdf": where it will stand on the web is known only to who
publishes it. Merged PDFs say again what their parts say and have no metadata of their own. The moment of "vaststelling" is that
at which the set was made, for a set is made of what is approved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from woo_portal.disclosure import inventory
from woo_portal.disclosure.characters import printable
from woo_portal.disclosure.publishing import DisclosureSet, File, Transcript, formats

NAME = "diwoo.xml"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
DIWOO = "https://standaarden.overheid.nl/diwoo/metadata/"
WOO_REQUESTS = "https://identifier.overheid.nl/tooi/def/thes/kern/c_3baef532"
"""The information category of Woo requests and the decisions on them, in TOOI."""
_ADOPTION = "https://identifier.overheid.nl/tooi/def/thes/kern/c_641ecd76"
_PDF = "http://publications.europa.eu/resource/authority/file-type/PDF"
_DECISION = "./besluit.pdf"


@formats.register
class DiWoo:
    """The file "diwoo.xml"; only for what answers a request under the Woo."""

    name = "diwoo"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file, or none."""
        if disclosure.for_platforms:
            root = _tree(disclosure)
            indent(root)
            yield File(NAME, tostring(root, encoding="utf-8", xml_declaration=True))

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One, or none; its blocks are the texts, its values the names of elements and attributes and what these hold."""
        return {NAME: lambda: _transcript(_tree(disclosure))} if disclosure.for_platforms else {}


def _transcript(root: Element) -> Transcript:
    values = {word for element in root.iter() for word in (element.tag, *element.keys(), *element.attrib.values())}
    return Transcript(blocks=tuple(element.text or "" for element in root.iter()), values=frozenset(values))


@dataclass(frozen=True, slots=True)
class _Item:
    """A file with metadata: where it lies, what it is called, its day, its number when it has one, and what it is a part of."""

    place: str
    title: str
    day: date
    number: str = ""
    whole: str = ""


def _items(disclosure: DisclosureSet) -> Iterator[_Item]:
    """The decision, the inventory, and each document, an attachment after what carries it."""
    made_on, of = inventory.made_on(disclosure), disclosure.name
    whole = _DECISION if disclosure.decision else ""
    if whole:
        yield _Item(_DECISION, f"Besluit op {of}: {disclosure.subject}", made_on)
    for part in inventory.parts(disclosure):
        yield _Item(f"./{part.file}", f"{part.title} bij {of}", made_on, whole=whole)
    carriers = {attached.number: _place(attached.parent) for attached in disclosure.attachments}
    for row in inventory.rows(disclosure):
        number = f"{disclosure.number}-{row.number}"
        part_of = carriers[row.number] if row.is_attachment else whole
        yield _Item(_place(row.number), inventory.titled(row), row.day, number, part_of)


def _tree(disclosure: DisclosureSet) -> Element:
    root = Element("urlset", {"xmlns": SITEMAP, "xmlns:diwoo": DIWOO})
    items = {item.place: item for item in _items(disclosure)}
    parts: dict[str, list[_Item]] = defaultdict(list)
    for item in items.values():
        parts[item.whole].append(item)
    for item in items.values():
        url = SubElement(root, "url")
        SubElement(url, "loc").text = item.place
        SubElement(url, "lastmod").text = inventory.made_on(disclosure).isoformat()
        about = SubElement(SubElement(url, "diwoo:Document"), "diwoo:DiWoo")
        _described(about, item, disclosure)
        if item.whole:
            _said(about, "isPartOf", items[item.whole].title, item.whole)
        if item.place in parts:
            holder = _within(about, "hasParts")
            for part in parts[item.place]:
                _said(holder, "hasPart", part.title, part.place)
        _adopted(about, disclosure)
    return root


def _described(about: Element, item: _Item, disclosure: DisclosureSet) -> None:
    if item.number:
        _said(_within(about, "identifiers"), "identifier", item.number)
    _said(about, "publisher", disclosure.authority, disclosure.publisher_uri)
    _said(_within(about, "titelcollectie"), "officieleTitel", item.title)
    categories = _within(about, "classificatiecollectie", "informatiecategorieen")
    _said(categories, "informatiecategorie", "Woo-verzoeken en -besluiten", WOO_REQUESTS)
    _said(about, "creatiedatum", item.day.isoformat())
    _said(about, "format", "pdf", _PDF)


def _adopted(about: Element, disclosure: DisclosureSet) -> None:
    act = _within(about, "documenthandelingen", "documenthandeling")
    _said(act, "soortHandeling", "vaststelling", _ADOPTION)
    _said(act, "atTime", inventory.made_at(disclosure).isoformat(timespec="seconds"))


def _place(number: str) -> str:
    return f"./documenten/{number}.pdf"


def _within(parent: Element, *names: str) -> Element:
    for name in names:
        parent = SubElement(parent, f"diwoo:{name}")
    return parent


def _said(parent: Element, name: str, text: str, resource: str = "") -> None:
    element = SubElement(parent, f"diwoo:{name}", {"resource": resource} if resource else {})
    element.text = " ".join(printable(text).split())

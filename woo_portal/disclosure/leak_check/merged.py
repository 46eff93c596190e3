"""Holds the merged PDF against its parts, which were checked: it must say what they say, page by page, and nothing beside. Pure.

No text is read again: every page's description and pictures, every other stream, every string and every name must be one of a
part's, to the byte. A font may be that of several parts together: each glyph of it, its letter too, must be a part's, and a page
must have all glyphs that it had. And the tags must be whole, which no validator looks at: each piece of marked content that was
in a part's structure tree is in that of the whole (ISO 32000-1, 14.7.4.4). Of links one thing may differ: what led to a file
that is in the whole leads to that file's first page.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, chain
from sys import intern
from typing import Any

from pikepdf import Array, Dictionary, Pdf, Stream

from woo_portal.disclosure import glyphs
from woo_portal.disclosure.leak_check.pdf_objects import Objects, objects_of
from woo_portal.disclosure.merging import metadata_of

_OWN_NAMES = frozenset({"StructTreeRoot", "ParentTreeNextKey", "Outlines", "Prev", "Next", "Metadata", "XML"})

Link = tuple[int, str, str | int]
"""A link: its page, counted from 0, its place on it, and the address or the page it leads to; -1 for none."""
Glyphs = tuple[str, ...]
"""Hashes, each of what a font says of one glyph and each once: how it is drawn, how wide it is, which letter it is. As a set
they would take five times the memory.
"""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a PDF consists of: its pages in order and all its streams, as hashes; its strings and names; its metadata; how
    often its structure tree reaches marked content; and its links.

    `fonts` are the glyphs of each font that a page names. What files have in common is one string for all of them: those of
    thousands are in memory until their whole is checked.
    """

    pages: tuple[str, ...]
    fonts: tuple[Mapping[str, Glyphs], ...]
    streams: tuple[str, ...]
    strings: tuple[str, ...]
    names: tuple[str, ...]
    metadata: bytes
    marked: int
    links: tuple[Link, ...]


def fingerprint(pdf: Pdf, objects: Objects) -> Fingerprint:
    """What an open PDF consists of, which was gone through. Raises `pikepdf.PdfError`."""
    return _fingerprint(pdf, objects, _Fonts())


def _fingerprint(pdf: Pdf, objects: Objects, fonts: _Fonts) -> Fingerprint:
    return Fingerprint(
        pages=tuple(_page(page) for page in pdf.pages),
        fonts=tuple(fonts.of(page) for page in pdf.pages),
        streams=tuple({_content(stream) for stream, kind in objects.streams if kind != "/Metadata"}),
        strings=_each(b"<%b>" % digits if digits else letters for _, letters, digits in objects.strings),
        names=_each(objects.names),
        metadata=pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b"",
        marked=_marked(pdf.Root.StructTreeRoot.K) if "/StructTreeRoot" in pdf.Root else 0,
        links=tuple(_links(pdf)),
    )


def with_shared_strings(found: Fingerprint) -> Fingerprint:
    """The same, when it comes from another process: its strings are again those of the others."""
    fonts = {id(known): tuple(map(intern, known)) for page in found.fonts for known in page.values()}
    return replace(
        found,
        pages=tuple(map(intern, found.pages)),
        fonts=tuple({name: fonts[id(known)] for name, known in page.items()} for page in found.fonts),
        streams=tuple(map(intern, found.streams)),
        strings=tuple(map(intern, found.strings)),
        names=tuple(map(intern, found.names)),
    )


def _each(written: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(intern(one.decode("latin-1")) for one in dict.fromkeys(written))


def _hash(content: bytes) -> str:
    return intern(hashlib.sha256(content).hexdigest())


def _content(stream: Stream) -> str:
    """The hash of what a stream holds; of a photograph as it is stored, for it is only decoded by drawing it."""
    is_photograph = stream.get("/Filter") == "/DCTDecode"
    return _hash(stream.read_raw_bytes() if is_photograph else stream.read_bytes())


def _page(page: Any) -> str:
    """All that is seen on a page but for its fonts: its description, and the pictures and drawings it names."""
    contents = page.obj.get("/Contents", Array([]))
    streams = contents if isinstance(contents, Array) else [contents]
    digest = hashlib.sha256(b"\n".join(stream.read_bytes() for stream in streams))
    resources = page.obj.get("/Resources", Dictionary())
    for name, item in sorted(resources.get("/XObject", Dictionary()).items()):
        digest.update(name.encode())
        for stream in _streams_of(item, 0):
            digest.update(_content(stream).encode())
    return digest.hexdigest()


class _Fonts:
    """Reads the fonts of one PDF, each once."""

    def __init__(self) -> None:
        self._read_as_ours: list[glyphs.Font] = []
        self._known: dict[tuple[int, int], Glyphs] = {}

    def of(self, page: Any) -> dict[str, Glyphs]:
        """The glyphs of each font that a page names."""
        found = {}
        for name, font in page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()).items():
            if font.objgen not in self._known or not font.is_indirect:
                self._known[font.objgen] = self._read(font)
            found[name] = self._known[font.objgen]
        return found

    def _read(self, item: Any) -> Glyphs:
        try:
            font = glyphs.read(item)
        except ValueError:  # made otherwise than ours: it must be a part's as it is
            return (_hash("".join(map(_content, _streams_of(item, 0))).encode()),)
        self._read_as_ours.append(font)
        kind = b"\0".join(font.kind)
        facts = (_facts(kind, number, glyph) for number, glyph in font.glyphs.items())
        return tuple(dict.fromkeys(chain.from_iterable(facts)))

    def vouched(self) -> frozenset[str]:
        """The streams, as hashes, that hold the glyphs of fonts that were read and nothing else."""
        made = chain.from_iterable((glyphs.program(font), glyphs.letters_of(font)) for font in self._read_as_ours)
        return frozenset(map(_hash, made))


@lru_cache(maxsize=8192)
def _facts(kind: bytes, number: int, glyph: glyphs.Glyph) -> Glyphs:
    """The hashes of what is said of one glyph: the documents of a package draw the same few hundred."""
    return tuple(map(_hash, glyphs.facts_of(kind, number, glyph)))


def _streams_of(item: Any, depth: int) -> Iterator[Stream]:
    """The streams an object leads to, by its keys in order; nothing is that deep in a file of ours."""
    if depth > 6:
        return
    if isinstance(item, Stream):
        yield item
    if isinstance(item, (Dictionary, Stream)):
        for key in sorted(item.keys()):
            if key not in ("/Parent", "/P", "/Pg"):
                yield from _streams_of(item[key], depth + 1)
    elif isinstance(item, Array):
        for one in item:
            yield from _streams_of(one, depth + 1)


def _marked(kids: Any) -> int:
    """How often a structure tree reaches marked content, by its number. A merged file has a hundred thousand steps to go."""
    count = 0
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, int) or (isinstance(kid, Dictionary) and kid.get("/Type") == "/MCR" and kid.MCID >= 0):
            count += 1
        elif isinstance(kid, Dictionary) and (inner := kid.get("/K")) is not None:
            count += _marked(inner)
    return count


def _links(pdf: Pdf) -> Iterator[Link]:
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    for number, page in enumerate(pdf.pages):
        for note in page.obj.get("/Annots", Array([])):
            target: str | int = str(note.get("/A", Dictionary()).get("/URI", ""))
            if "/Dest" in note:
                target = numbers.get(note.Dest[0].objgen, -1)
            yield number, note.Rect.unparse().decode(), target


def _links_of(parts: Sequence[Fingerprint], names: Sequence[str]) -> Iterator[Link]:
    """The links the whole must have."""
    firsts = list(accumulate((len(part.pages) for part in parts), initial=0))
    starts = dict(zip(names, firsts, strict=False))
    for first, part in zip(firsts, parts, strict=False):
        for page, place, target in part.links:
            yield first + page, place, starts.get(target, target) if isinstance(target, str) else first + target


@dataclass(frozen=True, slots=True)
class Whole:
    """What a merged file consists of; its streams, as hashes, for which the glyphs of its fonts vouch; and what is broken in its
    tags, each as Dutch words for a finding.
    """

    fingerprint: Fingerprint
    vouched: frozenset[str]
    broken: tuple[str, ...]


def read_whole(content: bytes) -> Whole:
    """What there is in a merged file to hold against its parts. Raises whatever a broken file makes a reader raise."""
    with Pdf.open(io.BytesIO(content)) as pdf:
        fonts = _Fonts()
        return Whole(_fingerprint(pdf, objects_of(pdf), fonts), fonts.vouched(), tuple(_broken_tags(pdf)))


def differences(merged: Whole, parts: Sequence[Fingerprint], *, names: Sequence[str], title: str) -> Iterator[str]:
    """What the merged file has that its parts, which have these names, have not, or lacks, each as Dutch words for a finding."""
    whole = merged.fingerprint
    if whole.pages != tuple(page for part in parts for page in part.pages):
        yield "pagina’s anders dan die van de losse bestanden"
    before = [fonts for part in parts for fonts in part.fonts]
    drawn = {id(known): frozenset(known) for known in _each_font(whole.fonts)}
    if not all(_draws_the_same(old, new, drawn) for old, new in zip(before, whole.fonts, strict=False)):
        yield "lettertype dat anders tekent dan in de losse bestanden"
    if frozenset().union(*drawn.values()).difference(*_each_font(before)):
        yield "teken in een lettertype dat in geen los bestand staat"
    if frozenset(whole.streams).difference(merged.vouched, *(part.streams for part in parts)):
        yield "stroom die in geen los bestand staat"
    if frozenset(whole.strings).difference(*(part.strings for part in parts)):
        yield "tekenreeks die in geen los bestand staat"
    if frozenset(whole.names).difference(_OWN_NAMES, *(part.names for part in parts)):
        yield "naam in de opbouw die in geen los bestand staat"
    if whole.metadata != metadata_of(parts[0].metadata, title):
        yield "metagegevens anders dan die van het eerste bestand"
    if whole.marked != sum(part.marked for part in parts):
        yield "labels voor een schermlezer ontbreken of staan er dubbel"
    if whole.links != tuple(_links_of(parts, names)):
        yield "koppelingen die ergens anders heen leiden"
    yield from merged.broken


def _each_font(pages: Iterable[Mapping[str, Glyphs]]) -> list[Glyphs]:
    """The glyphs of every font that these pages name, of one font once."""
    return list({id(known): known for page in pages for known in page.values()}.values())


def _draws_the_same(
    before: Mapping[str, Glyphs], now: Mapping[str, Glyphs], drawn: Mapping[int, frozenset[str]]
) -> bool:
    """Whether the fonts of a page have all that they had; `drawn` are the glyphs of the fonts of now, by their id."""
    return before.keys() == now.keys() and all(drawn[id(now[name])].issuperset(known) for name, known in before.items())


def _broken_tags(pdf: Pdf) -> Iterator[str]:
    """Each page and annotation has a number of its own, and the parent tree has an entry for each."""
    keys = [int(key) for key in list(pdf.Root.StructTreeRoot.ParentTree.Nums)[0::2]]
    wanted = [int(page.obj.StructParents) for page in pdf.pages if "/StructParents" in page.obj]
    wanted += [int(note.StructParent) for page in pdf.pages for note in page.obj.get("/Annots", Array([]))
               if "/StructParent" in note]  # fmt: skip
    if len(wanted) < len(pdf.pages) or Counter(wanted) != Counter(keys) or len(set(keys)) != len(keys):
        yield "labels voor een schermlezer wijzen naar de verkeerde pagina"

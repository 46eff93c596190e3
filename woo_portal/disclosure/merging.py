"""Many PDFs of the portal as one, with its tags: for who wants to read the whole set from top to bottom. Pure.

Putting pages together is not enough: a plain merge leaves most text outside the structure tree, and a validator says nothing of
it. Here each part's tree goes along, its numbers in the parent tree are moved past those before it, and its outline follows (ISO
32000-1, 14.7.4.4 and 12.3.3). `leak_check.merged` proves that the whole says what its parts say.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from woo_portal.disclosure import glyphs
from woo_portal.disclosure.packing import packed

VOLUME = 400
"""Files in one merged PDF: larger sets come in volumes, so that no reader and no process has to hold all of it."""
_MERGED = re.compile(r"alles(?:-deel-\d+)?\.pdf")
_DECISION = "besluit.pdf"
_INVENTORY = re.compile(r"inventarislijst(?:-deel-(\d+))?\.pdf")
_REPEATS = "bewijsbijlage.pdf"
"""The evidence annex prints the documents once more: it is not in the merged PDF, which would then hold them twice."""
_TITLE = re.compile(rb"(<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">)[^<]*(</rdf:li>)")


@dataclass(frozen=True, slots=True)
class Volume:
    """One merged PDF of a package: its name, its title, and the names of the files in it, in reading order."""

    name: str
    title: str
    parts: tuple[str, ...]


def volumes(names: Iterable[str], *, of: str) -> tuple[Volume, ...]:
    """The merged PDFs of a package with these files; `of` is what the set is called in print. None where one file is all."""
    pdfs = in_reading_order(names)
    chunks = [tuple(pdfs[start : start + VOLUME]) for start in range(0, len(pdfs), VOLUME)]
    if len(pdfs) < 2:
        return ()
    if len(chunks) == 1:
        return (Volume("alles.pdf", f"Alle documenten – {of}", chunks[0]),)
    return tuple(
        Volume(f"alles-deel-{number}.pdf", f"Alle documenten, deel {number} van {len(chunks)} – {of}", chunk)
        for number, chunk in enumerate(chunks, start=1)
    )


def is_merged(name: str) -> bool:
    """Whether a file of a package is one of its merged PDFs."""
    return bool(_MERGED.fullmatch(name))


def in_reading_order(names: Iterable[str]) -> list[str]:
    """The PDFs among these files that say something of their own: the decision, the inventory, the documents by number."""
    parts = (name for name in names if name.endswith(".pdf") and name != _REPEATS and not is_merged(name))
    return sorted(parts, key=_reading_order)


def _reading_order(name: str) -> tuple[int, int, str]:
    if name == _DECISION:
        return 0, 0, name
    if part := _INVENTORY.fullmatch(name):
        return 1, int(part[1] or 0), name
    return 2 if PurePosixPath(name).stem.isdecimal() else 3, len(name), name


def merge(parts: Iterable[bytes], *, names: Sequence[str], title: str) -> bytes:
    """One PDF/A-2a and PDF/UA-1 of several that are, in their order; at least one. The same parts give the same bytes.

    Footers stay those of the parts: each page says of which document it is which page. `names` are those of the parts: a link
    to one of them leads to its first page in here, other links to where they led.
    """
    whole = Pdf.new()
    tree = whole.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([])))
    numbers, offset = Array([]), 0
    marks: list[Any] = []
    starts: dict[str, int] = {}
    for place, (name, content) in enumerate(zip(names, parts, strict=True)):
        with Pdf.open(io.BytesIO(content)) as part:
            first = starts[name] = len(whole.pages)
            whole.pages.extend(part.pages)
            if place == 0:
                _adopt_catalogue(whole, part, title)
            offset = _adopt_tags(whole, part, tree, numbers, first, offset)
            marks += _outline(whole, part)
            _share_profile(whole, first)
    tree.ParentTree = whole.make_indirect(Dictionary(Nums=numbers))
    whole.Root.StructTreeRoot = tree
    _chain(whole, marks)
    _lead_inside(whole, starts)
    glyphs.share(_fonts_of(whole))
    tree.ParentTreeNextKey = offset
    return packed(whole)


def metadata_of(first: bytes, title: str) -> bytes:
    """The metadata of the whole: those of its first part under its own title."""
    return _TITLE.sub(lambda found: found[1] + escape(title).encode() + found[2], first)


def _adopt_catalogue(whole: Pdf, part: Pdf, title: str) -> None:
    """What a catalogue of ours says of every file: its language, its colours, its claims."""
    whole.Root.Lang = String(str(part.Root.Lang))
    for key in ("/MarkInfo", "/ViewerPreferences"):
        whole.Root[key] = _copied(whole, part, part.Root[key])
    whole.Root.OutputIntents = Array([_copied(whole, part, part.Root.OutputIntents[0])])
    metadata = Stream(whole, metadata_of(part.Root.Metadata.read_bytes(), title))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    whole.Root.Metadata = whole.make_indirect(metadata)


def _copied(whole: Pdf, part: Pdf, item: Any) -> Any:
    """An object of a part in the whole, with what it refers to; what was copied before is the same object again."""
    return whole.copy_foreign(item if item.is_indirect else part.make_indirect(item))


def _adopt_tags(whole: Pdf, part: Pdf, tree: Any, numbers: Any, first: int, offset: int) -> int:
    """Take over the structure of a part; where the numbers of the next one begin."""
    copied = _copied(whole, part, part.Root.StructTreeRoot)
    highest = -1
    pairs = copied.ParentTree.Nums
    for key, parents in zip(pairs[0::2], pairs[1::2], strict=True):
        highest = max(highest, int(key))
        numbers.append(int(key) + offset)
        numbers.append(parents)
    for page in list(whole.pages)[first:]:
        if "/StructParents" in page.obj:
            page.obj.StructParents = int(page.obj.StructParents) + offset
        for note in page.obj.get("/Annots", Array([])):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + offset
    for element in copied.K:
        element.P = tree
        tree.K.append(element)
    return offset + highest + 1


def _outline(whole: Pdf, part: Pdf) -> Iterator[Any]:
    """The top entries of a part's outline."""
    if "/Outlines" not in part.Root or "/First" not in part.Root.Outlines:
        return
    entry = _copied(whole, part, part.Root.Outlines).get("/First")
    while entry is not None:
        following = entry.get("/Next")
        yield entry
        entry = following


def _chain(whole: Pdf, marks: Sequence[Any]) -> None:
    if not marks:
        return
    outline = whole.make_indirect(Dictionary(Type=Name.Outlines, First=marks[0], Last=marks[-1], Count=len(marks)))
    for before, entry, after in zip([None, *marks], marks, [*marks[1:], None], strict=False):
        entry.Parent = outline
        for key, other in (("/Prev", before), ("/Next", after)):
            if other is not None:
                entry[key] = other
            elif key in entry:
                del entry[key]
        if "/Count" in entry:
            entry.Count = -abs(int(entry.Count))  # closed: a set of hundreds opens as a list of documents
    whole.Root.Outlines = outline


def _lead_inside(whole: Pdf, starts: Mapping[str, int]) -> None:
    """Lets links to the files that are in here lead to their first page; the tag of a link stays what it was."""
    pages = list(whole.pages)
    for page in pages:
        for note in page.obj.get("/Annots", Array([])):
            if (start := starts.get(str(note.get("/A", Dictionary()).get("/URI", "")))) is not None:
                del note["/A"]
                note.Dest = Array([pages[start].obj, Name.XYZ, None, None, None])


def _share_profile(whole: Pdf, first: int) -> None:
    """One colour profile for all pages: each part brought the same."""
    own = whole.Root.OutputIntents[0].DestOutputProfile
    for page in list(whole.pages)[first:]:
        spaces = page.obj.get("/Resources", Dictionary()).get("/ColorSpace", Dictionary())
        for name, space in spaces.items():
            if isinstance(space, Array) and len(space) == 2 and space[0] == Name.ICCBased:
                spaces[name] = Array([Name.ICCBased, own])


def _fonts_of(whole: Pdf) -> Iterator[Any]:
    """The fonts that pages name, once for all pages of a part."""
    seen = set()
    for page in whole.pages:
        fonts = page.obj.get("/Resources", Dictionary()).get("/Font")
        if fonts is not None and (not fonts.is_indirect or fonts.objgen not in seen):
            seen.add(fonts.objgen)
            yield fonts

"""Finishes a PDF before it is written, where WeasyPrint stops short of PDF/A-2a, PDF/UA-1 and a true text layer.

Works on pydyf's objects, by their numbers; knows what a tag is and nothing of what the text says.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from woo_portal.disclosure import flat_tree, fonts, glyphs, packing
from woo_portal.disclosure.colour_profile import srgb
from woo_portal.disclosure.page_descriptions import shortened

_FONT_TABLES = frozenset({"GlyphOrder", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"})
_SPACE = re.compile(rb"\n/\S+ (?:cs|CS)\n")


class Unfaithful(Exception):
    """The rendering does not match what was asked of it: a character without a letter, or a tag without its text."""


def finish(document: Any, pdf: Any, *, spoken: Sequence[str], told: Mapping[str, str] = MappingProxyType({})) -> None:
    """WeasyPrint's finisher. `spoken`: what is said for each token, in the order of the text. `told`: what is said of the file
    that a link leads to, by its address. Raises `Unfaithful`.
    """
    import pydyf

    catalog = pdf.catalog
    _at(pdf, catalog["Metadata"]).compress = False
    tree = _at(pdf, catalog["StructTreeRoot"])
    elements = list(_elements(pdf, tree["K"]))
    _speak(elements, spoken)
    _describe_links(pdf, told)
    _mark_artifacts(pdf, tree, {id(element) for element in elements})
    flat_tree.flatten(pdf, tree, elements)
    for page in _pages(pdf):
        stream = _at(pdf, page["Contents"])
        stream.stream[:] = [shortened(b"\n".join(map(pydyf._to_bytes, stream.stream)))]
    for font in document.fonts.values():
        if font.missing:
            raise Unfaithful(f"the fonts have no letter for {sorted(font.missing)}")
        _write_letters(pdf, font)
    _strip_fonts(pdf)
    _state_colours(pdf)
    _compress(pdf)


def _at(pdf: Any, reference: Any) -> Any:
    text = reference.decode() if isinstance(reference, bytes) else str(reference)
    return pdf.objects[int(text.split()[0])]


def _elements(pdf: Any, kids: Sequence[Any]) -> Iterator[Any]:
    """The elements of the structure tree, in reading order."""
    for kid in kids:
        if isinstance(kid, int):
            continue
        element = _at(pdf, kid)
        if element.get("Type") == "/StructElem":
            yield element
            yield from _elements(pdf, element["K"])


def _speak(elements: Sequence[Any], spoken: Sequence[str]) -> None:
    """Gives each `<a>` without `href` its alternate text; WeasyPrint tags it as a link, which it is not.

    `Alt` and not `ActualText` (ISO 32000-1, 14.9.3 and 14.9.4): a screen reader says it, copied text stays as printed.
    """
    import pydyf

    tokens = [item for item in elements if item["S"] == "/Link" and all(isinstance(kid, int) for kid in item["K"])]
    if len(tokens) != len(spoken):
        raise Unfaithful(f"{len(tokens)} tokens were set, {len(spoken)} were written")
    for token, text in zip(tokens, spoken, strict=True):
        token["S"] = "/Span"
        token["Alt"] = pydyf.String(text)


def _describe_links(pdf: Any, told: Mapping[str, str]) -> None:
    """Gives each link its description (ISO 14289-1, 7.18.5); WeasyPrint's is the address once more."""
    import pydyf

    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Subtype") == "/Link":
            item["Contents"] = pydyf.String(told[item["A"]["URI"].string])


def _mark_artifacts(pdf: Any, tree: Any, reachable: set[int]) -> None:
    """Marks headers and footers as pagination artifacts (ISO 32000-1, 14.8.2.2); WeasyPrint tags them outside the tree.

    Pages have a list in the parent tree, by marked content identifier; annotations a single element.
    """
    numbers = _at(pdf, tree["ParentTree"])["Nums"]
    streams = [_at(pdf, page["Contents"]) for page in _pages(pdf)]
    for stream, parents in zip(streams, (item for item in numbers[1::2] if isinstance(item, list)), strict=True):
        outside = {mcid for mcid, parent in enumerate(parents) if id(_at(pdf, parent)) not in reachable}
        for mcid in outside:
            parents[mcid] = "null"
        for place, properties in enumerate(stream.stream):
            if isinstance(properties, dict) and properties.get("MCID") in outside:
                stream.stream[place - 1 : place + 1] = "/Artifact", b"<</Type/Pagination>>"


def _strip_fonts(pdf: Any) -> None:
    """Leaves in each font the tables that draw its glyphs by their number (ISO 32000-1, 9.9), a tenth of it less.

    The others are text of nobody in every file, the maker's address among them, in which secrets would be sought in vain.
    """
    import pydyf
    from fontTools.ttLib import TTFont

    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and "Length1" in item.extra:
            stripped = io.BytesIO()
            with TTFont(io.BytesIO(b"".join(item.stream)), recalcBBoxes=False, recalcTimestamp=False) as font:
                for table in set(font.keys()) - _FONT_TABLES:
                    del font[table]
                font.save(stripped, reorderTables=None)
            item.stream[:] = [stripped.getvalue()]
            item.extra["Length1"] = len(stripped.getvalue())


def _state_colours(pdf: Any) -> None:
    """Puts the short profile in the place of WeasyPrint's, and takes out spaces of colour that no page names."""
    import pydyf

    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and "N" in item.extra:
            item.stream[:] = [srgb()]
    for page in _pages(pdf):
        resources = _at(pdf, page["Resources"])
        if not _SPACE.search(_at(pdf, page["Contents"]).stream[0]):
            resources.pop("ColorSpace", None)


def _compress(pdf: Any) -> None:
    """Compresses what pydyf would, so that no stream ends in a byte that is taken for the end of a line."""
    import pydyf

    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.compress:
            item.stream[:] = [packing.deflated(b"\n".join(map(pydyf._to_bytes, item.stream)))]
            item.extra["Filter"], item.compress = "/FlateDecode", False
        elif isinstance(item, pydyf.Stream) and item.extra.get("Filter") == "/FlateDecode":  # a picture
            item.stream[:] = [packing.with_certain_end(b"\n".join(map(pydyf._to_bytes, item.stream)))]


def _pages(pdf: Any) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/Page":
            yield item


def _write_letters(pdf: Any, font: Any) -> None:
    """Rewrites the table from glyphs to text (ISO 32000-1, 9.10.3) from the font itself.

    WeasyPrint notes the text a glyph had where it was first drawn: one combining mark there, and a letter would read
    wrong, or as nothing, in the whole document.
    """
    known = fonts.letters(font.family, font.weight)
    texts = {glyph: known.get(glyph) or drawn or "\u200b" for glyph, drawn in sorted(font.to_unicode.items())}
    written = glyphs.letters_table((glyph, text.encode("utf-16-be").hex().encode()) for glyph, text in texts.items())
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/Font" and item.get("BaseFont") == font.name:
            if "ToUnicode" not in item:
                continue
            _at(pdf, item["ToUnicode"]).stream[:] = [written]

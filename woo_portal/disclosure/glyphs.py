"""The fonts of our PDFs as what they are made of: a glyph with its outline, its widths and its letter, by number. Pure.

WeasyPrint leaves out of a font what is not drawn and keeps the numbers: two documents that draw the same glyph have it under the
same number, to the byte. So several fonts can be one, and it can be seen that one holds what the others hold.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from pikepdf import Array, Name

from woo_portal.disclosure.packing import deflated

_CMAP_START = b"""\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange"""
_CMAP_END = b"""\
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
_LETTER = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]*)>$", re.MULTILINE)
_TABLES = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
_LONGEST_SHORT = 0x1FFFE
"""The last byte of the outlines that a short table of places can tell."""


class Glyph(NamedTuple):
    """Its outline, its measures in the font, its width in the PDF (None: that of any other), its letter in hexadecimal UTF-16."""

    outline: bytes
    measures: bytes
    width: int | None
    letter: bytes | None


@dataclass(frozen=True, slots=True)
class Font:
    """What all subsets of a font have alike (its name and its tables without counts and places), and its glyphs by number."""

    kind: tuple[bytes, ...]
    count: int
    glyphs: Mapping[int, Glyph]


def read(font: Any) -> Font:
    """The font of a PDF. Raises `ValueError` for one that is made otherwise than ours are."""
    try:
        inner, program = font.DescendantFonts[0], font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
        if font.Encoding != Name("/Identity-H") or inner.CIDToGIDMap != Name.Identity:
            raise ValueError("another encoding")
        tables = _tables(program)
        letters = {int(code, 16): text for code, text in _LETTER.findall(font.ToUnicode.read_bytes())}
        widths = _widths(inner.W)
    except (AttributeError, KeyError, IndexError, TypeError, struct.error) as error:
        raise ValueError("no font of ours") from error
    head, hhea, maxp = tables["head"], tables["hhea"], tables["maxp"]
    count, measured = int.from_bytes(maxp[4:6]), int.from_bytes(hhea[34:36])
    form, scale = (">%dI", 1) if head[51] else (">%dH", 2)
    places = [scale * place for place in struct.unpack(form % (count + 1), tables["loca"])]
    if measured != count or len(tables["hmtx"]) != 4 * count or places[0] or places[-1] != len(tables["glyf"]):
        raise ValueError("another way to count")
    found = {}
    for number in range(count):
        outline = tables["glyf"][places[number] : places[number + 1]]
        measures = tables["hmtx"][4 * number : 4 * number + 4]
        if outline or measures != bytes(4) or number in widths or number in letters:
            found[number] = Glyph(outline, measures, widths.get(number), letters.get(number))
    name = str(font.BaseFont).partition("+")[2].encode()
    return Font((name, head[:8] + head[12:50] + head[52:], hhea[:34], maxp[:4] + maxp[6:]), count, found)


def facts_of(kind: bytes, number: int, glyph: Glyph) -> Iterator[bytes]:
    """What a font of this kind says of one of its glyphs, one thing at a time: how it is drawn and, where it has them, its width
    and its letter.
    """
    yield kind + repr((number, glyph.outline, glyph.measures)).encode()
    if glyph.width is not None:
        yield kind + repr((number, glyph.width)).encode()
    if glyph.letter is not None:
        yield kind + repr((number, "letter", glyph.letter)).encode()


def together(one: Font, other: Font) -> Font | None:
    """A font that draws all that both draw; None when they do not agree."""
    if one.kind != other.kind:
        return None
    both = dict(one.glyphs)
    for number, glyph in other.glyphs.items():
        known = both.setdefault(number, glyph)
        if known[:2] != glyph[:2] or any(
            None not in pair and len(set(pair)) > 1 for pair in zip(known[2:], glyph[2:], strict=True)
        ):
            return None
        # One of the two may know it as a part of another glyph only: without a width, a letter, or both.
        width = glyph.width if known.width is None else known.width
        both[number] = Glyph(*known[:2], width, glyph.letter if known.letter is None else known.letter)
    return replace(one, count=max(one.count, other.count), glyphs=both)


def program(font: Font) -> bytes:
    """The file of a font, and nothing in it that the font does not say."""
    from fontTools.ttLib.sfnt import SFNTWriter

    _, head, hhea, maxp = font.kind
    outlines = [font.glyphs[number].outline if number in font.glyphs else b"" for number in range(font.count)]
    places = [0]
    for outline in outlines:
        places.append(places[-1] + len(outline))
    is_short = places[-1] <= _LONGEST_SHORT and not any(place % 2 for place in places)
    measures = (font.glyphs[number].measures if number in font.glyphs else bytes(4) for number in range(font.count))
    count = font.count.to_bytes(2)
    tables = {
        "glyf": b"".join(outlines),
        "head": head[:8] + bytes(4) + head[8:46] + (b"\0\0" if is_short else b"\0\1") + head[46:],
        "hhea": hhea + count,
        "hmtx": b"".join(measures),
        "loca": struct.pack(f">{len(places)}{'H' if is_short else 'I'}", *(p // 2 if is_short else p for p in places)),
        "maxp": maxp[:4] + count + maxp[4:],
    }
    written = io.BytesIO()
    writer = SFNTWriter(written, len(tables))
    for tag in _TABLES:
        writer[tag] = tables[tag]
    writer.close()
    return written.getvalue()


def letters_table(letters: Iterable[tuple[int, bytes]]) -> bytes:
    """The table from glyphs to text (ISO 32000-1, 9.10.3), of numbers and hexadecimal UTF-16 in order."""
    lines = [b"<%04x> <%s>" % (number, text) for number, text in letters]
    parts = [_CMAP_START]
    for start in range(0, len(lines), 100):  # the most a block may hold
        block = lines[start : start + 100]
        parts += [b"%d beginbfchar" % len(block), *block, b"endbfchar"]
    return b"\n".join([*parts, _CMAP_END])


def letters_of(font: Font) -> bytes:
    """The table of a font."""
    return letters_table(
        (number, glyph.letter) for number, glyph in sorted(font.glyphs.items()) if glyph.letter is not None
    )


def widths_of(font: Font) -> Array:
    """The widths of a font as a PDF has them (ISO 32000-1, 9.7.4.3)."""
    runs: list[tuple[int, list[int]]] = []
    for number, glyph in sorted(font.glyphs.items()):
        if glyph.width is None:
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == number:
            runs[-1][1].append(glyph.width)
        else:
            runs.append((number, [glyph.width]))
    return Array([item for start, widths in runs for item in (start, Array(widths))])


def _tables(content: bytes) -> dict[str, bytes]:
    found = {}
    for number in range(int.from_bytes(content[4:6])):
        tag, _, start, length = struct.unpack(">4sIII", content[12 + 16 * number : 28 + 16 * number])
        found[tag.decode("latin-1")] = content[start : start + length]
    if set(found) != set(_TABLES):
        raise ValueError("other tables")
    return found


def _widths(listed: Any) -> dict[int, int]:
    items = list(listed)
    found: dict[int, int] = {}
    for start, widths in zip(items[0::2], items[1::2], strict=True):
        found |= {int(start) + step: int(width) for step, width in enumerate(widths)}
    return found


def share(resources: Iterable[Any]) -> None:
    """Puts one font in the place of all that draw the same glyphs the same way, in these dictionaries of fonts."""
    fonts: dict[tuple[int, int], tuple[Any, Font]] = {}
    uses: list[tuple[Any, str, tuple[int, int]]] = []
    for names in resources:
        for name, font in names.items():
            if font.objgen not in fonts:
                try:
                    fonts[font.objgen] = font, read(font)
                except ValueError:
                    continue
            uses.append((names, name, font.objgen))
    joined: list[tuple[Any, Font]] = []
    place_of: dict[tuple[int, int], int] = {}
    for key, (font, own) in fonts.items():
        for place, (first, known) in enumerate(joined):
            if (both := together(known, own)) is not None:
                joined[place], place_of[key] = (first, both), place
                break
        else:
            place_of[key] = len(joined)
            joined.append((font, own))
    for names, name, key in uses:
        names[name] = joined[place_of[key]][0]
    for first, font in joined:
        _write(first, font)


def _write(target: Any, font: Font) -> None:
    inner = target.DescendantFonts[0]
    content = program(font)
    inner.FontDescriptor.FontFile2.write(deflated(content), filter=Name.FlateDecode)
    inner.FontDescriptor.FontFile2.Length1 = len(content)
    left, bottom, _, top = inner.FontDescriptor.FontBBox
    widest = max(glyph.width or 0 for glyph in font.glyphs.values())
    inner.FontDescriptor.FontBBox = Array([left, bottom, widest, top])
    inner.W = widths_of(font)
    target.ToUnicode.write(deflated(letters_of(font)), filter=Name.FlateDecode)

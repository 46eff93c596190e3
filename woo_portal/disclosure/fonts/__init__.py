"""The fonts every published file is set in, part of the product so that each machine sets the same page.

Noto and, for Arabic, IBM Plex, whose glyphs are whole letters (Noto draws dots apart, which ruins the text layer). Under
the SIL Open Font License 1.1 (OFL.txt), unmodified. `fonts.conf` names them to Fontconfig.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
CONFIGURATION = FOLDER / "fonts.conf"


def files() -> list[Path]:
    """The font files, in the order of their names."""
    return sorted(FOLDER.glob("*.ttf"))


@cache
def coverage() -> frozenset[int]:
    """The code points that at least one of the fonts can draw so that a PDF of it can be read back.

    Not so Devanagari, of which Noto Sans draws letters as parts of several.
    """
    from fontTools.ttLib import TTFont

    covered: set[int] = set()
    for file in files():
        with TTFont(file, lazy=True) as font:
            covered.update(font.getBestCmap())
    return frozenset(covered.difference(range(0x0900, 0x0980), range(0x1CD0, 0x1D00), range(0xA8E0, 0xA900)))


@cache
def letters(family: str, weight: int) -> dict[int, str]:
    """What each glyph of a font stands for, by glyph number: from its character map, else from its name.

    Glyphs are named after the Adobe Glyph List ("uni0628.init"). A glyph that neither tells is left out. `weight` is
    that of CSS; the nearest there is counts. Raises `KeyError` for a family that is not one of ours.
    """
    from fontTools import agl
    from fontTools.ttLib import TTFont

    with TTFont(_file(family, weight), lazy=True) as font:
        names = font.getGlyphOrder()
        numbers = {name: number for number, name in enumerate(names)}
        found = {number: text for name, number in numbers.items() if (text := agl.toUnicode(name))}
        candidates: dict[int, list[str]] = {}
        for codepoint, name in font.getBestCmap().items():
            candidates.setdefault(numbers[name], []).append(chr(codepoint))
        ligatures = {numbers[name]: [numbers[part] for part in parts] for name, parts in _ligatures(font)}
    # Of several characters with one glyph, the one that is not a compatibility form of another: space, not its no-break.
    found.update({number: min(texts, key=_is_compatibility_form) for number, texts in candidates.items()})
    # Ten flags are drawn by glyphs that are named and numbered after an old private character: these say what they join.
    for number, parts in ligatures.items():
        if _is_private(found.get(number, "")):
            found[number] = "".join(found[part] for part in parts)
    return {number: _without_shape(text) for number, text in found.items()}


def _ligatures(font: Any) -> Iterator[tuple[str, list[str]]]:
    """The glyphs that a font draws for several in a row, with those, by name."""
    if "GSUB" not in font:
        return
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            joined = getattr(getattr(table, "ExtSubTable", table), "ligatures", {})
            for first, ligatures in joined.items():
                yield from ((ligature.LigGlyph, [first, *ligature.Component]) for ligature in ligatures)


def _is_private(text: str) -> bool:
    return any(unicodedata.category(character) == "Co" for character in text)


def _without_shape(text: str) -> str:
    """Arabic letters are written as such, not as the form they take at the start or the end of a word."""
    shaped = any("\ufb50" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefc" for character in text)
    return unicodedata.normalize("NFKC", text) if shaped else text


def _is_compatibility_form(character: str) -> tuple[bool, str]:
    return unicodedata.normalize("NFKC", character) != character, character


@cache
def _weights() -> dict[str, dict[int, Path]]:
    from fontTools.ttLib import TTFont

    families: dict[str, dict[int, Path]] = {}
    for file in files():
        with TTFont(file, lazy=True) as font:
            families.setdefault(font["name"].getBestFamilyName(), {})[font["OS/2"].usWeightClass] = file
    return families


def _file(family: str, weight: int) -> Path:
    weights = _weights()[family]
    return weights[min(weights, key=lambda known: abs(known - weight))]

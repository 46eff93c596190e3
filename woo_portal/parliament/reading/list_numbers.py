"""The numbers Word puts before the paragraphs of a list: they are not in the text. Pure.

Word counts for itself, by the list a paragraph belongs to and its level in it (ECMA-376, part 1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from woo_portal.parliament.reading.xml_tree import Element

_PLACEHOLDER = re.compile(r"%(\d)")
_BULLET = "•"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


class ListNumbers:
    """Counts the paragraphs of each list of one document, in order."""

    def __init__(self, numbering: Element | None) -> None:
        self._levels: dict[str, tuple[str, Mapping[int, _Level]]] = {}
        self._counted: dict[tuple[str, int], int] = {}
        if numbering is not None:
            self._read(numbering)

    def label(self, paragraph: Element) -> str:
        """What Word shows before a paragraph: "3.", "b)", a bullet; "" for one that is in no list."""
        properties = next(paragraph.children("pPr"), None)
        listed = next(properties.children("numPr"), None) if properties else None
        if listed is None:
            return ""
        number = _value(listed, "numId") or ""
        depth = int(_value(listed, "ilvl") or 0)
        row, levels = self._levels.get(number, ("", {}))
        level = levels.get(depth)
        if level is None:
            return ""
        if level.form in ("bullet", "none"):
            return _BULLET if level.form == "bullet" else ""
        self._counted[row, depth] = self._counted.get((row, depth), level.start - 1) + 1
        for deeper in [key for key in self._counted if key[0] == row and key[1] > depth]:
            del self._counted[deeper]
        return _PLACEHOLDER.sub(lambda found: self._figure(row, levels, int(found[1]) - 1), level.text)

    def _figure(self, row: str, levels: Mapping[int, _Level], depth: int) -> str:
        level = levels.get(depth)
        count = self._counted.get((row, depth), level.start if level else 1)
        return written(count, level.form if level else "decimal")

    def _read(self, numbering: Element) -> None:
        kinds = {
            kind.attributes.get("abstractNumId", ""): {
                int(level.attributes.get("ilvl", 0)): _level(level) for level in kind.children("lvl")
            }
            for kind in numbering.children("abstractNum")
        }
        for number in numbering.children("num"):
            own, kind = number.attributes.get("numId", ""), _value(number, "abstractNumId") or ""
            # Lists of one kind are counted on, unless one says where it starts.
            starts_anew = number.first("startOverride") is not None
            self._levels[own] = (f"num {own}" if starts_anew else f"kind {kind}", kinds.get(kind, {}))


def _level(level: Element) -> _Level:
    return _Level(
        _value(level, "numFmt") or "decimal", _value(level, "lvlText") or "", int(_value(level, "start") or 1)
    )


def _value(element: Element, name: str) -> str | None:
    child = next(element.children(name), None)
    return child.attributes.get("val") if child else None


def written(count: int, form: str) -> str:
    """A number as a list shows it: "lowerLetter", "upperRoman" and the like, as Word calls them; else its figures."""
    if form in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        letter = chr(ord("a") + count - 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 1 <= count < 40:
        roman, left = "", count
        for value, sign in _ROMAN:
            while left >= value:
                roman, left = roman + sign, left - value
        return roman.upper() if form == "upperRoman" else roman
    return str(count)

"""The numbers Word puts before the paragraphs of a list: they are not in the text. Pure.

Word counts for itself, by the list a paragraph belongs to and its level in it (ECMA-376, part 1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from woo_portal.parliament.reading.xml_tree import Element

_PLACEHOLDER = re.compile(r"%(\d)")
BULLET = "•"
"""What stands before the items of a list without numbers."""
_MOST_STYLES = 12
"""A style is based on another, and so on; a circle ends here."""
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _List:
    """A list: the row it counts in, and its levels."""

    row: str
    levels: Mapping[int, _Level]


class ListNumbers:
    """Counts the paragraphs of each list of one document, in order.

    `numbering` and `styles` are the parts of these names: a paragraph may be in a list by its style.
    """

    def __init__(self, numbering: Element | None, styles: Element | None = None) -> None:
        self._counted: dict[tuple[str, int], int] = {}
        self._styled: dict[str, Element] = {
            style.attributes.get("styleId", ""): style for style in (styles.children("style") if styles else ())
        }
        self._lists = _lists_in(numbering) if numbering is not None else {}

    def label(self, paragraph: Element) -> str:
        """What Word shows before a paragraph: "3.", "b)", a bullet; "" for one that is in no list."""
        number, depth = self._listed(paragraph)
        found = self._lists.get(number)
        level = found.levels.get(depth) if found else None
        if found is None or level is None:
            return ""
        if level.form in ("bullet", "none"):
            return BULLET if level.form == "bullet" else ""
        self._counted[found.row, depth] = self._counted.get((found.row, depth), level.start - 1) + 1
        for deeper in [key for key in self._counted if key[0] == found.row and key[1] > depth]:
            del self._counted[deeper]
        return _PLACEHOLDER.sub(lambda place: self._figure(found, int(place[1]) - 1), level.text)

    def _listed(self, paragraph: Element) -> tuple[str, int]:
        """The list a paragraph is in, and its level there: its own say, else its style's, or that of a style below it."""
        number = depth = style = None
        part: Element | None = paragraph
        for _ in range(_MOST_STYLES):
            settings = next(part.children("pPr"), None) if part else None
            listed = next(settings.children("numPr"), None) if settings else None
            if listed is not None:
                number = number or _value(listed, "numId")
                depth = depth or _value(listed, "ilvl")
            based = _value(part, "basedOn") if part else None
            style = (_value(settings, "pStyle") if settings else None) or based
            if number or not style:
                break
            part = self._styled.get(style)
        return number or "", _figure_of(depth, 0)

    def _figure(self, found: _List, depth: int) -> str:
        level = found.levels.get(depth)
        count = self._counted.get((found.row, depth), level.start if level else 1)
        return written(count, level.form if level else "decimal")


def _lists_in(numbering: Element) -> dict[str, _List]:
    """The lists of a document by their numbers."""
    kinds = {kind.attributes.get("abstractNumId", ""): kind for kind in numbering.children("abstractNum")}
    named = {name: key for key, kind in kinds.items() if (name := _value(kind, "styleLink"))}
    found = {}
    for number in numbering.children("num"):
        own, key = number.attributes.get("numId", ""), _value(number, "abstractNumId") or ""
        if key in kinds:
            # The levels may be those of a style for lists, which stand with another kind.
            key = named.get(_value(kinds[key], "numStyleLink") or "", key)
        levels = {depth: _level(level) for depth, level in _by_depth(kinds[key], "lvl")} if key in kinds else {}
        changed = dict(_by_depth(number, "lvlOverride"))
        for depth, change in changed.items():
            if (level := next(change.children("lvl"), None)) is not None:
                levels[depth] = _level(level)
            if depth in levels and (start := _value(change, "startOverride")):
                levels[depth] = replace(levels[depth], start=_figure_of(start, 1))
        # Lists of one kind are counted on, unless one says where it starts.
        starts_anew = any(_value(change, "startOverride") for change in changed.values())
        found[own] = _List(f"num {own}" if starts_anew else f"kind {key}", levels)
    return found


def _by_depth(element: Element, name: str) -> Iterator[tuple[int, Element]]:
    for child in element.children(name):
        yield _figure_of(child.attributes.get("ilvl"), 0), child


def _figure_of(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise


def _level(level: Element) -> _Level:
    start = _figure_of(_value(level, "start"), 1)
    return _Level(_value(level, "numFmt") or "decimal", _value(level, "lvlText") or "", start)


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

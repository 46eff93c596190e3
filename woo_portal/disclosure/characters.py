"""Which characters of a text reach paper, and what stands for those that cannot. Pure; see docs/decisions/0008.

Whatever a reader of the page cannot see must not be in the file either, and whatever was written must leave a trace.
"""

from __future__ import annotations

import re
import unicodedata

from woo_portal.disclosure.fonts import coverage

_LINE_ENDS = {ord(character): "\n" for character in "\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"}
_BY_REGULATION = {
    # Invisible, and without a say in how the words around them read.
    **{ord(character): "" for character in "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060\u2068\u2069\ufeff"},
    # Presentation selectors and skin tones: an outline font draws none of them.
    **dict.fromkeys(range(0xFE00, 0xFE10), ""),
    **dict.fromkeys(range(0x1F3FB, 0x1F400), ""),
    **_LINE_ENDS,
    ord("\t"): " ",
    # Joiners shape letters and emoji; `_join` weighs them in their context.
    0x200C: "\u200c",
    0x200D: "\u200d",
}
_ARABIC_SHAPE = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_JOINERS = re.compile("[\u200c\u200d]+")
_JOINED = frozenset({"Lo", "Mn", "Mc", "So", "Sk"})
"""Categories of the characters a joiner can shape: letters without case (Arabic, Devanagari), their marks, emoji."""


class _Letters(dict[int, str]):
    """A table for `str.translate` that works out each code point once."""

    def __missing__(self, codepoint: int) -> str:
        self[codepoint] = letter = _letter(codepoint)
        return letter


def _letter(codepoint: int) -> str:
    if codepoint in _BY_REGULATION:
        return _BY_REGULATION[codepoint]
    character = chr(codepoint)
    if _ARABIC_SHAPE.fullmatch(character) and (letters := unicodedata.normalize("NFKC", character)) != character:
        return "".join(map(_letter, map(ord, letters)))  # the font gives them the same shape
    category = unicodedata.category(character)
    if category == "Zs":
        return character if character in "\u00a0\u202f" else " "
    if category[0] == "C" or codepoint not in coverage():
        return f"[U+{codepoint:04X}]"
    return character


_letters = _Letters()


def printable(text: str) -> str:
    """`text` as it is set on paper: the same words in characters that the fonts can draw.

    A character without a letter in the fonts, a control character, half a surrogate pair, and a mark that overrules
    the direction of reading become their code point, "[U+4F60]". Ends of lines become "\\n", invisible marks go.
    """
    if text.isascii() and text.isprintable():
        return text  # the fonts draw all of these
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_letters)
    return _JOINERS.sub(_join, text) if "\u200c" in text or "\u200d" in text else text


def _join(match: re.Match[str]) -> str:
    """One joiner between two characters it can shape, else none: a row of joiners could carry a hidden message."""
    text, start, end = match.string, match.start(), match.end()
    is_between = start > 0 and end < len(text)
    is_shaped = is_between and {unicodedata.category(text[start - 1]), unicodedata.category(text[end])} <= _JOINED
    return text[start] if is_shaped else ""


def reads_from_right(text: str) -> bool:
    """Whether the first letter with a direction is of a script written from right to left (UAX 9, rules P2 and P3)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False

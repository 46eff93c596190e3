"""From lines as they were set back to text as it was written: words that were cut in two, addresses, letters in pieces. Pure.

What a typesetter does to a line is undone where that is certain. A hyphen between small letters at the end of a line is
taken to be the typesetter's; one before or after a capital, and one in an address, is the writer's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from woo_portal.parliament.reading.sheets import Break, Line

_BLANKS = re.compile(r"\s+")
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]"
)
_MARKUP = re.compile(r"^#{1,6}\s+|\*\*|^\*(?=\S)|(?<=\S)\*$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$|[\w-]+\.(?:nl|com|org|eu|net|be)/\S*$", re.IGNORECASE)
_IN_AN_ADDRESS = "/-_?=&~%#+"
_LOOSE_ACCENTS = {
    "´": "\u0301",
    "¸": "\u0327",
    "ˇ": "\u030c",
    "˘": "\u0306",
    "˙": "\u0307",
    "˛": "\u0328",
    "˝": "\u030b",
}
_LOOSE = re.compile(rf"([A-Za-z])([{''.join(_LOOSE_ACCENTS)}])")
_RAISED = {figure: str(value) for value, figure in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_AS_RAISED = str.maketrans({value: figure for figure, value in _RAISED.items()})
_SQUARE = r"(?<![^\W\d_])N?[kcdm]?m[²³](?![⁰¹²³⁴⁵⁶⁷⁸⁹])"
_POWER = r"(?<![\d.,])10[⁰¹²³⁴⁵⁶⁷⁸⁹]+"
_RAISED_RUN = re.compile(rf"(?P<measure>{_SQUARE}|{_POWER})|[{''.join(_RAISED)}]{{1,2}}")
_SPACED_REFERENCE = re.compile(r"\[\s*(\d{1,2})\s*\](?P<word>(?=[A-Za-zÀ-ÿ]))?")
_SUSPENDED = re.compile(r"(?:en|of|en/of)\b")
_LAST_LATIN_1 = "\xff"
_NUMBERED = r"\d{1,2}(?:[.)]|\s?[-–:/]\s)(?=[A-ZÀ-Ý«“‘’\"'(€])"
_LISTED = re.compile(rf"(?:[a-z\d]{{1,2}}[.)]|[–•-])\s|{_NUMBERED}")
_FIRST_WORD = re.compile(rf"(?:{_LISTED.pattern})?\S*")
_LABELLED = re.compile(r"(?:Onderwerp|Betreft|Datum|Ingezonden|Kenmerk)\s*:", re.IGNORECASE)
_COUNTED = re.compile(r"\(?\d{1,2}[.)]\s")
_ENDS_SENTENCE = re.compile(r"[.?!:;](?:\s?\[\d{1,2}\]|\s?\d{1,2}\)|[»”’'\")\s])*$")


def tidy(text: str) -> str:
    """One line as it was meant: single blanks, whole letters, references to notes as "[1]", no signs of markup."""
    text = unicodedata.normalize("NFC", _LOOSE.sub(_with_accent, _CONTROL.sub("", text)))
    text = with_raised(text)
    text = _SPACED_REFERENCE.sub(lambda found: f"[{found[1]}]{' ' if found['word'] is not None else ''}", text)
    return _MARKUP.sub("", _BLANKS.sub(" ", text).strip()).strip()


def with_raised(text: str) -> str:
    """The text with raised figures as references, "[1]", but for those of a measure or a power: "m²", "10⁶".

    Of other figures than 10 the raised one is a note's: "in 2023²".
    """
    return _RAISED_RUN.sub(
        lambda run: run[0] if run["measure"] else f"[{''.join(map(_RAISED.__getitem__, run[0]))}]", text
    )


def raised(figures: str) -> str:
    """One or two figures as they are raised, for `with_raised`; other text as it is."""
    return figures.translate(_AS_RAISED) if figures.isdecimal() and len(figures) < 3 else figures


def is_blank(text: str) -> bool:
    """Whether a text has nothing that can be seen."""
    return not _CONTROL.sub("", text).strip()


def is_labelled(line: str) -> bool:
    """Whether a line of an opening says itself what it is: "Onderwerp: gaswinning"."""
    return _LABELLED.match(line) is not None


def _with_accent(found: re.Match[str]) -> str:
    """A letter and the accent a font set beside it; only letters that fonts lack are set so, and "foto´s" is none."""
    whole = unicodedata.normalize("NFC", found[1] + _LOOSE_ACCENTS[found[2]])
    return whole if len(whole) == 1 and whole > _LAST_LATIN_1 else found[0]


def joined(lines: Iterable[Line]) -> str:
    """The text of lines, one line a paragraph."""
    text = ""
    for line in lines:
        piece = tidy(line.text)
        if not piece:
            continue
        if not text:
            text = piece
        elif line.before == Break.NONE:
            text = _glued(text, piece)
        else:
            text += "\n" + piece
    return text


def _glued(text: str, piece: str) -> str:
    """A line and the one that goes on from it."""
    last = text.rpartition("\n")[2].rpartition(" ")[2]
    if _ADDRESS.search(last):
        goes_on = last[-1] in _IN_AN_ADDRESS or piece[0] in _IN_AN_ADDRESS
        return text + piece if goes_on else f"{text} {piece}"
    if len(last) > 1 and last.endswith("-"):
        if _SUSPENDED.match(piece):
            return f"{text} {piece}"
        cut = last[-2].islower() and piece[0].islower()
        return (text[:-1] if cut else text) + piece
    return text + piece if len(last) > 1 and last.endswith("/") else f"{text} {piece}"


def _full(widths: Sequence[float]) -> float:
    """How far a full line reaches: one in twenty may reach further, such as one in which a cut word was mended."""
    ordered = sorted(widths)
    return ordered[-1 - len(ordered) // 20] if ordered else 0.0


def broken(widths: Sequence[float], texts: Sequence[str], *, blank: float) -> list[bool]:
    """Of each line whether a paragraph begins with it: the one before had room for its first word, and ends a sentence.

    For a line with the sign of a list either is enough; below a parenthesis that closes, as that of a heading without a full
    stop, a number is. `widths` are how far the lines reach, and `blank` is the width of
    a letter, in one and the same unit.
    """
    full = _full(widths)
    found = [True] if texts else []
    for place in range(1, len(texts)):
        first = _FIRST_WORD.match(texts[place])
        had_room = widths[place - 1] + blank * (len(first[0] if first else "") + 1) < full
        is_listed = _LISTED.match(texts[place]) is not None
        ends = _ENDS_SENTENCE.search(texts[place - 1]) is not None
        is_below_heading = _COUNTED.match(texts[place]) is not None and texts[place - 1].endswith(")")
        begins = (had_room and (is_listed or ends)) or (is_listed and ends) or is_below_heading
        found.append(begins or is_labelled(texts[place]))
    return found

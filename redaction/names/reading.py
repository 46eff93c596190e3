"""A text as the name rules read it: one letter for each word and mark; signs that only make words bold are no marks.

A letter says what a word can be in a name (`word_classes`) and, where it helps, whether it is written with a capital that
means something: not the first word of a sentence, not a text without any capitals or of capitals only. Rules are then
regular expressions over these letters; `Reading.span` translates a match back to code points.

Beside the letters of the classes there are "A" for an acronym, "6" for the beginning of a telephone number, "x" for the
tussenvoegsels of a listed surname, "z" for a genitive, "-" for a dash that joins and "~" for one that does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from redaction.names import lists
from redaction.names.tokens import tokens
from redaction.names.word_classes import WordClass, word_class
from redaction.spans import Span

LETTERS: dict[str, str] = {
    WordClass.FIRST: "f",
    WordClass.FIRST_AMBIGUOUS: "g",
    WordClass.LAST: "l",
    WordClass.LAST_AMBIGUOUS: "m",
    WordClass.FIRST_OR_LAST_AMBIGUOUS: "b",
    WordClass.FUNCTION_OR_LAST: "j",
    WordClass.SURNAME_SHAPED: "v",
    WordClass.PREFIX: "p",
    WordClass.ARTICLE: "d",
    WordClass.TITLE: "t",
    WordClass.FUNCTION: "k",
    WordClass.NAMING: "e",
    WordClass.GREETING: "h",
    WordClass.SIGN_OFF: "s",
    WordClass.ORGANISATION: "o",
    WordClass.ORGANISATION_END: "n",
    WordClass.INITIAL: "i",
    WordClass.STREET: "q",
    WordClass.WORD: "w",
    WordClass.RARE: "r",
    WordClass.UNKNOWN: "u",
    WordClass.STRANGE: "y",
    WordClass.NUMBER: "0",
    WordClass.MARK: "*",
}
"""The letter of each class; its capital when the word is written with a capital that means something."""

_CAPITAL_COUNTS = frozenset("fi")  # a listed first name or an initial: its capital means the same at any place
_SURNAMES = frozenset("lmbvyLMBVYU")
_MARKS = frozenset("-.,:;@()/&!?'\"+=#")
_NAMES_BEHIND_A_TITLE = frozenset("FfGBLlMVvUuRYyJiIpPdDxXQq")
_VAN_DE, _VAN_DER, _VAN_DEN = ("van", "de"), ("van", "der"), ("van", "den")
_SHORT_FOR = {
    **dict.fromkeys(("vd", "v.d.", "v.d", "v/d"), (_VAN_DE, _VAN_DER, _VAN_DEN)),
    **dict.fromkeys(("vdr", "vder", "v.der", "v/der"), (_VAN_DER,)),
    **dict.fromkeys(("vdn", "vden", "v.den", "v/den"), (_VAN_DEN,)),
    "v.de": (_VAN_DE,),
}
"""How chat writes tussenvoegsels, and what it means by it."""
_SENTENCE_ENDS = frozenset('.!?:\n*("~')
_ACRONYM_LENGTH = 5
_BETWEEN_WORDS = re.compile(r"(?<=[^\W_])(?:[*_~|]{1,4} ?[*_~|]{0,4}| [*_~|]{1,4})(?=[^\W_])")
"""Signs that make words bold or stand for a blank between two: "*Jan* *Bakker*", "Jan|Bakker", "jan_bakker"."""
KEPT = 64
"""Texts of which the reading is kept: as many as the networks are asked about at once, and some more."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`letters[i]` stands for the word or mark at `text[starts[i]:ends[i]]`; `words[i]` is its key, see `lists.key`."""

    text: str
    letters: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, first: int, end: int) -> Span:
        """The code points from letter `first` up to letter `end`."""
        return Span(self.starts[first], self.ends[end - 1])


@lru_cache(maxsize=KEPT)
def read(text: str) -> Reading:
    """The reading of a normalised text. Kept for the last few texts: several detectors read the same one."""
    cased = has_case(text)
    signs = {place for match in _BETWEEN_WORDS.finditer(text) for place in range(*match.span())}
    letters: list[str] = []
    words: list[str] = []
    starts: list[int] = []
    for start, word in tokens(text):
        if start not in signs:
            glued = start > 0 and not text[start - 1].isspace()
            letters.append(_letter(word, LETTERS[word_class(word)], glued, letters, cased))
            words.append(word)
            starts.append(start)
    ends = tuple(start + len(word) for start, word in zip(starts, words, strict=True))
    keys = tuple(map(lists.key, words))
    _bind_prefixes(keys, letters)
    if "mw" in keys:
        _tell_units(keys, letters)
    if "-" in letters:
        _loosen_dashes(text, letters, ends)
    return Reading(text, "".join(letters), keys, tuple(starts), ends)


def has_case(text: str) -> bool:
    """Whether capitals can mean something in a text: it has both small letters and capitals."""
    return text != text.lower() and text != text.upper()


def _letter(word: str, letter: str, glued: bool, before: list[str], cased: bool) -> str:
    """The letter of a word, from that of its class, what it is glued to and the letters it stands behind."""
    if letter == "*":
        return "\n" if "\n" in word else ("~" if word == "-" and not glued else word if word in _MARKS else "*")
    if glued and word in ("'s", "'S"):
        return "z"
    if letter == "0":
        return "6" if word.startswith("0") and len(word) != 1 else "0"
    if not cased or not word[0].isupper():
        return letter
    if len(word) > 1 and word.isupper():
        longest = 2 if letter in "fglb" else _ACRONYM_LENGTH
        return "A" if len(word) <= longest and letter in "urywvmfglb" else letter
    if letter in _CAPITAL_COUNTS:
        return letter.upper()
    return letter if _starts_sentence(before[-2:]) else letter.upper()


def _tell_units(words: tuple[str, ...], letters: list[str]) -> None:
    """Make "mw" behind a number a word: "2500 mw windenergie". Behind a time, or before what is a name, it is a title."""
    for place, word in enumerate(words):
        if word == "mw" and place and letters[place - 1] == "0" and letters[place + 1 : place + 2] != ["."]:
            is_time = place > 1 and letters[place - 2] in ":." and len(words[place - 1]) == 2
            if not is_time and "".join(letters[place + 1 : place + 2]) not in _NAMES_BEHIND_A_TITLE:
                letters[place] = "w"


def _loosen_dashes(text: str, letters: list[str], ends: tuple[int, ...]) -> None:
    """Make a dash with a blank behind it "~": it joins nothing."""
    for place, letter in enumerate(letters):
        if letter == "-" and (ends[place] == len(text) or text[ends[place]].isspace()):
            letters[place] = "~"


def _starts_sentence(before: list[str]) -> bool:
    """Whether a capital after these letters says nothing. The dot of an initial or a title ends no sentence."""
    if not before or before[-1] in _SENTENCE_ENDS:
        return not (len(before) == 2 and before[1] == "." and before[0] in "IitT")
    return False


def _bind_letters(words: tuple[str, ...], letters: list[str], place: int) -> None:
    """Mark "v d" and "v" before a surname as the tussenvoegsels they stand for: "Jan v d Heuvel", "Jan v Dijk"."""
    end = place + 1 + (words[place + 1 : place + 2] in (("d",), ("de",), ("der",), ("den",)))
    if end < len(letters) and letters[end] in _SURNAMES:
        letters[place:end] = ["x"] * (end - place)


def _bind_prefixes(words: tuple[str, ...], letters: list[str]) -> None:
    """Mark the known surnames with a tussenvoegsel: "van den berg" is one, "in den berg" is not.

    The tussenvoegsels become "x"; the surname "l", or "m" for a phrase that is also ordinary Dutch.
    """
    known = lists.surnames_with_prefix()
    for place, word in enumerate(words):
        if word == "v" and letters[place] in "iI":
            _bind_letters(words, letters, place)
        if word not in known:
            continue
        short = _SHORT_FOR.get(words[place - 1], ()) if place else ()
        for prefix in sorted(known[word], key=len, reverse=True):
            length = 1 if prefix in short else len(prefix)
            first = place - length
            if prefix in short or (first >= 0 and words[first:place] == prefix):
                capital = letters[place].isupper()
                letter = "m" if known[word][prefix] else "l"
                letters[place] = letter.upper() if capital else letter
                letters[first:place] = ["X" if letters[first].isupper() else "x"] * length
                break

"""A text as the name rules read it: one letter for each word and mark.

A letter says what a word can be in a name (`word_classes`) and, where it helps, whether it is written with a capital that
means something: not the first word of a sentence, not a text without any capitals or of capitals only. Rules are then
regular expressions over these letters; `Reading.span` translates a match back to code points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from redaction.names import lists
from redaction.names.pipeline import pipeline
from redaction.names.word_classes import WordClass
from redaction.spans import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

LETTERS = {
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
_MARKS = frozenset(".,:;@()/&!?'\"+=#")
_SENTENCE_ENDS = frozenset(".!?:\n*(\"~")
_ACRONYM_LENGTH = 5


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


@lru_cache(maxsize=4)
def read(text: str) -> Reading:
    """The reading of a normalised text. Kept for the last few texts: several detectors read the same one."""
    has_case = text != text.lower() and text != text.upper()
    tokens = [token for token in pipeline()(text) if "\n" in token.text or not token.is_space]
    letters: list[str] = []
    for token in tokens:
        letters.append(_letter(token, "".join(letters[-2:]), has_case))
    words = tuple(lists.key(token.text) for token in tokens)
    _bind_prefixes(words, letters)
    starts = tuple(token.idx for token in tokens)
    return Reading(text, "".join(letters), words, starts, tuple(token.idx + len(token.text) for token in tokens))


def _letter(token: Token, before: str, has_case: bool) -> str:
    text = token.text
    letter = LETTERS[WordClass(token.tag_)]
    if letter == "*":
        return _mark(token, text)
    if text in ("'s", "'S") and token.i and not token.nbor(-1).whitespace_:
        return "z"
    if letter == "0" or not has_case or not text[0].isupper():
        return letter
    if len(text) > 1 and text.isupper():
        longest = 2 if letter in "fglb" else _ACRONYM_LENGTH
        return "A" if len(text) <= longest and letter in "urywvmfglb" else letter
    if letter in _CAPITAL_COUNTS:
        return letter.upper()
    return letter if _starts_sentence(before) else letter.upper()


def _mark(token: Token, text: str) -> str:
    if "\n" in text:
        return "\n"
    if text == "-":
        return "-" if not token.whitespace_ and token.i and not token.nbor(-1).whitespace_ else "~"
    return text if text in _MARKS else "*"


def _starts_sentence(before: str) -> bool:
    """Whether a capital after these letters says nothing. The dot of an initial or a title ends no sentence."""
    if not before or before[-1] in _SENTENCE_ENDS:
        return not (len(before) == 2 and before[1] == "." and before[0] in "Iit")
    return False


def _bind_prefixes(words: tuple[str, ...], letters: list[str]) -> None:
    """Mark the known surnames with a tussenvoegsel: "van den berg" is one, "in den berg" is not.

    The tussenvoegsels become "x"; the surname "l", or "m" for a phrase that is also ordinary Dutch.
    """
    known = lists.surnames_with_prefix()
    for place, word in enumerate(words):
        for prefix in sorted(known.get(word, ()), key=len, reverse=True):
            first = place - len(prefix)
            if first >= 0 and words[first:place] == prefix:
                capital = letters[place].isupper()
                letter = "m" if known[word][prefix] else "l"
                letters[place] = letter.upper() if capital else letter
                letters[first:place] = ["X" if letters[first].isupper() else "x"] * len(prefix)
                break

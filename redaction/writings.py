"""Where a passage that is withheld stands in a text, however it is written there. Pure.

More than reads the same (`redaction.passages.occurrences`): letters without their accents, a number in any spacing and a Dutch
telephone number with the country's before it, a sentence with other marks between its words; of a name also run together
("janbakker"), letter by letter ("J a n  B a k k e r"), the surname first ("Bakker, Jan"), in an address ("Jan%20Bakker") and in
the genitive ("Jan Bakkers mening"). Cyrillic and Greek letters that look like Latin ones are these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from redaction.names.lists import key
from redaction.offsets import PlainForm, plain_form
from redaction.spans import Span

SEPARATORS = re.compile(r"[\s_.\-/()]+")
"""What stands between the parts of a name or a number, and is written as it happens: "06-1234 5678", "Jan_de_Vries"."""
_WORD = re.compile(r"[^\W_]+")
_NAMELIKE = re.compile(r"[\w\s.,'()/-]+")
_SENTENCE = 4
"""Words from which a secret is a sentence: what stands between them is no part of what it says."""
_DIGITS = 6
"""Digits from which a secret is a number, however it is spaced."""
_DIGITS_OF_A_CODE, _SIGNS_OF_A_CODE = 3, 6
"""The same for one with letters in it, such as the number of a car; and how many letters and digits it has at least."""
_RUN_TOGETHER = 6
"""Letters from which the words of a name are known without anything between them."""
_SPACED = r"[\W_]{0,3}"
_LETTERS_APART = 3
_LETTER_BY_LETTER = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,3}[^\W_](?![^\W_])){2}")
"""So many letters that each stand apart: where a text has none, no name stands in it letter by letter."""
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u0501\u04bb\u04cf\u051b\u051d"
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c2\u03c3\u03c4\u03c5\u03c7\u03f2\u03f3\u0251\u0261",
    "abekmhopctyxsijdhlqwabezhikmnopcctuxcjag",
)
"""Small letters of other alphabets (Cyrillic, Greek, phonetic), and the Latin ones that they or their capitals look like."""
_TRUNK = re.compile(r"^(?:0|(?:00)?310?)(?=[1-9]\d{8}$)")
"""What stands before the nine digits of a Dutch telephone number: "0", "31", "0031"."""
_COUNTRY = rf"(?:(?:0{_SPACED}0{_SPACED})?3{_SPACED}1{_SPACED})?(?:0{_SPACED})?"
_ESCAPED = "%[0-9a-f]{2}"
"""A blank or another sign in a web address."""
_BEGIN, _END = r"(?<![^\W_])", r"(?![^\W_])"
_BACKWARDS = 6
"""Letters and digits from which a secret is known backwards: "top" is a word of its own, and not a Mr Pot."""
SHORTEST_TOLD = 4
"""Letters and digits of a secret that tells by itself, where no one redacts; of fewer it is a name, and stands with a capital."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as it is compared: its letters small and without accents, with the way back; `signs` are its letters and digits."""

    plain: PlainForm
    signs: str


class WithheldWords(NamedTuple):
    """Words that are withheld and may be told nowhere, and whether they are the name of a person."""

    text: str
    is_name: bool = False

    def places_in(self, text: str) -> list[Span]:
        """Where they stand in a text, in whatever writing, in code points."""
        return places_of(self.text, text, is_name=self.is_name)

    def told_in(self, text: str) -> list[Span]:
        """Where a text that no one redacts tells them, by the measure of the leak check."""
        return told_in(self.text, text, is_name=self.is_name)


def places_of(secret: str, text: str, *, is_name: bool = False) -> list[Span]:
    """Where a secret stands in a text, in code points, in order; `is_name` says that it is the name of a person."""
    read = _read(text)
    if not all(token in read.signs for token in _tokens(secret)):
        return []  # looking for letters is a hundred times faster than looking for words
    found = set[Span]()
    patterns = _patterns(secret, is_name)
    if is_name and _LETTER_BY_LETTER.search(read.plain.text):
        patterns += _letter_by_letter(secret)
    for pattern in patterns:
        for match in pattern.finditer(read.plain.text):
            span = read.plain.original(Span(*match.span()))
            if match.lastgroup != "capital" or has_capital(text, span):
                found.add(span)
    return sorted(span for span in found if not any(other != span and other.covers(span) for other in found))


def told_in(secret: str, text: str, *, is_name: bool = False) -> list[Span]:
    """Where a text that no one redacts tells a secret, as `places_of`: of a short one only a name that stands with a capital, of
    a long one also where it stands backwards. Only where `told_by` says what it is known by (`known_by`).
    """
    places, length = places_of(secret, text, is_name=is_name), len(signs_of(secret))
    if length < SHORTEST_TOLD:
        return [place for place in places if is_name and has_capital(text, place)]
    return places or (_backwards(secret, text, is_name) if length >= _BACKWARDS else [])


def _backwards(secret: str, text: str, is_name: bool) -> list[Span]:
    plain = _read(text).plain
    end = len(plain.text)
    found = places_of(secret, plain.text[::-1], is_name=is_name)
    return [plain.original(Span(end - place.end, end - place.start)) for place in reversed(found)]


def known_by(secret: str) -> str:
    """Letters and digits that every text has among its own (`signs_of`) in which the secret stands; "" for one of signs only."""
    return max(_tokens(secret), key=len, default="")


def told_by(text: str) -> str:
    """The letters and digits of a text as they stand and, after a blank, backwards: what is in neither, it does not tell."""
    signs = signs_of(text)
    return f"{signs} {signs[::-1]}"


def signs_of(text: str) -> str:
    """The letters and digits of a text, as they are compared."""
    return _read(text).signs


def is_number(secret: str) -> bool:
    """Whether a secret is a number: of a telephone, an account, a person, a car."""
    return bool(_number_in(signs_of(secret)))


def has_capital(text: str, span: Span) -> bool:
    """Whether what stands there has a capital, as names have."""
    return any(map(str.isupper, text[span.start : span.end]))


@lru_cache(maxsize=256)
def _read(text: str) -> _Read:
    found, letters, starts, ends = plain_form(text), list[str](), list[int](), list[int]()
    if found.text.isascii():
        lower = found.text.lower()
        return _Read(PlainForm(lower, found.starts, found.ends), _signs(lower))
    for at, letter in enumerate(found.text):
        span = found.original(Span(at, at + 1))
        folded = _folded(letter)
        letters.append(folded)
        starts += [span.start] * len(folded)
        ends += [span.end] * len(folded)
    joined = "".join(letters)
    return _Read(PlainForm(joined, tuple(starts), tuple(ends)), _signs(joined))


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    return key(letter).translate(_LOOK_ALIKES)


def _signs(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@lru_cache(maxsize=4096)
def _tokens(secret: str) -> tuple[str, ...]:
    """What must be among the letters and digits of a text that holds the secret; nothing for one of signs only."""
    read = _read(secret)
    number = _number_in(read.signs)
    return (number,) if number else tuple(_WORD.findall(read.plain.text))


@lru_cache(maxsize=4096)
def _patterns(secret: str, is_name: bool) -> tuple[re.Pattern[str], ...]:
    """What the secret is found by. Made when it may be in a text: making them takes longer than all else."""
    text = _read(secret).plain.text.strip()
    words = _WORD.findall(text)
    if number := _number_in(_signs(text)):
        begin = _COUNTRY if _TRUNK.match(_signs(text)) else ""
        return (_whole(begin + _SPACED.join(map(re.escape, number))),)
    parts = [part for part in SEPARATORS.split(text) if part]
    if not words:
        # Signs only: they are sought as they are.
        return (_whole(re.escape(text)),) if text else ()
    between = rf"{SEPARATORS.pattern[:-1]}{{1,3}}"
    patterns = [_whole(between.join(map(re.escape, parts)))]
    if len(words) >= _SENTENCE:
        patterns.append(_whole(r"[\W_]+".join(map(re.escape, words))))
    if is_name and _NAMELIKE.fullmatch(text):
        patterns += _as_a_name(words)
    return tuple(patterns)


def _as_a_name(words: list[str]) -> Iterator[re.Pattern[str]]:
    """How a name is written beside as it is. What is in the group "capital" counts when it has one."""
    least = 0 if len(words) > 1 and sum(map(len, words)) >= _RUN_TOGETHER else 1
    joined = rf"(?:[\W_]|{_ESCAPED}){{{least},3}}".join(words)
    begin, ending = rf"(?:{_BEGIN}|(?<={_ESCAPED}))", "s?" if len(words) > 1 else ""
    yield re.compile(f"{begin}{joined}{ending}{_END}")
    if len(words) == 1:
        yield re.compile(f"{_BEGIN}(?P<capital>{joined}s){_END}")
    turned = [rf"{_spaced(words[at:])}\s?,\s?{_spaced(words[:at])}" for at in range(1, len(words))]
    if turned:
        yield re.compile(f"{_BEGIN}(?P<capital>{'|'.join(turned)}){_END}")


@lru_cache(maxsize=4096)
def _letter_by_letter(secret: str) -> tuple[re.Pattern[str], ...]:
    """How a name is written of which the letters of some or all words stand apart; none for a name of two letters."""
    words = _WORD.findall(_read(secret).plain.text)
    if sum(map(len, words)) < _LETTERS_APART:
        return ()
    either = (f"(?:{word}|{_spaced(list(word))})" for word in words)
    return (_whole(r"[\W_]{1,5}".join(either)),)


def _spaced(words: list[str]) -> str:
    return r"[\W_]{1,3}".join(words)


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_BEGIN}{pattern}{_END}")


def _number_in(signs: str) -> str:
    """The letters and digits of a secret that is a number (IBAN, telephone, BSN, licence plate); "" for any other."""
    digits = sum(map(str.isdecimal, signs))
    is_code = digits >= _DIGITS_OF_A_CODE and _SIGNS_OF_A_CODE <= len(signs) != digits
    return _TRUNK.sub("", signs) if (digits >= _DIGITS or is_code) and 2 * digits >= len(signs) else ""

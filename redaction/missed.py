"""The last sweep over what will be shown: the words that are most likely a name or a number that everybody missed. Pure.

No detector: it proposes nothing and is never sure. It lists each word once, the riskiest first, with why and where it
stands first; a person looks, and either withholds it or leaves it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Generic, TypeVar

from redaction.names import lists
from redaction.names.word_classes import WordClass, word_class
from redaction.spans import Span

Place = TypeVar("Place")
GAP = "\ufffc"
"""Stands in a text for a passage that is withheld: the words around it are read as they will be."""


class Risk(IntEnum):
    """Why a word is listed, the riskiest first; the value is the order."""

    WITHHELD_ELSEWHERE = 1
    LIKE_WITHHELD = 2
    DIGITS = 3
    MIXED = 4
    BESIDE_TITLE = 5
    LISTED_NAME = 6
    CAPITALISED = 7
    STRANGE = 8

    @property
    def reason(self) -> str:
        """One Dutch sentence for the person who looks."""
        return _REASONS[self]


_REASONS = {
    Risk.WITHHELD_ELSEWHERE: "Elders in dit dossier is dit gelakt of voorgesteld.",
    Risk.LIKE_WITHHELD: "Lijkt op een letter na op een woord dat elders in dit dossier is gelakt of voorgesteld.",
    Risk.DIGITS: "Een reeks cijfers: een nummer van iemand?",
    Risk.MIXED: "Letters en cijfers door elkaar: een code, kenteken of gebruikersnaam?",
    Risk.BESIDE_TITLE: "Staat naast een aanspreekvorm of een tussenvoegsel.",
    Risk.LISTED_NAME: "Staat in de lijst van namen.",
    Risk.CAPITALISED: "Een onbekend woord met een hoofdletter.",
    Risk.STRANGE: "Een onbekend woord, ook niet als samenstelling.",
}


@dataclass(frozen=True, slots=True)
class Suspect(Generic[Place]):
    """A word to look at. `key` is what it is compared by, `count` how often it will be shown, `place` where first.

    `before` and `after` are the text around that first time.
    """

    key: str
    word: str
    risk: Risk
    count: int
    place: Place
    before: str
    after: str


_TOKEN = re.compile(
    rf"(?P<date>(?<!\d)\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d\d)(?!\d)|(?<!\d)\d{{4}}-\d\d-\d\d(?!\d))"
    rf"|(?P<money>€\s?[\d.,]+|\d[\d.,]*\s?(?:€|euro|mln|miljoen|miljard|procent|%))"
    rf"|(?P<digits>(?<![^\W_])\+?\d(?:[ .\-/()]{{0,2}}\d){{4,}}(?![^\W_]))"
    rf"|(?P<word>[^\W_]+(?:['’-][^\W_]+)*)"
    rf"|(?P<gap>{GAP})|(?P<stop>[.!?\n:•])",
    re.IGNORECASE,
)
_AROUND = 40
"""Code points of text before and after a word."""
_SHORTEST_MIXED, _SHORTEST_LIKE, _SHORTEST_TOLD = 5, 5, 4
"""Letters of a code, of a word that may be a withheld one misspelt, and of a part of a withheld passage."""
_SHORTEST_PART = 3
"""Letters of a part of a name among the terms of a search, where it stands alone: "bos"."""
_LONGEST_ENDING = 2
"""Letters of an ending, as a search takes off: "-s", "-en"."""
_MEASURE = re.compile(
    r"\d+(?:e|de|ste|x|k|m|m2|m3|km|cm|mm|kg|kv|kw|mw|u|uur|min|pct|h|s)s?|[a-z]\d{1,3}|\d{1,3}[a-z]", re.IGNORECASE
)
_LEADS = frozenset({WordClass.TITLE, WordClass.NAMING})
_BESIDE = frozenset({WordClass.PREFIX, WordClass.ARTICLE})
_NAMES = frozenset({WordClass.FIRST, WordClass.LAST, WordClass.SURNAME_SHAPED})
_SAY_NOTHING = frozenset({WordClass.WORD, WordClass.PREFIX, WordClass.ARTICLE, WordClass.FUNCTION})
_UNKNOWN = frozenset({WordClass.UNKNOWN, WordClass.STRANGE, WordClass.RARE})


def word_key(word: str) -> str:
    """What two writings of a word are compared by: no case, no accents, of a number its digits only."""
    digits = re.sub(r"\D", "", word)
    return digits if digits and not any(letter.isalpha() for letter in word) else lists.key(word)


def suspects(
    texts: Iterable[tuple[Place, str]],
    *,
    withheld: Collection[str] = (),
    public: Collection[str] = (),
    seen: Collection[str] = (),
) -> list[Suspect[Place]]:
    """The words of `texts` to look at, each once: by risk, then the rarest first, then as they come.

    `texts` are what will be shown, in order, each with whatever tells where it stands and with `GAP` for what is withheld in
    it. `withheld` are passages that are withheld somewhere; `public` names that may be shown; `seen` keys a person looked
    at.
    """
    weighing = _Weighing(withheld, public)
    skipped = frozenset(seen)
    found: dict[str, Suspect[Place]] = {}
    for place, text in texts:
        for word, span, risk in weighing.words(text):
            key = word_key(word)
            if key in skipped:
                continue
            known = found.get(key)
            if known is None or risk < known.risk:
                before, after = text[max(0, span[0] - _AROUND) : span[0]], text[span[1] : span[1] + _AROUND]
                count = known.count + 1 if known else 1
                found[key] = Suspect(key, word, risk, count, place, _readable(before), _readable(after))
            else:
                found[key] = Suspect(
                    key, known.word, known.risk, known.count + 1, known.place, known.before, known.after
                )
    return sorted(found.values(), key=lambda suspect: (suspect.risk, suspect.count))


def telling(passages: Iterable[str]) -> frozenset[str]:
    """The words of withheld names, by key, that say who it is by themselves: of "Jan van Schuurmans" the last."""
    return frozenset(key for passage in passages for key in _keys_of(passage) if _tells(key))


def tell_tales(text: str, keys: Collection[str]) -> list[Span]:
    """Where a word of a text tells one of `telling`: the word itself, inflected ("schuurman"), or begun ("schuur*")."""
    found = []
    for match in _TOKEN.finditer(text):
        key = lists.key(match["word"] or "")
        if len(key) >= _SHORTEST_TOLD and any(_is_told(key, other, text[match.end() :][:1] == "*") for other in keys):
            found.append(Span(*match.span()))
    return found


def name_parts(passages: Iterable[str]) -> frozenset[str]:
    """The words of withheld names, by key, short and ordinary ones as well but no tussenvoegsel; and each name run together."""
    found = set[str]()
    for passage in passages:
        words = [lists.key(match["word"]) for match in _TOKEN.finditer(passage) if match["word"]]
        found |= {"".join(words), *(word for word in words if _class(word) not in _BESIDE)}
    return frozenset(word for word in found if len(word) >= _SHORTEST_PART)


def parts_in(text: str, parts: Collection[str]) -> list[Span]:
    """Where a word of a text is one of `name_parts`, or differs from one by a letter and is no word of its own: what is typed
    in a search.
    """
    alike, found = _Alike(parts), []
    for match in _TOKEN.finditer(text):
        key = lists.key(match["word"] or "")
        is_part = key in parts or any(piece in parts for piece in re.split("['’-]", key))
        if is_part or (len(key) >= _SHORTEST_LIKE and _class(key) in _UNKNOWN | _NAMES and alike.has(key)):
            found.append(Span(*match.span()))
    return found


def _is_told(key: str, name: str, is_open: bool) -> bool:
    shorter, longer = sorted((key, name), key=len)
    is_inflected = longer.startswith(shorter) and len(longer) - len(shorter) <= _LONGEST_ENDING
    return is_inflected or (is_open and name.startswith(key))


def _readable(text: str) -> str:
    return " ".join(text.replace(GAP, " ▮ ").split())


class _Alike:
    """Words that are long enough to be known in a word that differs by a letter."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._names = frozenset(key for key in keys if key.isalpha() and len(key) >= _SHORTEST_LIKE)
        self._near = frozenset(form for key in self._names for form in (*_one_less(key), *_one_open(key)))

    def has(self, key: str) -> bool:
        """Whether one letter more, less or otherwise, or two that change places, make it one of these words."""
        return (
            key in self._near
            or not self._near.isdisjoint(_one_open(key))
            or not self._names.isdisjoint((*_one_less(key), *_swapped(key)))
        )


class _Weighing:
    """What is known of a set: which words are withheld in it, and which names may be shown."""

    def __init__(self, withheld: Collection[str], public: Collection[str]) -> None:
        self._public = frozenset(key for name in public for key in map(word_key, name.split()))
        words = {key for passage in withheld for key in _keys_of(passage)}
        self._withheld = frozenset(key for key in words if _tells(key)) - self._public
        self._ordinary = frozenset(key for key in words - self._withheld if len(key) >= _SHORTEST_TOLD) - self._public
        self._alike = _Alike(self._withheld)

    def words(self, text: str) -> Iterator[tuple[str, tuple[int, int], Risk]]:
        """The words of a text that are to be looked at, where they stand (code points, half-open), and why."""
        previous, begins = "", True
        for match in _TOKEN.finditer(text):
            kind, word = match.lastgroup, match[0]
            if kind == "word":
                risk = self._weigh(word, previous, begins)
                previous, begins = word, False
            else:
                risk = Risk.DIGITS if kind == "digits" else None
                if risk and word_key(word) in self._withheld:
                    risk = Risk.WITHHELD_ELSEWHERE
                previous, begins = "", kind == "stop"
            if risk is not None:
                yield word, match.span(), risk

    def _weigh(self, word: str, previous: str, begins: bool) -> Risk | None:
        key = lists.key(word)
        if key in self._public:
            return None
        if key in self._withheld or (key in self._ordinary and word[0].isupper() and not begins):
            return Risk.WITHHELD_ELSEWHERE
        kind = _class(word)
        if kind is WordClass.NUMBER:
            is_code = len(key) >= _SHORTEST_MIXED and any(letter.isalpha() for letter in key)
            return Risk.MIXED if is_code and not _MEASURE.fullmatch(word) else None
        if kind in _UNKNOWN | _NAMES and len(key) >= _SHORTEST_LIKE and self._alike.has(key):
            return Risk.LIKE_WITHHELD
        if key in _places():
            return None
        return _by_class(kind, word, previous, begins)


def _by_class(kind: WordClass, word: str, previous: str, begins: bool) -> Risk | None:
    capital = word[0].isupper() and not (len(word) > 1 and word.isupper())
    is_name = kind in _NAMES
    if previous and (kind in _UNKNOWN or is_name):
        beside = _class(previous)
        if beside in _LEADS or (beside in _BESIDE and capital):
            return Risk.BESIDE_TITLE
    if is_name:
        return Risk.LISTED_NAME
    if kind in _UNKNOWN and capital and not begins:
        return Risk.CAPITALISED
    return Risk.STRANGE if kind is WordClass.STRANGE else None


def _class(word: str) -> WordClass:
    """The class of a word; of one written with a hyphen or an apostrophe that of its most telling part."""
    parts = re.split("['’-]", word)
    if len(parts) == 1 or not all(parts):
        return word_class(word)
    classes = [word_class(part) for part in parts]
    return next((kind for kind in classes if kind in _NAMES), classes[-1])


def _keys_of(passage: str) -> Iterator[str]:
    yield word_key(passage)
    yield from (lists.key(match["word"]) for match in _TOKEN.finditer(passage) if match["word"])


def _tells(key: str) -> bool:
    """Whether a word of a withheld passage says who it is: no short word, no ordinary one, no "van"."""
    return len(key) >= _SHORTEST_TOLD and _class(key) not in _SAY_NOTHING


def _one_less(key: str) -> Iterator[str]:
    return (key[:place] + key[place + 1 :] for place in range(len(key)))


def _one_open(key: str) -> Iterator[str]:
    """The word with one letter left open: two words that share such a form differ in that letter only."""
    return (f"{key[:place]}\0{key[place + 1 :]}" for place in range(len(key)))


def _swapped(key: str) -> Iterator[str]:
    return (key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(len(key) - 1))


@cache
def _places() -> frozenset[str]:
    return frozenset(lists.key(word) for place in lists.places() for word in place.split())

"""Chat to train the name finder on, made from sentences written for this and filled with names, towns, streets and numbers.

The sentences stand in two files beside this one. Chat is careless, so what is made of them is put in lower case, joined
without full stops and misspelt, each now and then.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from redaction.names import lists
from redaction.names.training import sources
from redaction.names.training.labelled import Labelled, joined
from redaction.names.word_classes import WordClass, word_class
from redaction.spans import Span

_PREFIX = re.compile(r"^van (?:der|den|de) ", re.IGNORECASE)
_SLOT = re.compile(r"\{(\w+)\}")
_SEPARATORS = (". ", " ", "\n", ", ", "! ", "? ", " - ", "... ", "; ", " 😅 ")
_SYLLABLES = (
    "ba con do fin gra hel in jo kar lux meld nex op pla qua reg sa tri uni vi web xa zor doc net max flow mis".split()
)
_LOWER, _UPPER = 0.42, 0.03
_LONGER_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]{6,}(?![\w@/-])")
_OTHER_WORD = 0.12
"""How often a longer word is replaced by another one."""


@dataclass
class Fillings:
    """What the slots are filled with; every choice is drawn from `chance`."""

    data: Path
    chance: random.Random
    first: list[str] = field(init=False)
    last: list[str] = field(init=False)
    places: list[str] = field(init=False)
    streets: list[str] = field(init=False)
    words: list[str] = field(init=False)
    foreign: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.last = sources.first_names(self.data), sources.surnames(self.data)
        self.places, self.streets = sources.places(self.data), sources.streets(self.data)
        self.words = sources.dictionary(self.data)
        names = set(map(lists.key, (*self.first, *self.last)))
        foreign = lists.words("foreign_words") | lists.words("borrowed_words")
        self.foreign = sorted(word for word in foreign if word.isalpha() and word not in names)
        self._persons: dict[str, Callable[[], str]] = {
            "v": self._first_name,
            "a": self._surname,
            "va": self._first_name_and_surname,
            "i": self._initials_and_surname,
            "f": self._surname_and_initials,
            "in": self._initials,
            "vi": self._first_name_and_initial,
        }

    def fill(self, slot: str) -> tuple[str, bool]:
        """The text for a slot, and whether it is a person."""
        if slot == "n":
            slot = self.chance.choices(("v", "va", "a", "i", "vi"), (50, 25, 12, 6, 7))[0]
        person = self._persons.get(slot)
        return (person(), True) if person else (self._other(slot), False)

    def _first_name(self) -> str:
        name = self.chance.choice(self.first)
        kind = self.chance.random()
        if kind < 0.04:
            return f"{name}-{self.chance.choice(self.first)}"
        if kind < 0.06:
            return f"{name} {self.chance.choice(self.first)}"
        return name[: self.chance.randint(3, 5)] if kind < 0.12 and len(name) > 5 else name

    def _last(self) -> str:
        """A surname; its tussenvoegsels are now and then written as chat does: "vd Berg"."""
        name = self.chance.choice(self.last)
        if self.chance.random() < 0.15:
            name = _PREFIX.sub(self.chance.choice(("vd ", "v.d. ", "v d ", "v/d ")), name)
        return name

    def _surname(self) -> str:
        name = self._last()
        if self.chance.random() < 0.06:
            name += f"-{self.chance.choice(self.last)}"
        return name[0].upper() + name[1:] if self.chance.random() < 0.5 else name

    def _first_name_and_surname(self) -> str:
        last = self._last()
        if self.chance.random() < 0.08:
            last += f"-{self.chance.choice(self.last)}"
        middle = f" {self._letter()}." if self.chance.random() < 0.05 else ""
        return f"{self._first_name()}{middle} {last}"

    def _initials_and_surname(self) -> str:
        dot, gap = self.chance.choice((".", ".", ".", "")), self.chance.choice((" ", " ", " ", ""))
        letters = dot.join(self._letter() for _ in range(self.chance.randint(1, 3))) + dot
        return f"{letters}{gap if dot else ' '}{self._last()}"

    def _surname_and_initials(self) -> str:
        letters = ".".join(self._letter() for _ in range(self.chance.randint(1, 3)))
        return f"{self.chance.choice(self.last)}, {letters}."

    def _initials(self) -> str:
        middle = self.chance.choice(("", "", "vd", "v", "vd", "d"))
        return f"{self._letter()}{middle}{self._letter()}"

    def _first_name_and_initial(self) -> str:
        return f"{self._first_name()} {self._letter()}{self.chance.choice(('.', ''))}"

    def _letter(self) -> str:
        return self.chance.choice("ABCDEFGHJKLMNPRSTVWYZ")

    def _other(self, slot: str) -> str:
        digits = "".join(self.chance.choices("0123456789", k=8))
        match slot:
            case "V":
                return self.chance.choice(self.first)
            case "A":
                return self.chance.choice(self.last).split()[-1].capitalize()
            case "plaats":
                return self.chance.choice(self.places)
            case "straat":
                return self.chance.choice(self.streets)
            case "ding":
                word = self._thing()
                return word.capitalize() if self.chance.random() < 0.2 else word
            case "doet":
                return self.chance.choice(sorted(lists.words("verbs")))
            case "woord":
                return self._strange_word()
            case "tel":
                return self.chance.choice(("06-", "06", "06 ", "+316", "0475-")) + digits
            case "mail":
                return f"{self.chance.choice(self.words)}@example.nl"
            case "adres":
                return self._address()
            case "link":
                return self._link()
            case "account":
                return self.chance.choice(self.first).lower() + self.chance.choice(("", "_", "74", "_nl")) + digits[:1]
            case "kenteken":
                letters = "".join(self._letter() for _ in range(3))
                return self.chance.choice((f"{letters}-{digits[:2]}-X", f"{digits[:2]}-{letters}-{digits[2]}"))
            case "datum":
                return self.chance.choice((f"{digits[0]}-1-2026", f"1{digits[0]} maart", "vrijdag", f"{digits[0]} mei"))
            case "tijd":
                return f"1{digits[0]}.{digits[1:3]}"
            case "getal":
                return digits[: self.chance.randint(1, 4)]
        raise ValueError(f"no such slot: {slot}")

    def _address(self) -> str:
        first, last = self._other("V").lower(), self._other("A").lower()
        name = self.chance.choice((f"{first}.{last}", f"{first[0]}.{last}", f"{first}{last}", f"{first}_{last}", last))
        return f"{name}@{self.chance.choice(self.words)}.{self.chance.choice(('nl', 'com', 'example.org'))}"

    def _link(self) -> str:
        path = "-".join(self.chance.choice((self.words, self.first)[number % 2]).lower() for number in range(3))
        return f"https://{self.chance.choice(self.words)}.nl/{path}"

    def other_word(self) -> str:
        """A word that is no name: one of the dictionary, two of them in one, or one of another language."""
        kind = self.chance.random()
        if kind < 0.15:
            return self.chance.choice(self.foreign)
        word = self.chance.choice(self.words)
        return word if kind < 0.6 else word[:9] + self.chance.choice(("", "", "s")) + self.chance.choice(self.words)

    def _thing(self) -> str:
        """A word of the dictionary, two of them in one, or one that is misspelt."""
        word, kind = self.chance.choice(self.words), self.chance.random()
        if kind < 0.3:
            return word[:8] + self.chance.choice(("", "", "s")) + self.chance.choice(self.words)
        return misspelt(word, self.chance) if kind < 0.45 else word

    def _strange_word(self) -> str:
        kind = self.chance.random()
        if kind < 0.3:
            return "".join(self._letter() for _ in range(self.chance.randint(2, 5)))
        word = "".join(self.chance.choices(_SYLLABLES, k=self.chance.randint(2, 3)))
        return word.capitalize() if kind < 0.8 else word


@cache
def patterns(name: str) -> tuple[str, ...]:
    """The sentences of a file, with their slots."""
    text = (files("redaction.names.training") / f"{name}.txt").read_text("utf-8")
    return tuple(line.replace("\\n", "\n") for line in text.splitlines() if line and not line.startswith("#"))


def message(fillings: Fillings, others: list[Labelled]) -> Labelled:
    """One message of one to four sentences; `others` are sentences it may quote from."""
    chance = fillings.chance
    parts = []
    for _ in range(chance.choices((1, 2, 3, 4), (45, 35, 15, 5))[0]):
        kind = chance.random()
        if others and kind < 0.06:
            parts.append(chance.choice(others))
        else:
            parts.append(_filled(chance.choice(patterns(_FILES[kind < 0.56])), fillings))
    separator = chance.choice(_SEPARATORS)
    between = [separator] * (len(parts) - 1) + [chance.choice(("", "", ".", "!", "?"))]
    return joined(parts, between)


_FILES = {True: "sentences_with_names", False: "sentences_without_names"}


def _filled(pattern: str, fillings: Fillings) -> Labelled:
    text, persons, end = "", [], 0
    for match in _SLOT.finditer(pattern):
        text += pattern[end : match.start()]
        filling, is_person = fillings.fill(match[1])
        if is_person:
            persons.append(Span(len(text), len(text) + len(filling)))
        text += filling
        end = match.end()
    return Labelled(text + pattern[end:], tuple(persons))


def careless(sentence: Labelled, chance: random.Random) -> Labelled:
    """The sentence in lower case or capitals, or with a letter lost, as often as chat has it; the spans stay right."""
    letters = list(sentence.text)
    case = chance.random()
    if case < _LOWER:
        letters = [letter.lower() if len(letter.lower()) == 1 else letter for letter in letters]
    elif case < _LOWER + _UPPER:
        letters = [letter.upper() if len(letter.upper()) == 1 else letter for letter in letters]
    elif case < _LOWER + _UPPER + 0.1:
        letters[0] = letters[0].lower()[:1]
    for _ in range(chance.choices((0, 1, 2, 3), (65, 20, 10, 5))[0]):
        place = chance.randrange(len(letters))
        if letters[place].isalpha():
            letters[place] = chance.choice("aeinrst")
    return Labelled("".join(letters), sentence.persons, sentence.unknown)


def with_other_words(sentence: Labelled, fillings: Fillings) -> Labelled:
    """The sentence with a word here and there replaced by one that few lists have: of the dictionary, two in one, or of another
    language. So the network learns that a word nobody knows is seldom a name.
    """
    text, at = "", 0
    persons: list[Span] = []
    unknown: list[Span] = []
    marked = [(span, persons) for span in sentence.persons] + [(span, unknown) for span in sentence.unknown]
    for span, spans in sorted(marked, key=lambda item: item[0]):
        text += _with_others(sentence.text[at : span.start], fillings)
        spans.append(Span(len(text), len(text) + span.end - span.start))
        text += sentence.text[span.start : span.end]
        at = span.end
    return Labelled(text + _with_others(sentence.text[at:], fillings), tuple(persons), tuple(unknown))


def _with_others(text: str, fillings: Fillings) -> str:
    return _LONGER_WORD.sub(lambda found: _other(found[0], fillings), text)


def _other(word: str, fillings: Fillings) -> str:
    if fillings.chance.random() >= _OTHER_WORD or word_class(word) is not WordClass.WORD:
        return word
    other = fillings.other_word()
    return other.capitalize() if word[0].isupper() else other


def misspelt(word: str, chance: random.Random) -> str:
    """The word with a letter too few, too many, or its last one lost."""
    place = chance.randrange(len(word))
    return (
        chance.choice((word[:place] + word[place + 1 :], word[:place] + word[place] + word[place:], word[:-1])) or word
    )


def renamed(sentence: Labelled, fillings: Fillings) -> Labelled:
    """The sentence with other names for its persons, so that what stands around them is learned and not who they are."""
    text, end = "", 0
    persons: list[Span] = []
    unknown: list[Span] = []
    kept = [(span, False) for span in sentence.unknown]
    for span, is_person in sorted([(span, True) for span in sentence.persons] + kept):
        text += sentence.text[end : span.start]
        words = sentence.text[span.start : span.end]
        if is_person:
            words, _ = fillings.fill(_slot_of(words))
        (persons if is_person else unknown).append(Span(len(text), len(text) + len(words)))
        text += words
        end = span.end
    return Labelled(text + sentence.text[end:], tuple(persons), tuple(unknown))


def _slot_of(name: str) -> str:
    """The slot for names of the same form: in full, a first name, or a surname."""
    if " " in name.strip():
        return "va"
    return "v" if lists.key(name) in lists.first_names() else "a"

"""A slow and plain way to answer a search: reads a message word by word. What the database finds is compared with it.

Of PostgreSQL it takes only what a word becomes by stemming, one word at a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from archive.search.expressions import (
    And,
    Expression,
    InConversation,
    InFunction,
    InOrganisation,
    InPeriod,
    Near,
    Not,
    OnApp,
    OnTopic,
    Or,
    Phrase,
    SentBy,
    SentTo,
    With,
    Word,
)

Stems = Mapping[str, Sequence[str]]
"""By word its lexemes in order, none when it is too common; a word with hyphens is followed by its parts."""


@dataclass(frozen=True, slots=True)
class Held:
    """A function as it was held."""

    title: str
    organisation: str
    function_class: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a message that may be found. `words` are its own, `attached` those in the text of its files."""

    key: int
    words: Sequence[str]
    attached: Sequence[str]
    at: datetime
    day: date
    sender: int | None
    chat: int
    app: str
    members: frozenset[int]
    features: frozenset[str]
    functions: Sequence[Held]


@dataclass(frozen=True, slots=True)
class Reader:
    """Answers for one archive. `person` says who a person is now; `topics` are what they ask."""

    stems: Stems
    person: Callable[[int], int]
    topics: Mapping[int, Expression]

    def finds(self, expression: Expression, row: Row) -> bool:
        """Whether the row answers; what asks nothing at all finds nothing."""
        return self._answers(expression, row) is True

    def _answers(self, expression: Expression, row: Row) -> bool | None:
        """Whether the row answers; None for what asks nothing, because it has only words that are too common."""
        match expression:
            case And(parts):
                asked = self._asking(parts, row)
                return all(asked) if asked or not parts else None
            case Or(parts):
                asked = self._asking(parts, row)
                return any(asked) if asked or not parts else None
            case Not(part):
                answer = self._answers(part, row)
                return None if answer is None else not answer
            case Word(text, is_beginning):
                places = self._places(text, is_beginning, row)
                return None if places is None else bool(list(places))
            case Phrase(text):
                places = self._places(text, False, row)
                return None if places is None else bool(list(places))
            case Near(left, right, distance):
                return self._near(left, right, distance, row)
            case OnTopic(topic):
                return self._answers(self.topics[topic], row)
        return self._holds(expression, row)

    def _asking(self, parts: Sequence[Expression], row: Row) -> list[bool]:
        answers = (self._answers(part, row) for part in parts)
        return [answer for answer in answers if answer is not None]

    def _holds(self, condition: Expression, row: Row) -> bool:
        match condition:
            case SentBy(persons):
                return row.sender in map(self.person, persons)
            case SentTo(persons):
                return any(person in row.members and person != row.sender for person in map(self.person, persons))
            case InConversation(chats):
                return row.chat in chats
            case OnApp(app):
                return row.app == app
            case InFunction(kind, title):
                return any(
                    (not kind or held.function_class == kind) and (not title or held.title.lower() == title.lower())
                    for held in self._held(row)
                )
            case InOrganisation(name):
                return any(held.organisation.lower() == name.lower() for held in self._held(row))
            case InPeriod(first, last):
                return (first is None or first <= row.day) and (last is None or row.day <= last)
            case With(feature):
                return feature in row.features
        raise AssertionError(condition)

    def _held(self, row: Row) -> list[Held]:
        return [
            held
            for held in row.functions
            if (held.first is None or held.first <= row.day) and (held.last is None or row.day <= held.last)
        ]

    def _near(self, left: Word, right: Word, distance: int, row: Row) -> bool | None:
        lefts = self._places(left.text, left.is_beginning, row)
        rights = self._places(right.text, right.is_beginning, row)
        if lefts is None or rights is None:
            # Of the one that is no word to the index nothing is asked.
            return self._answers(right if lefts is None else left, row)
        return any(
            1 <= second[0] - first[1] <= distance
            for one in lefts
            for other in rights
            for first, second in ((one, other), (other, one))
        )

    def _places(self, text: str, is_beginning: bool, row: Row) -> list[tuple[int, int]] | None:
        """From where to where in the row the words of a text stand; None when all of them are too common."""
        asked = self._beginnings(text) if is_beginning else [(place, (one,)) for place, one in self._numbered([text])]
        if not asked:
            return None
        first = asked[0][0]
        there: dict[int, str] = dict(self._lexemes(row))
        return [
            (start, start + asked[-1][0] - first)
            for start in there
            if all(self._is(there.get(start + place - first, ""), ways, is_beginning) for place, ways in asked)
        ]

    def _beginnings(self, text: str) -> list[tuple[int, tuple[str, ...]]]:
        """By place what a word there begins with: the word as it is typed, or its lexeme if it has one."""
        parts = [part for word in read_words([text]) for part in _with_parts(word)]
        return [(place, (_plain(part), *self.stems[part])) for place, part in enumerate(parts, start=1)]

    @staticmethod
    def _is(there: str, ways: tuple[str, ...], is_beginning: bool) -> bool:
        return there.startswith(ways) if is_beginning else there in ways

    def _lexemes(self, row: Row) -> list[tuple[int, str]]:
        """The lexemes of a row by place. What is attached follows the last of its own that is no common word."""
        own = list(self._numbered(row.words))
        after = own[-1][0] if own else 0
        return own + [(after + place, lexeme) for place, lexeme in self._numbered(row.attached)]

    def _numbered(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """The lexemes with their places, counted from 1; a word that is too common has a place as well."""
        place = 0
        for word in read_words(words):
            for part in _with_parts(word):
                place += 1
                yield from ((place, lexeme) for lexeme in self.stems[part])


def read_words(texts: Sequence[str]) -> list[str]:
    """The words of texts as one reads them: signs between words are no part of them, and what is not seen is not there."""
    seen = re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", " ".join(texts))
    return re.sub(r"[/@~<>&]|(?<!\d)\.|\.(?!\d)|[-+](?=\d)", " ", seen).split()


def _with_parts(word: str) -> list[str]:
    return [word, *word.split("-")] if "-" in word else [word]


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def file_words(name: str) -> list[str]:
    """The words of a file's name."""
    return re.sub("[._-]+", " ", name).split()

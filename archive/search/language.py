"""The query language: what a person types as a tree, and a tree as what one would type. Pure; docs/decisions/0041.

Knows no archive: whom "van:rieke" means, `archive.search.resolving` says. Its explanation for people, in which nothing
can be missing, is `archive.search.explaining`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from archive.search.expressions import (
    EVERYTHING,
    And,
    Expression,
    Field,
    Near,
    Not,
    Or,
    Phrase,
    QueryProblem,
    Term,
    Word,
    all_of,
    any_of,
    none_of,
)
from archive.search.fields import QUESTIONS, is_field, meant_field, read_field
from archive.storable import storable

LONGEST = 2000
"""Characters of a search."""
MOST_PARTS = 100
"""Words, phrases and terms in a search."""
DEEPEST = 10
"""Brackets within brackets."""
FARTHEST = 20
"""The distance that "nabij" may have."""
SHORTEST_BEGINNING = 2
"""Characters before a star: with one letter begins up to a tenth of all words."""
EITHER, BOTH, WITHOUT = ("OF", "OR"), ("EN", "AND"), ("NIET", "NOT")
"""The operators that are words, in capitals only: small letters are words to search for."""

QUOTES = '"“”„‟«»'
"""Any of these opens a quotation, and any closes it; so it cannot stand in one."""
_MINUS, _STOPS = "–−-", ".,;!?…"
_JOINTS = f"{_STOPS}&+"
_TOKEN = re.compile(
    rf"""
    (?P<minus>[{_MINUS}](?=[^\s{_MINUS}]))
    | (?P<open>\()
    | (?P<close>\))
    | [{QUOTES}](?P<quoted>[^{QUOTES}]*)(?P<end>[{QUOTES}]?)
    | (?P<word>(?:[^\s(){QUOTES}]|(?<=[^\s({QUOTES}])\([^\s(){QUOTES}]*\))+)
    """,
    re.VERBOSE,
)
"""Brackets within a word are part of it: "pomp(en)". A minus is one where something begins, also directly behind a quotation or a
bracket; within a word it is part of that: "e-mail"."""
_NEAR = re.compile(r"(?:nabij|near)/(?P<distance>.*)", re.IGNORECASE | re.DOTALL)
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the text. `text` is what it says, without quotation marks around it."""

    kind: str
    text: str
    start: int
    end: int

    def refuse(self, why: str) -> NoReturn:
        """Say what is wrong here."""
        raise QueryProblem(why, self.start, self.end)


def parse(text: str) -> Expression:
    """The tree of what was typed, in its one form (see `all_of`); a text of spaces asks for everything.

    What cannot be understood is a `QueryProblem` that says in Dutch what is wrong and where; nothing else is raised.
    """
    if len(text) > LONGEST:
        raise QueryProblem(f"Deze zoekvraag is langer dan {LONGEST} tekens. Splits haar.", LONGEST, len(text))
    reading = _Reading(_tokens(storable(text)))
    if reading.ahead is None:
        return EVERYTHING
    asked = reading.alternatives()
    if reading.ahead is not None:
        reading.ahead.refuse("Dit haakje sluit iets wat nergens is geopend.")
    return asked


def _tokens(text: str) -> list[_Token]:
    """The pieces of the text; beside others, signs that join or end something ("Delta & co") are none."""
    found = [_token(piece) for piece in _TOKEN.finditer(text)]
    return [token for token in found if token.kind != "word" or token.text.strip(_JOINTS)] or found


def _token(found: re.Match[str]) -> _Token:
    start, end = found.span()
    if found["word"]:
        return _Token(_kind(found["word"]), found["word"], start, end)
    if found["quoted"] is None:
        return _Token("minus" if found["minus"] else "open" if found["open"] else "close", found[0], start, end)
    if not found["end"]:
        raise QueryProblem("Dit aanhalingsteken opent wat nergens wordt gesloten.", start, start + 1)
    return _Token("quoted", found["quoted"], start, end)


def _kind(word: str) -> str:
    """What a piece without spaces is: an operator, a field with its value, or a word."""
    if word in EITHER:
        return "either"
    if word in BOTH:
        return "both"
    if word in WITHOUT:
        return "minus"
    if _NEAR.fullmatch(word):
        return "near"
    return "field" if is_field(word) else "word"


class _Reading:
    """Reads tokens from left to right: alternatives, which are sequences, which are parts."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens[::-1]
        self._parts = self._depth = 0

    @property
    def ahead(self) -> _Token | None:
        """The next token, which is not taken yet."""
        return self._tokens[-1] if self._tokens else None

    def _next_is(self, *kinds: str) -> bool:
        return self.ahead is not None and self.ahead.kind in kinds

    def _nothing_follows(self) -> bool:
        return self.ahead is None or self._next_is("close", "either", "both")

    def alternatives(self) -> Expression:
        """Sequences with OR between them."""
        found = [self._sequence()]
        while self._next_is("either"):
            self._operator()
            found.append(self._sequence())
        return any_of(found)

    def _operator(self) -> None:
        operator = self._tokens.pop()
        if self._nothing_follows():
            operator.refuse(f"Achter ‘{operator.text}’ ontbreekt iets. Gewone woorden schrijft u met kleine letters.")

    def _sequence(self) -> Expression:
        """Parts that must all hold."""
        found = [self._part()]
        while not self._nothing_follows() or self._next_is("both"):
            if self._next_is("both"):
                self._operator()
            found.append(self._part())
        return all_of(found)

    def _part(self) -> Expression:
        token = self._tokens.pop()
        if token.kind == "minus":
            return self._without(token)
        if token.kind == "open":
            return self._group(token)
        if token.kind in ("either", "both"):
            token.refuse(f"Voor ‘{token.text}’ ontbreekt iets. Gewone woorden schrijft u met kleine letters.")
        if token.kind == "near":
            token.refuse("Nabij staat tussen twee losse woorden: pomp nabij/3 storing.")
        if token.kind == "close":
            token.refuse("Dit haakje sluit iets wat nergens is geopend.")
        self._count(token)
        if token.kind == "quoted":
            return _phrase(token)
        return self._term(token) if token.kind == "field" else self._word_and_near(token)

    def _count(self, token: _Token) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            token.refuse(f"Dit zijn meer dan {MOST_PARTS} woorden en voorwaarden. Splits de zoekvraag.")

    def _without(self, minus: _Token) -> Expression:
        if self._nothing_follows():
            minus.refuse(f"Achter ‘{minus.text}’ ontbreekt wat er niet in mag staan.")
        if self._next_is("minus"):
            minus.refuse("Tweemaal niet achter elkaar: laat beide weg.")
        is_open = self._next_is("word")
        part = self._part()
        if is_open and isinstance(part, Near):
            minus.refuse("Zet haakjes om wat hier niet mag voorkomen: -(pomp nabij/3 storing).")
        return none_of(part)

    def _group(self, opening: _Token) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            opening.refuse(f"Meer dan {DEEPEST} haakjes in elkaar kan niet.")
        if self.ahead is not None and self._next_is("close"):
            raise QueryProblem("Tussen deze haakjes staat niets.", opening.start, self.ahead.end)
        part = self.alternatives() if self.ahead is not None else EVERYTHING
        if not self._next_is("close"):
            opening.refuse("Dit haakje opent wat nergens wordt gesloten.")
        self._tokens.pop()
        self._depth -= 1
        return part

    def _word_and_near(self, token: _Token) -> Expression:
        left = _word(token)
        if not self._next_is("near"):
            return left
        near = self._tokens.pop()
        distance = _distance(near)
        if not self._next_is("word"):
            near.refuse("Nabij staat tussen twee losse woorden: pomp nabij/3 storing.")
        other = self._tokens.pop()
        self._count(other)
        if self.ahead is not None and self._next_is("near"):
            self.ahead.refuse("Nabij verbindt twee woorden, geen drie. Schrijf: (a nabij/3 b) (b nabij/3 c).")
        return Near(left, _word(other), distance)

    def _term(self, token: _Token) -> Expression:
        """A field with what stands behind its colon, which may be in quotation marks."""
        name, _, value = token.text.partition(":")
        value, begin, end = value.rstrip(",;"), token.start + len(name) + 1, token.end
        after = self.ahead
        if after is not None and not value and after.start == end:
            if after.kind == "open":
                token.refuse(f"Achter ‘{name}:’ kan geen haakje staan. Schrijf: ({name}:a OF {name}:b).")
            if after.kind == "quoted":
                self._tokens.pop()
                value, begin, end = " ".join(after.text.split()), after.start + 1, after.end
        elif after is not None and not value and name.casefold() in QUESTIONS and after.text in ("ja", "nee"):
            token.refuse(f"Zet het antwoord er direct achter: {name}:{after.text}.")
        return read_field(name, value, token.start, begin, end)


def _phrase(token: _Token) -> Phrase:
    if not _LETTER.search(token.text):
        token.refuse("Tussen deze aanhalingstekens staat geen woord.")
    if "*" in token.text:
        token.refuse("Tussen aanhalingstekens kan geen sterretje staan. Gebruik nabij: delta nabij/1 pomp*.")
    return Phrase(token.text)


def _word(token: _Token) -> Word:
    typed = token.text.rstrip(_STOPS)
    text = typed.rstrip("*")
    if meant := meant_field(typed):
        token.refuse(f"Bedoelt u ‘{meant}:’? Zoekt u deze tekst zelf, zet er dan aanhalingstekens om.")
    if not token.text.strip(_MINUS):
        token.refuse("Een los streepje. Zet een minteken direct voor wat er niet in mag staan: -borrel.")
    if not _LETTER.search(text):
        token.refuse("Hier staat geen letter of cijfer: daarop kan niet worden gezocht.")
    if "*" in text:
        token.refuse("Een sterretje kan alleen aan het eind van een woord staan: pomp*.")
    if text != typed and len(_LETTER.findall(text)) < SHORTEST_BEGINNING:
        token.refuse(f"Voor een sterretje staan ten minste {SHORTEST_BEGINNING} letters.")
    # "EN." is the word: with a full stop behind it, it is no operator.
    plain = text.lower() if text in (*EITHER, *BOTH, *WITHOUT) else text
    return Word(plain, is_beginning=text != typed)


def _distance(near: _Token) -> int:
    written = near.text.partition("/")[2]
    if not re.fullmatch("[0-9]{1,4}", written) or not 1 <= int(written) <= FARTHEST:
        near.refuse(f"Achter ‘nabij/’ staat een getal van 1 tot en met {FARTHEST}: pomp nabij/3 storing.")
    return int(written)


def write(expression: Expression) -> str:
    """What one would type for a tree in its one form: `parse` gives the same tree.

    Raises ValueError for what cannot be typed: conditions, an "or" of nothing, and words that no `parse` gives.
    """
    match expression:
        case And(parts):
            return " ".join(_grouped(part) if isinstance(part, Or) else _inside(part) for part in parts)
        case Or(parts) if parts:
            return " OF ".join(_grouped(part) if isinstance(part, And) else _inside(part) for part in parts)
        case Not(Term(Field.IS, feature)):
            return f"{feature}:nee"
        case Not(part):
            return _reading_as(expression, f"-{_inside(part)}", f"-({_inside(part)})")
        case Word(text, is_beginning):
            return _reading_as(expression, f"{text}*") if is_beginning else _reading_as(expression, text)
        case Phrase(text):
            return _reading_as(expression, f'"{text}"')
        case Near(left, right, distance):
            return _reading_as(expression, f"{write(left)} nabij/{distance} {write(right)}")
        case Term(Field.IS, feature):
            return f"{feature}:ja"
        case Term(field, value):
            return _reading_as(expression, f"{field}:{value}", f'{field}:"{value}"')
    raise ValueError(f"cannot be typed: {expression}")


def _inside(part: Expression) -> str:
    if part == EVERYTHING:
        raise ValueError("cannot be typed: everything, as a part of something")
    return write(part)


def _grouped(part: Expression) -> str:
    return f"({_inside(part)})"


def _reading_as(expression: Expression, *ways: str) -> str:
    """The first of the ways to write an expression that reads as just that."""
    for typed in ways:
        try:
            if parse(typed) == expression:
                return typed
        except QueryProblem:
            continue
    raise ValueError(f"cannot be typed: {expression}")

"""What a search asks, as a tree: words and conditions joined by and, or and not. Pure; `language` reads it from text.

A tree as typed holds `Term`s, which name persons, conversations and days as a person wrote them. `resolving` replaces each
by the condition it means, with ids; only such a tree can be put to the archive.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Field(StrEnum):
    """What can be asked beside words; the value is what stands before the colon."""

    SENDER = "van"
    RECIPIENT = "aan"
    CONVERSATION = "in"
    APP = "app"
    FUNCTION = "functie"
    ORGANISATION = "organisatie"
    TOPIC = "onderwerp"
    DATE = "datum"
    HAS = "heeft"
    IS = "is"


class Feature(StrEnum):
    """What a message can have or be."""

    ATTACHMENT = "bijlage"
    DELETED = "verwijderd"
    EDITED = "bewerkt"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; with `is_beginning` every word that begins so."""

    text: str
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another, as typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """Two words with at most `distance` places between their positions, in either order: side by side is 1."""

    left: Word
    right: Word
    distance: int


@dataclass(frozen=True, slots=True)
class Term:
    """A field and its value as typed; `start` and `end` are where it stands in the text (code points, half-open).

    Where it stands is no part of what it asks: terms that differ in that only are equal.
    """

    field: Field
    value: str
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SentBy:
    """Sent by one of these persons, under any of their handles (ids of `Person`)."""

    persons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SentTo:
    """In a conversation one of these persons takes part in, and not sent by that person."""

    persons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InConversation:
    """In one of these conversations (ids)."""

    conversations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OnApp:
    """In a conversation of this app (`Conversation.app`)."""

    app: str


@dataclass(frozen=True, slots=True)
class InFunction:
    """The sender held, on the Dutch day of the message, a function of this class, or with this title, case aside."""

    function_class: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class InOrganisation:
    """The sender held, on the Dutch day of the message, a function in this organisation, case aside."""

    name: str


@dataclass(frozen=True, slots=True)
class OnTopic:
    """The topic (id) was assigned to the message."""

    topic: int


@dataclass(frozen=True, slots=True)
class InPeriod:
    """On the Dutch days from `first` to `last`, both included; an open bound is None."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class With:
    """The message has an attachment, was deleted on a phone, or was edited."""

    feature: Feature


@dataclass(frozen=True, slots=True)
class Not:
    """What does not answer to the part."""

    part: Expression


@dataclass(frozen=True, slots=True)
class And:
    """What answers to every part. Without parts: everything."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What answers to at least one part. Without parts: nothing."""

    parts: tuple[Expression, ...]


Condition = SentBy | SentTo | InConversation | OnApp | InFunction | InOrganisation | OnTopic | InPeriod | With
Expression = Word | Phrase | Near | Term | Condition | Not | And | Or

EVERYTHING = And(())


def all_of(parts: Iterable[Expression]) -> Expression:
    """What answers to every part, in its one form: no "and" inside an "and", and none around a single part."""
    flat: list[Expression] = []
    for part in parts:
        flat += part.parts if isinstance(part, And) else (part,)
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(parts: Iterable[Expression]) -> Expression:
    """What answers to one of the parts, in its one form: no "or" inside an "or", and none around a single part."""
    flat: list[Expression] = []
    for part in parts:
        flat += part.parts if isinstance(part, Or) else (part,)
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def none_of(part: Expression) -> Expression:
    """What does not answer to the part, in its one form: no "not" inside a "not"."""
    return part.part if isinstance(part, Not) else Not(part)


def leaves(expression: Expression) -> Iterator[Expression]:
    """The words and conditions a tree is made of, in the order they were typed."""
    match expression:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield expression


def asked_for(expression: Expression) -> Iterator[Expression]:
    """Those of the leaves that a hit must or may answer to, not those it may not."""
    match expression:
        case And(parts) | Or(parts):
            for part in parts:
                yield from asked_for(part)
        case Not():
            return
        case _:
            yield expression


class QueryProblem(Exception):
    """A search that cannot be asked. The message is Dutch; `start` and `end` say where in the text it went wrong."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start, self.end = start, end

    def told_of(self, text: str) -> str:
        """The message, with the piece of the text that it is about."""
        return f"Bij ‘{text[self.start : self.end]}’: {self}"

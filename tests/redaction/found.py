"""What the detector tests ask of `find_all`, in words a reader can check against the sentence."""

from __future__ import annotations

from redaction.detecting import Confidence, Context, KnownPerson, Label
from redaction.finding import find_all


def found(text: str, label: Label, context: Context | None = None) -> list[str]:
    """The passages of one kind, as they stand in the text."""
    return [text[item.span.start : item.span.end] for item in find_all(text, context) if item.label is label]


def surely(text: str, label: Label) -> list[str]:
    """Only those that need no closer look."""
    return [
        text[item.span.start : item.span.end]
        for item in find_all(text)
        if item.label is label and item.confidence is Confidence.HIGH
    ]


def chat_of(*names: str) -> Context:
    """A conversation of these persons, numbered from 1."""
    return Context(tuple(KnownPerson(number, (name,)) for number, name in enumerate(names, 1)))

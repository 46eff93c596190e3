"""A sentence to train on: a text, the persons in it, and the passages of which nobody said whether they are persons."""

from __future__ import annotations

from dataclasses import dataclass

from redaction.spans import Span


@dataclass(frozen=True, slots=True)
class Labelled:
    """`unknown` passages are not trained on; everything else outside `persons` is no person."""

    text: str
    persons: tuple[Span, ...] = ()
    unknown: tuple[Span, ...] = ()


def joined(parts: list[Labelled], between: list[str]) -> Labelled:
    """The sentences as one text, with `between[i]` after sentence i."""
    text, persons, unknown = "", [], []
    for part, mark in zip(parts, between, strict=True):
        offset = len(text)
        persons += [Span(span.start + offset, span.end + offset) for span in part.persons]
        unknown += [Span(span.start + offset, span.end + offset) for span in part.unknown]
        text += part.text + mark
    return Labelled(text, tuple(persons), tuple(unknown))

"""Spans of text and their algebra. Pure.

Offsets count Unicode code points, half-open: `text[span.start:span.end]`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points; never empty. Raises `ValueError` when it is empty or starts before 0."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether every code point of `other` is in this span."""
        return self.start <= other.start and other.end <= self.end


def union(spans: Iterable[Span]) -> list[Span]:
    """The same code points as sorted, disjoint, non-adjacent spans."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def subtract(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of `span` outside all of `taken`, sorted."""
    left: list[Span] = []
    start = span.start
    for other in sorted(taken):
        if other.start >= span.end:
            break
        if other.start > start:
            left.append(Span(start, other.start))
        start = max(start, other.end)
    if start < span.end:
        left.append(Span(start, span.end))
    return left

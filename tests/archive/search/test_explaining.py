"""The explanation of searching leaves nothing out, and every example in it can be typed."""

from __future__ import annotations

import pytest

from archive.search.explaining import WORDS, fields
from archive.search.expressions import And, Expression, Field, Near, Not, Or, Phrase, Term, Word
from archive.search.fields import NAMES
from archive.search.language import BOTH, EITHER, WITHOUT, parse

LINES = [*WORDS, *fields()]


def parts(expression: Expression) -> list[Expression]:
    inner = {And: lambda tree: tree.parts, Or: lambda tree: tree.parts, Not: lambda tree: (tree.part,)}
    below = inner.get(type(expression), lambda tree: ())(expression)
    return [expression, *(part for one in below for part in parts(one))]


def test_every_field_has_a_line_with_an_example_of_it():
    assert [parse(way.example).field for way in fields()] == list(Field)


def test_everything_that_can_be_done_with_words_has_an_example():
    shown = [part for way in WORDS for part in parts(parse(way.example))]
    assert {type(part) for part in shown} == {Word, Phrase, Near, And, Or, Not}
    assert any(isinstance(part, Word) and part.is_beginning for part in shown)
    assert all(isinstance(part, Expression) and not isinstance(part, Term) for part in shown)


def test_every_other_name_and_operator_is_told():
    told = " ".join(text for way in LINES for text in (way.example, *way.also))
    assert [name for name in NAMES if f"{name}:" not in told] == []
    assert [word for word in (*EITHER, *BOTH, *WITHOUT) if word not in told] == []


@pytest.mark.parametrize("typed", [way for line in fields() for way in line.also if not way.endswith(":")])
def test_other_ways_mean_the_same_field(typed):
    assert any(isinstance(part, Term) for part in parts(parse(typed)))

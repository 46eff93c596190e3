"""A search becomes narrower by a facet, and wider by taking a condition away; both are lines one could have typed."""

from __future__ import annotations

import pytest
from hypothesis import given

from archive.search.expressions import Field, Term
from archive.search.language import parse, write
from tests.archive.search.trees import leaves, trees
from woo_portal.search.narrowing import narrowed, parts


@pytest.mark.parametrize(
    ("typed", "narrower"),
    [
        ("", 'van:"Rieke Talsma"'),
        ("pomp", 'pomp van:"Rieke Talsma"'),
        ("pomp OF sluis", '(pomp OF sluis) van:"Rieke Talsma"'),
        ('van:"Rieke Talsma" pomp', 'van:"Rieke Talsma" pomp'),
        ('van:"Rieke Talsma"', 'van:"Rieke Talsma"'),
    ],
)
def test_a_facet_is_one_more_condition_once(typed, narrower):
    assert narrowed(typed, Term(Field.SENDER, "Rieke Talsma")) == narrower


def test_each_condition_can_be_taken_away():
    assert [(part.typed, part.without) for part in parts("pomp van:rieke (a OF b)")] == [
        ("pomp", "van:rieke (a OF b)"),
        ("van:rieke", "pomp (a OF b)"),
        ("a OF b", "pomp van:rieke"),
    ]
    assert [(part.typed, part.without) for part in parts("pomp")] == [("pomp", "")]
    assert parts(" ") == []


@given(trees(leaves()))
def test_what_is_taken_away_can_be_added_again(tree):
    typed = write(tree)
    for part in parts(typed):
        again = parse(narrowed(part.without, parse(part.typed)))
        assert {part.typed for part in parts(write(again))} == {part.typed for part in parts(typed)}

"""Other forms and other spellings of Dutch words, and searches made wider by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.expressions import And, Near, Not, Or, Phrase, Word, all_of, any_of
from archive.search.inflecting import forms
from archive.search.language import parse, write
from archive.search.spelling import slips
from archive.search.widening import asked_words, widened
from tests.archive.search import trees


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("huis", "huizen huisje huisjes"),
        ("huizen", "huis huisje"),
        ("raam", "ramen raampje"),
        ("ramen", "raam raampje"),
        ("man", "mannen mannetje"),
        ("brieven", "brief briefje"),
        ("dag", "dagen dagje"),
        ("commissie", "commissies"),
        ("commissies", "commissie"),
        ("foto's", "foto"),
        ("kind", "kinderen"),
        ("hoofdsteden", "hoofdstad"),
        ("centra", "centrum"),
        ("bellen", "bel belt belde belden gebeld"),
        ("gebeld", "bellen belde belt"),
        ("doorgestuurd", "doorsturen"),
        ("overleggen", "overlegd overlegde"),
        ("appen", "app appte geappt"),
        ("lopen", "liep liepen gelopen loopt"),
        ("liep", "lopen gelopen"),
        ("uitvallen", "uitgevallen uitviel"),
        ("uitgevallen", "uitvallen"),
        ("begrepen", "begrijpen begreep"),
        ("afspreken", "afgesproken"),
    ],
)
def test_other_forms_of_a_word(word, others):
    assert set(others.split()) <= forms(word)


@pytest.mark.parametrize(
    ("word", "slip"),
    [
        ("noodpomp", "noodpom"),
        ("noodpomp", "nooodpomp"),
        ("noodpomp", "noodpopm"),
        ("noodpomp", "noodpamp"),
        ("gelijk", "geleik"),
        ("blauw", "blouw"),
        ("lachen", "lagen"),
    ],
)
def test_slips_of_a_word(word, slip):
    assert slip in slips(word)
    assert word in slips(slip)


@given(st.text("abcdeghijostu'", max_size=12))
def test_a_word_is_no_other_form_of_itself(word):
    assert word not in forms(word)
    assert word not in slips(word)
    assert len(forms(word) | slips(word)) < 2000


POMP, POMPJE, SLUIS = Word("pomp"), Word("pompje"), Word("sluis")


def test_what_was_ticked_stands_beside_its_word():
    assert write(widened(parse("pomp sluis"), POMP, ["pompje", "noodpomp"])) == "(pomp OF pompje OF noodpomp) sluis"
    assert write(widened(parse("pomp OF sluis"), POMP, ["pompje", "sluis"])) == "pomp OF pompje OF sluis"
    assert write(widened(parse("sluis (dijk OF pomp)"), POMP, ["pompje"])) == "sluis (dijk OF pomp OF pompje)"
    assert widened(Near(POMP, SLUIS, 3), POMP, ["pompje"]) == Or((Near(POMP, SLUIS, 3), Near(POMPJE, SLUIS, 3)))


def test_what_may_not_be_in_a_hit_is_not_made_wider():
    asked = parse('sluis -pomp "pomp aan" pomp*')
    assert widened(asked, POMP, ["pompje"]) == asked
    assert asked_words(asked) == [SLUIS, Word("pomp", is_beginning=True)]
    assert asked_words(parse("pomp nabij/2 sluis OF pomp")) == [POMP, SLUIS]


LEAVES = st.sampled_from([POMP, SLUIS, POMPJE, Phrase("pomp"), Near(POMP, SLUIS, 2), Near(POMP, POMP, 1)])
TREES = trees.trees(LEAVES)


def rows(tree, row: set[str]) -> bool:
    """Whether a row of words answers; words that are near each other are taken to be in it both."""
    match tree:
        case Word(text) | Phrase(text):
            return text in row
        case Near(left, right, _):
            return rows(left, row) and rows(right, row)
        case Not(part):
            return not rows(part, row)
        case And(parts):
            return all(rows(part, row) for part in parts)
        case Or(parts):
            return any(rows(part, row) for part in parts)


@given(TREES, st.sets(st.sampled_from(["pomp", "pompje", "sluis"])))
def test_a_wider_search_finds_what_it_found_and_stays_in_its_one_form(tree, row):
    wide = widened(tree, POMP, ["pompje"])
    assert not rows(tree, row) or rows(wide, row)
    assert widened(wide, POMP, ["pompje"]) == wide
    parts = getattr(wide, "parts", ())
    assert (any_of if isinstance(wide, Or) else all_of)(parts) == wide or not parts

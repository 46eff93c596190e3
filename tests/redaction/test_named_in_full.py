"""A surname alone, of somebody the dossier names in full elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.finding import find_all
from redaction.named_in_full import is_surname, surnames_in, unfound_words
from redaction.spans import Span


def surnames(text: str) -> set[str]:
    return set(surnames_in(text, find_all(text)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Marcel Kattenbelt belt terug", {"kattenbelt"}),
        ("marcel kattenbelt belt terug", {"kattenbelt"}),
        ("P.J. Kloosterziel komt ook", {"kloosterziel"}),
        ("Vraag het mevrouw Tóthova even", {"tothova"}),
        ("Anna van Rhijnsburger-Talsma tekent", {"rhijnsburger", "talsma"}),
    ],
)
def test_a_name_in_full_tells_its_surname(text, wanted):
    assert surnames(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Kattenbelt belt terug",  # alone it may be a firm
        "Jan de Koning komt",  # "koning" is a word
        "Jan Bos komt",  # too short to say who it is
        "de dijk bij Kattenbelt is nat",
    ],
)
def test_other_names_and_ordinary_words_tell_nothing(text):
    assert surnames(text) == set()


def test_only_what_lies_outside_what_was_found_is_a_surname_alone():
    text = "van kattenbelt aan marcel kattenbelt"
    assert list(unfound_words(text, [Span(19, 36)])) == [("kattenbelt", Span(4, 14))]
    assert list(unfound_words(text, [Span(0, 36)])) == []


def test_a_genitive_is_the_surname_too():
    assert is_surname("kattenbelts", {"kattenbelt"})
    assert is_surname("kattenbelt", {"kattenbelt"})
    assert not is_surname("katten", {"kattenbelt"})


@given(st.text(), st.text())
def test_a_word_stands_where_it_says_in_any_text(before, after):
    text = f"{before} kattenbelt {after}"
    spans = [span for word, span in unfound_words(text, []) if word == "kattenbelt"]
    assert Span(len(before) + 1, len(before) + 11) in spans
    assert all(0 <= span.start < span.end <= len(text) for span in spans)

"""Two writings of one text are equal where a reader would say so; counts are the same in parts as in the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from woo_portal.disclosure.leak_check.matching import Needles, fold, words

ANY = st.text(alphabet=st.characters())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wilhelmina", "Wil\u2010\nhelmina"),
        ("Wilhelmina", "W i l h e l m i n a"),
        ("Wilhelmina", "Wil\u00adhelmina"),
        ("José", "JOSE\u0301"),
        ("06-12345678", "06 1234 5678"),
        ("straße", "STRASSE"),
        ("ﬁets", "fiets"),
        ("\uff2aan", "Jan"),
    ],
)
def test_two_writings_of_one_text(one, other):
    assert fold(one) == fold(other)


@given(ANY, ANY)
def test_folding_parts_is_folding_the_whole(one, other):
    assert fold(one) + fold(other) == fold(one + other)


@given(ANY)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text("aé 1-ש", min_size=1, max_size=4), max_size=6), st.text("aé 1-שx", max_size=30))
def test_every_needle_that_stands_in_a_text_is_counted(texts, text):
    found = Needles(texts).count(fold(text))
    for needle in texts:
        if any(character.isalnum() for character in fold(needle)) and fold(needle) in fold(text):
            assert sum(found.values())


def test_whole_words_only():
    assert words("Jan") in words("bel Jan, even")
    assert words("Jan") not in words("januari")
    assert words("Jan de Vries") in words("(jan  de\nvries)")


def test_the_bytes_of_a_text_in_each_encoding():
    needles = Needles(["Müller", "kort"])
    for encoding in ("utf-8", "latin-1", "utf-16-be", "utf-16-le"):
        assert needles.in_bytes(b"\x00\xff" + "Müller".encode(encoding) + b"\x00") == {0}
    assert needles.in_bytes(b"kort") == set()
    assert Needles([]).in_bytes(b"x") == set()

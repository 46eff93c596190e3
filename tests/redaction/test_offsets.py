"""The plain form of a text and the way back, for any Unicode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.offsets import plain_form
from redaction.spans import Span

ANY = st.text(
    alphabet=st.characters() | st.sampled_from("Jan \u200b\u00ad\u0301\u00a0\u2011’ﬁ½㎏😀\ufe0f\u200d\ud800\r\n")
)


@given(ANY)
def test_every_plain_letter_stands_for_whole_letters_of_the_original(text: str):
    plain = plain_form(text)
    spans = [plain.original(Span(place, place + 1)) for place in range(len(plain.text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert spans == sorted(spans)


@given(ANY)
def test_what_the_plain_text_leaves_out_has_no_shape(text: str):
    plain = plain_form(text)
    kept = {
        place
        for at in range(len(plain.text))
        for span in [plain.original(Span(at, at + 1))]
        for place in range(span.start, span.end)
    }
    assert all(not letter.isalnum() for place, letter in enumerate(text) if place not in kept)


@given(ANY)
def test_the_plain_form_of_a_plain_text_is_itself(text: str):
    once = plain_form(text).text
    assert plain_form(once).text == once


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_is_left_alone(text: str):
    assert plain_form(text).text == text


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("06\u201112345678", "06-12345678"),
        ("06\u00a012\u202f34\u2009567 8", "06 12 34 567 8"),
        ("J\u00adan\u200b", "Jan"),
        ("Fatima\u2019s", "Fatima's"),
        ("\u201cJan\u201d", '"Jan"'),
        ("Ame\u0301lie", "Amélie"),
        ("𝐉𝐚𝐧", "Jan"),
        ("٠٦١٢", "0612"),
        ("regel\u2028twee\ttab", "regel\ntwee tab"),
        ("los \ud83d surrogaat", "los \ufffd surrogaat"),
    ],
)
def test_odd_characters_become_plain_ones(written: str, plain: str):
    assert plain_form(written).text == plain


@pytest.mark.parametrize("name", ["Jan", "J\u00ada\u200dn\u200e", "Ja\u0301n", "𝐉𝐚𝐧", "Jan\u2060"])
def test_a_found_name_is_covered_to_its_last_mark(name: str):
    text = f"bel {name} even"
    plain = plain_form(text)
    start = plain.text.index(" even") - 3
    assert plain.original(Span(start, start + 3)) == Span(4, 4 + len(name))

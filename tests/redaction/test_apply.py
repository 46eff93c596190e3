"""From text and decisions to runs: what is withheld is gone, what is shown is as it was written."""

from __future__ import annotations

import itertools
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.apply import Alias, Called, Shown, Withheld, WithheldSpan, apply
from redaction.detecting import Label
from redaction.grounds import GROUNDS
from redaction.offsets import plain_form
from redaction.spans import Span


@st.composite
def decided(draw: Any) -> tuple[str, list[WithheldSpan]]:
    text = draw(
        st.text(
            alphabet=st.characters(exclude_characters="'\u2019") | st.sampled_from(" \n\u00a0é👩🏽"),
            min_size=1,
            max_size=30,
        )
    )
    start = st.integers(0, len(text) - 1)
    ground = st.sampled_from(sorted(GROUNDS))
    spans = draw(st.lists(st.tuples(start, st.integers(1, 8), ground), max_size=6))
    return text, [WithheldSpan(Span(at, min(at + length, len(text))), code) for at, length, code in spans]


@given(decided())
def test_no_withheld_code_point_is_shown_and_no_other_is_lost(case: tuple[str, list[WithheldSpan]]):
    text, withheld = case
    hidden = {place for item in withheld for place in range(item.span.start, item.span.end)}
    shown = "".join(run.text for run in apply(text, withheld) if isinstance(run, Shown))

    visible = "".join(letter for place, letter in enumerate(text) if place not in hidden)
    assert seen(shown) == seen(visible)
    assert len(shown) <= len(visible)


def seen(text: str) -> list[str]:
    """The letters that are seen on paper; what stands between two passages, and is not, goes with them."""
    return [letter for letter in text if plain_form(letter).text.strip()]


@given(decided())
def test_runs_alternate_and_say_nothing_empty(case: tuple[str, list[WithheldSpan]]):
    runs = apply(*case)
    kinds = [type(run) for run in runs]
    assert all(left is not right for left, right in itertools.pairwise(kinds))
    assert all(run.text for run in runs if isinstance(run, Shown))


@given(decided())
def test_the_order_of_the_decisions_does_not_matter(case: tuple[str, list[WithheldSpan]]):
    text, withheld = case
    assert apply(text, withheld) == apply(text, list(reversed(withheld)))


@given(decided())
def test_every_ground_that_was_used_is_named(case: tuple[str, list[WithheldSpan]]):
    text, withheld = case
    named = {ground for run in apply(text, withheld) if isinstance(run, Withheld) for ground in run.grounds}
    assert named == {item.ground for item in withheld}


def test_a_name_of_three_words_is_one_run_that_does_not_tell_so():
    text = "Bel Jan van Dijk even"
    words = [WithheldSpan(Span(*span), "5.1.2e") for span in ((4, 7), (8, 11), (12, 16))]
    assert apply(text, words) == (Shown("Bel "), Withheld(("5.1.2e",)), Shown(" even"))


@pytest.mark.parametrize("between", ["\u200b ", " \u200e", "\u00ad", "\u2060\u00a0", "\ufeff"])
def test_a_mark_that_cannot_be_seen_does_not_tell_how_many_words_a_name_has(between: str):
    """Two tokens stood on paper with nothing between them."""
    text = f"Bel Jan{between}Jansen even"
    words = [WithheldSpan(Span(4, 7), "5.1.2e"), WithheldSpan(Span(7 + len(between), len(text) - 5), "5.1.2e")]
    assert apply(text, words) == (Shown("Bel "), Withheld(("5.1.2e",)), Shown(" even"))


@pytest.mark.parametrize("name", ["Petra's", "Petra\u2019s", "Els'", "Rene\u0301's", "Jan's"])
def test_a_genitive_does_not_tell_how_a_name_ends(name: str):
    """ "Petra's" has an apostrophe because of her last letter, and "Jans" has none."""
    bare = name.rstrip("s").rstrip("'\u2019") if name != "Els'" else "Els"
    text = f"Dat is {name} tas"
    assert apply(text, [WithheldSpan(Span(7, 7 + len(bare)), "5.1.2e")]) == (
        Shown("Dat is "),
        Withheld(("5.1.2e",)),
        Shown(" tas"),
    )


@pytest.mark.parametrize("behind", ["' zei hij", "'stad", "s' tas", " 's avonds"])
def test_a_quotation_mark_behind_a_name_is_no_genitive(behind: str):
    assert apply(f"'Jan{behind}", [WithheldSpan(Span(1, 4), "5.1.2e")])[-1] == Shown(behind)


@pytest.mark.parametrize(
    "name", ["Jan", "Els", "Marloes Prins", "06-12345678", "Bo\u0308", "\u202e\u05d3\u05d5\u05d3\u200f"]
)
@pytest.mark.parametrize(
    ("before", "behind", "told"),
    [
        ("heet nu \u2018", "\u2019", ("heet nu \u2018", "\u2019")),
        ("heet nu '", "'.", ("heet nu '", "'.")),
        ("zei \u2018bel ", "\u2019 en", ("zei \u2018bel ", " en")),
        ("dat is ", "' tas", ("dat is ", " tas")),
        ("dat is ", "\u200b\u2019s tas", ("dat is ", " tas")),
    ],
)
def test_a_quotation_mark_told_whether_a_name_ends_in_a_sibilant(name, before, behind, told):
    """Regression: of a group that was called \u2018Marloes Prins\u2019 the last mark was gone, of \u2018Jan\u2019 it stood."""
    text = f"{before}{name}{behind}"
    span = Span(len(before), len(before) + len(name))
    inner = Span(span.start + (name[0] == "\u202e"), span.end - (name[-1] == "\u200f"))
    runs = apply(text, [WithheldSpan(span, "5.1.2e"), WithheldSpan(inner, "5.1.2e")])
    assert runs == (Shown(told[0]), Withheld(("5.1.2e",)), *filter(lambda run: run.text, (Shown(told[1]),)))


def test_a_genitive_between_two_names_makes_one_token():
    text = "Petra's Jansen"
    words = [WithheldSpan(Span(0, 5), "5.1.2e"), WithheldSpan(Span(8, 14), "5.1.2e")]
    assert apply(text, words) == (Withheld(("5.1.2e",)),)


def test_grounds_stand_in_the_order_of_the_law():
    both = [WithheldSpan(Span(0, 4), "5.2"), WithheldSpan(Span(2, 6), "5.1.1e")]
    assert apply("geheim", both) == (Withheld(("5.1.1e", "5.2")),)


def test_a_withheld_run_has_no_room_for_what_it_stands_for():
    assert Withheld.__slots__ == ("grounds", "aliases")
    assert get_type_hints(Alias) == {"label": Label, "number": int, "role": Called, "beside": bool}


def test_a_span_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="outside a text of 3"):
        apply("Jan", [WithheldSpan(Span(1, 4), "5.1.2e")])

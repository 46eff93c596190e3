"""The drawing of a histogram and the words beside it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from woo_portal.presentation.histogram import MAX_TICKS, Count, Histogram, histogram


def drawn(*counts: int) -> Histogram:
    rows = [Count(f"m{index}", count) for index, count in enumerate(counts)]
    return histogram(rows, title="Treffers", one="bericht", many="berichten")


def test_the_words_tell_what_the_drawing_shows() -> None:
    text = drawn(3, 0, 1231).description.replace("\u00a0", " ")

    assert text == "1.234 berichten, van m0 tot en met m2; de meeste in m2: 1.231."


def test_nothing_found_is_a_sentence_and_no_bars_of_nothing() -> None:
    assert drawn().description == "Geen berichten."
    assert [bar.height for bar in drawn(0, 0).bars] == ["0.000%", "0.000%"]


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=60))
def test_bars_stand_inside_the_drawing_side_by_side_as_high_as_their_count(counts: list[int]) -> None:
    figure = drawn(*counts)
    bars = [[float(value.rstrip("%")) for value in (bar.x, bar.y, bar.width, bar.height)] for bar in figure.bars]

    assert len(bars) == len(counts)
    assert all(x >= 0 and x + width <= 100.001 and abs(y + height - 100) < 0.01 for x, y, width, height in bars)
    assert all(left[0] + left[2] <= right[0] + 0.001 for left, right in pairwise(bars))
    by_count = [height for _, (_, _, _, height) in sorted(zip(counts, bars, strict=True))]
    assert by_count == sorted(by_count)


@given(st.integers(min_value=1, max_value=500))
def test_the_axis_never_has_more_labels_than_fit(months: int) -> None:
    assert 1 <= len(drawn(*[1] * months).ticks) <= MAX_TICKS

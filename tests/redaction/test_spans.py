"""The algebra of spans."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.spans import Span, subtract, union

SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 40), st.integers(1, 12))


def places(spans: list[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


@given(st.lists(SPANS))
def test_a_union_holds_the_same_code_points_apart_and_in_order(spans: list[Span]):
    merged = union(spans)
    assert places(merged) == places(spans)
    assert all(left.end < right.start for left, right in itertools.pairwise(merged))


@given(st.lists(SPANS))
def test_a_union_of_a_union_is_itself(spans: list[Span]):
    assert union(union(spans)) == union(spans)


@given(SPANS, st.lists(SPANS))
def test_what_is_left_and_what_is_taken_make_the_whole(span: Span, taken: list[Span]):
    left = subtract(span, taken)
    assert places(left) == places([span]) - places(taken)
    assert left == sorted(left)


@given(SPANS, SPANS)
def test_spans_overlap_when_they_share_a_code_point(one: Span, other: Span):
    assert one.overlaps(other) == bool(places([one]) & places([other]))
    assert one.covers(other) == places([one]).issuperset(places([other]))


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2)])
def test_nothing_empty_or_before_the_text_is_a_span(start: int, end: int):
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)

"""A text cut at its passages for the reviewer: nothing is lost, and what becomes a token is what is printed as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.apply import Shown, Withheld, WithheldSpan, apply
from redaction.marking import Mark, Piece, pieces
from redaction.spans import Span

TEXTS = st.text(alphabet="ab \u0301👨\u200dم", max_size=14)


def mark(start: int, end: int, *, accepted: bool = False, number: int = 1, ground: str = "5.1.2e") -> Mark:
    return Mark(number, Span(start, end), accepted, (ground,), "naam")


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    places = st.integers(0, len(text))
    marks = []
    for number in range(draw(st.integers(0, 4)) if text else 0):
        start, end = sorted((draw(places), draw(places)))
        if start < end:
            ground = draw(st.sampled_from(["5.1.2e", "5.1.1d"]))
            marks.append(mark(start, end, accepted=draw(st.booleans()), number=number, ground=ground))
    return text, marks


@given(marked_texts())
def test_the_pieces_together_are_the_text(case):
    text, marks = case
    found = pieces(text, marks)
    assert "".join(piece.text for piece in found) == text
    assert all(piece.text for piece in found)


@given(marked_texts())
def test_the_tokens_are_those_of_print(case):
    text, marks = case
    printed = apply(text, [WithheldSpan(item.span, code) for item in marks if item.accepted for code in item.grounds])
    assert [piece.grounds for piece in pieces(text, marks) if piece.grounds] == [
        run.grounds for run in printed if isinstance(run, Withheld)
    ]
    assert "".join(piece.text for piece in pieces(text, marks) if not piece.grounds) == "".join(
        run.text for run in printed if isinstance(run, Shown)
    )


@given(marked_texts())
def test_every_piece_knows_its_marks_and_every_mark_is_named_once_at_most(case):
    text, marks = case
    position, named = 0, []
    for piece in pieces(text, marks):
        here = Span(position, position + len(piece.text))
        covering = {item.id for item in marks if not item.accepted and item.span.covers(here)}
        if not piece.grounds:
            assert {item.id for item in piece.marks} == covering
        named += [item.id for item in piece.ends]
        position = here.end
    assert len(named) == len(set(named))


def test_overlapping_proposals_are_cut_where_either_ends():
    one, other = mark(0, 3, number=1), mark(2, 6, number=2)

    assert pieces("Jan de Vries", [one, other]) == (
        Piece("Ja", (one,)),
        Piece("n", (one, other), ends=(one,)),
        Piece(" de", (other,), ends=(other,)),
        Piece(" Vries"),
    )


def test_a_proposal_around_a_token_goes_on_beside_it_and_is_named_at_its_end():
    accepted, proposal = mark(4, 6, accepted=True, number=1), mark(0, 12, number=2)

    assert pieces("Jan de Vries", [accepted, proposal]) == (
        Piece("Jan ", (proposal,)),
        Piece("de", (accepted,), ("5.1.2e",), (accepted,)),
        Piece(" Vries", (proposal,), ends=(proposal,)),
    )


def test_a_mark_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="reaches outside"):
        pieces("Jan", [mark(2, 4)])

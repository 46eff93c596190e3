"""What a person changes in a draft: nothing is lost, keys stay with their question, and what goes apart comes together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from woo_portal.parliament.reading import editing
from woo_portal.parliament.reading.contents import Contents, Flag, FlagCode, Note, Question
from woo_portal.parliament.reading.editing import CannotSplit, Typed

_PART = st.sampled_from(["Waarom?", "Wat kost dat?\nEn wie betaalt?", "a) dit;\nb) dat.", "?", "Zo ja, hoe?"])
_TEXT = st.lists(_PART, min_size=1, max_size=4).map("\n\n".join)


@st.composite
def drafts(draw: st.DrawFn) -> Contents:
    texts = draw(st.lists(_TEXT, min_size=1, max_size=5))
    questions = tuple(Question(key, (str(key),), text) for key, text in enumerate(texts, start=1))
    return Contents("tekst", questions=questions, last_key=len(texts))


def texts(contents: Contents) -> list[str]:
    """Every paragraph of every question, in order."""
    return [paragraph for question in contents.questions for paragraph in question.text.split("\n\n")]


@given(drafts(), st.data())
def test_a_question_split_keeps_its_paragraphs_and_its_key(draft: Contents, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from([question.key for question in draft.questions]))
    parts = next(question.text for question in draft.questions if question.key == key).count("\n\n") + 1
    if parts == 1:
        with pytest.raises(CannotSplit):
            editing.split(draft, key)
        return
    now = editing.split(draft, key)
    assert texts(now) == texts(draft)
    assert len(now.questions) == len(draft.questions) + parts - 1
    keys = [question.key for question in now.questions]
    assert len(set(keys)) == len(keys)
    assert key in keys
    # Put together again it is what it was.
    for _ in range(parts - 1):
        place = [question.key for question in now.questions].index(key)
        now = editing.merge(now, now.questions[place + 1].key)
    assert [question.text for question in now.questions] == [question.text for question in draft.questions]


@given(drafts(), st.data())
def test_moving_and_renumbering_lose_nothing(draft: Contents, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from([question.key for question in draft.questions]))
    by = data.draw(st.sampled_from([-1, 1]))
    moved = editing.move(draft, key, by=by)
    assert sorted(question.key for question in moved.questions) == sorted(question.key for question in draft.questions)
    if moved != draft:
        assert editing.move(moved, key, by=-by) == draft
    numbered = editing.renumber(moved)
    assert [question.numbers for question in numbered.questions] == [(str(n + 1),) for n in range(len(draft.questions))]
    assert [question.text for question in numbered.questions] == [question.text for question in moved.questions]


@given(drafts(), st.lists(st.sampled_from(["add", "remove", "split", "merge"]), max_size=8), st.data())
def test_no_key_is_given_twice(draft: Contents, steps: list[str], data: st.DataObject) -> None:
    seen = {question.key: question.text for question in draft.questions}
    for step in steps:
        assume(draft.questions)
        before = {question.key for question in draft.questions}
        key = data.draw(st.sampled_from(sorted(before)))
        try:
            draft = editing.add(draft) if step == "add" else getattr(editing, step)(draft, key)
        except CannotSplit:
            continue
        fresh = {question.key for question in draft.questions} - before
        assert not fresh & seen.keys()
        seen |= dict.fromkeys(fresh, "")


def test_several_numbers_are_dealt_out_over_as_many_parts() -> None:
    draft = Contents(
        "tekst", questions=(Question(1, ("3", "4"), "Waarom?\n\nWanneer?"), Question(2, ("5",), "Wie?")), last_key=2
    )
    now = editing.split(draft, 1)
    assert [(row.key, row.numbers, row.text) for row in now.questions] == [
        (1, ("3",), "Waarom?"),
        (3, ("4",), "Wanneer?"),
        (2, ("5",), "Wie?"),
    ]
    assert editing.merge(now, 3).questions[0] == Question(1, ("3", "4"), "Waarom?\n\nWanneer?")


def test_what_was_typed_replaces_what_was_read_and_what_is_no_number_is_none() -> None:
    draft = Contents(
        "tekst", questions=(Question(1, ("1",), "a"), Question(2, ("2",), "b"), Question(3, ("3",), "c")), last_key=3
    )
    now = editing.typed_over(
        draft, {1: Typed("3, 4 en 5A", " Waarom? \r\n\r\n\r\n\r\nDaarom. "), 2: Typed("twee", "b")}
    )
    assert [(row.numbers, row.text) for row in now.questions] == [
        (("3", "4", "5a"), "Waarom?\n\nDaarom."),
        ((), "b"),
        (("3",), "c"),
    ]
    assert editing.typed_over(draft, {99: Typed("1", "x")}) == draft


@pytest.mark.parametrize("key", [0, 99])
def test_a_key_that_is_not_there_changes_nothing(key: int) -> None:
    draft = Contents("tekst", questions=(Question(1, ("1",), "a\n\nb"),), last_key=1)
    assert editing.split(draft, key) == editing.merge(draft, key) == editing.remove(draft, key) == draft
    assert editing.move(draft, key, by=1) == editing.merge(draft, 1) == draft


def test_notes_are_typed_one_a_line_and_keep_the_addresses_behind_their_words() -> None:
    before = [
        Note("1", "De Landelijke Courant", ("https://a.example.nl/x",)),
        Note("2", "weg", ("https://b.example.nl",)),
    ]
    found = editing.notes_of("[1] De Landelijke Courant, 3 maart\nbladzijde 4\n\n3) www.c.example.nl/d", before)
    assert found == (
        Note("1", "De Landelijke Courant, 3 maart bladzijde 4", ("https://a.example.nl/x",)),
        Note("3", "www.c.example.nl/d", ("https://www.c.example.nl/d",)),
    )


def test_flags_on_the_reading_stay_with_their_question_and_the_others_are_set_anew() -> None:
    found = Contents(
        "tekst",
        questions=(Question(1, ("1",), "a"), Question(2, ("3",), "b")),
        flags=(
            Flag(FlagCode.SHARED_HEADING, "gedeeld", 2),
            Flag(FlagCode.LEFT_OVER, "over"),
            Flag(FlagCode.GAP, "In de nummering ontbreekt vraag 2.", 2),
        ),
        last_key=2,
    )
    codes = {flag.code for flag in editing.flags_now(found, found)}
    assert {FlagCode.SHARED_HEADING, FlagCode.LEFT_OVER, FlagCode.GAP, FlagCode.NO_SUBJECT} <= codes
    mended = editing.remove(replace(found, subject="dijken"), 2)
    codes = {flag.code for flag in editing.flags_now(found, mended)}
    assert not {FlagCode.SHARED_HEADING, FlagCode.GAP, FlagCode.NO_SUBJECT} & codes
    assert FlagCode.LEFT_OVER in codes

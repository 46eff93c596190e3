"""The second annotated set is read as it was marked, and the measure of a set says how far it can be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from redaction.detecting import Confidence, Context, Finding, Label
from redaction.names.training.marked import Annotated, Mark, read_marked
from redaction.spans import Span
from tests.quality import measuring
from tests.quality.sets import SECOND_SET


def marked(folder: Path, text: str) -> list[Annotated]:
    file = folder / "set.txt"
    file.write_text(text, "utf-8")
    return read_marked(file)


def test_marks_are_taken_out_of_the_text_and_kept_as_spans(tmp_path: Path):
    (message,) = marked(tmp_path, "# x\n== Chat | werk\na = Ada Bos\na: bel [[P.tr:Ayşe]]:\n+ [[PH:06 1]]\n")
    assert (message.conversation, message.sender, message.text) == ("Chat", "Ada Bos", "bel Ayşe:\n06 1")
    assert message.marks == (Mark(Label.PERSON, Span(4, 8), "tr"), Mark(Label.PHONE, Span(10, 14)))


def test_a_line_of_no_known_form_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="zomaar iets"):
        marked(tmp_path, "== Chat | werk\nzomaar iets\n")


def test_the_second_set_is_large_and_half_of_it_holds_nothing_personal():
    messages = read_marked(SECOND_SET)
    origins = {mark.origin for message in messages for mark in message.marks if mark.label is Label.PERSON}
    assert len(messages) >= 400
    assert sum(not message.marks for message in messages) >= 0.4 * len(messages)
    assert origins == {"nl", "fy", "tr", "ma", "sr", "an", "pl", "as", "en"}
    assert not any("[[" in message.text or "]]" in message.text for message in messages)


def found(conversation: str, wanted: bool, proposed: bool) -> measuring.Found:
    finding = Finding(Span(0, 3), Label.PERSON, Confidence.HIGH, "proef", "Omdat.")
    marks = (Mark(Label.PERSON, Span(0, 3), "nl"),) if wanted else ()
    return measuring.Found(Annotated(conversation, "Ada", "Jan belt", marks), [finding] if proposed else [])


def test_the_margin_is_wide_when_conversations_differ_and_none_when_they_agree():
    agree = [found(name, wanted=True, proposed=True) for name in "abcd"]
    differ = [found(name, wanted=True, proposed=name in "ab") for name in "abcd"]
    assert "1.000 (1.00-1.00)" in measuring.line("x", agree, Label.PERSON)
    assert "0.500 (0.00-1.00)" in measuring.line("x", differ, Label.PERSON)


def test_false_proposals_are_counted_in_messages_that_hold_nothing():
    items = [found("a", wanted=True, proposed=True), found("a", False, True), found("b", False, False)]
    assert measuring.false_proposals(items) == 50
    assert list(measuring.by_origin(items)) == ["  nl: 1/1"]
    assert list(measuring.right_by_confidence(items)) == ["  PERSON, high: 0.500 of 2"]


def test_a_finder_sees_the_case_it_is_measured_in():
    seen = []

    def find(text: str, context: Context) -> list[Finding]:
        seen.append(text)
        return []

    measuring.run([Annotated("a", "Ada", "Jan belt", ())], {}, find, str.upper)
    assert seen == ["JAN BELT"]

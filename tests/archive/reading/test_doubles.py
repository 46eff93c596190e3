"""A message that comes by again is known, and told from one that says something else."""

from __future__ import annotations

from archive.reading.doubles import Doubles, Meeting, TranscriptLines


def test_the_same_message_is_a_double() -> None:
    doubles = Doubles()
    assert doubles.meet("chat 1", "hoi", "👍") is Meeting.NEW
    assert doubles.meet("chat 1", "hoi", "👍") is Meeting.DOUBLE
    assert doubles.meet("chat 1", "hoi", "") is Meeting.DOUBLE_BUT_AROUND
    assert doubles.meet("chat 2", "hoi", "👍") is Meeting.NEW


def test_what_says_something_else_contradicts_once() -> None:
    doubles = Doubles()
    assert doubles.meet("1", "eerste") is Meeting.NEW
    assert doubles.meet("1", "tweede") is Meeting.CONTRADICTS
    assert doubles.meet("1", "tweede") is Meeting.DOUBLE
    assert doubles.meet("1", "eerste") is Meeting.DOUBLE
    assert doubles.meet("1", "derde \ud800") is Meeting.CONTRADICTS


def test_what_a_transcript_says_twice_are_two_messages_and_another_transcript_has_the_same_two() -> None:
    lines = TranscriptLines()
    found = []
    for transcript in (["Ja", "Ja"], ["Ja", "Ja", "Ja", "Nee"]):
        lines.begin()
        found.append([lines.came_by(said) for said in transcript])
    assert found == [[False, False], [True, True, False, False]]

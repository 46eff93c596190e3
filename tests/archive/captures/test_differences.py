"""What one phone shows and another does not, on captures written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive.captures.differences import Difference, DifferenceKind, Reach, Shown, differences, tick
from archive.importing import MessageKind

NOON = datetime(2025, 11, 13, 12, 0, 5, tzinfo=UTC)
KOFI, FATIMA = 1, 2
BOTH = [
    Reach(KOFI, NOON - timedelta(days=1), NOON + timedelta(days=1)),
    Reach(FATIMA, NOON - timedelta(hours=1), NOON + timedelta(hours=1)),
]


def shown(text: str = "Akkoord.", *, kind: str = MessageKind.TEXT, seconds: float = 0, clock: float = 1, edited=False):
    return Shown(kind, text, NOON + timedelta(seconds=seconds), clock, edited)


def test_two_phones_that_agree():
    assert differences(shown(), {KOFI: shown(), FATIMA: shown(seconds=2)}, BOTH) == ()


def test_absent_where_the_export_reaches_from_before_to_after():
    assert differences(shown(), {KOFI: shown()}, BOTH) == (Difference(DifferenceKind.ABSENT, FATIMA),)


@pytest.mark.parametrize("seconds", [-3600, 3600, 9999, -9999])
def test_not_absent_at_or_outside_the_ends_of_an_export(seconds):
    kept = shown(seconds=seconds)
    assert differences(kept, {KOFI: kept}, BOTH) == ()


def test_deleted_on_one_phone_and_kept_on_the_other():
    gone = shown("", kind=MessageKind.DELETED)
    there = Difference(DifferenceKind.GONE, FATIMA, kind_there="deleted")
    assert differences(shown(), {KOFI: shown(), FATIMA: gone}, BOTH) == (there,)


def test_the_archive_has_it_deleted_and_a_phone_that_came_later_has_the_text():
    gone = shown("", kind=MessageKind.DELETED)
    assert differences(gone, {KOFI: gone, FATIMA: shown("Akkoord.")}, BOTH) == (
        Difference(DifferenceKind.GONE, KOFI, kind_there="deleted"),
        Difference(DifferenceKind.TEXT, FATIMA, text="Akkoord."),
    )


def test_deleted_everywhere_is_no_difference():
    gone, expired = shown("", kind=MessageKind.DELETED), shown("", kind=MessageKind.EXPIRED)
    assert differences(gone, {KOFI: gone, FATIMA: expired}, BOTH) == ()


def test_another_text_and_which_one_was_edited():
    other = shown("Akkoord, mits binnen budget.", edited=True)
    assert differences(shown(), {KOFI: shown(), FATIMA: other}, BOTH) == (
        Difference(DifferenceKind.TEXT, FATIMA, text="Akkoord, mits binnen budget.", edited=True),
    )


@pytest.mark.parametrize(
    ("seconds", "one", "other", "is_told"),
    [
        (40, 1, 1, True),
        (-40, 1, 1, True),
        (3, 1, 1, False),
        (3.5, 0.001, 1, True),
        (62, 60, 1, False),
        (63, 60, 1, True),
        (40, 1, 60, False),
    ],
)
def test_clocks_that_differ_by_more_than_their_ticks(seconds, one, other, is_told):
    found = differences(shown(clock=one), {KOFI: shown(clock=one), FATIMA: shown(seconds=seconds, clock=other)}, BOTH)
    assert found == ((Difference(DifferenceKind.CLOCK, FATIMA, seconds=seconds),) if is_told else ())


def test_a_line_of_the_app_says_something_else_on_each_phone():
    line = shown("Je hebt de groep gemaakt", kind=MessageKind.SYSTEM)
    other = shown("Kofi heeft de groep gemaakt", kind=MessageKind.SYSTEM)
    assert differences(line, {KOFI: other}, BOTH) == ()


def test_the_tick_of_the_coarsest_clock_that_can_have_shown_a_moment():
    assert tick(NOON.replace(second=0)) == 60
    assert tick(NOON) == 1
    assert tick(NOON.replace(microsecond=1000)) == 0

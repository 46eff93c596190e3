"""Times as they stand in transcripts are read for what they say, or not at all."""

from __future__ import annotations

import pytest

from archive.importing import DateOrder
from archive.reading.stated_times import DateEvidence, read_stated, split_leading_time, states_time


@pytest.mark.parametrize(
    ("text", "local", "offset_hours", "precision"),
    [
        ("2025-11-17T07:55:04.1234567Z", "2025-11-17T07:55:04.123456", 0, 0.001),
        ("2025-11-17 07:55:04 +01:00", "2025-11-17T07:55:04", 1, 1),
        ("2025-11-17 07:55 UTC", "2025-11-17T07:55:00", 0, 60),
        ("17-11-2025 07:55:04", "2025-11-17T07:55:04", None, 1),
        ("03-04-2025, 7:55", "2025-04-03T07:55:00", None, 60),
        ("3.4.25 07.55", "2025-04-03T07:55:00", None, 60),
        ("11/17/2025 7:55:04 AM (UTC)", "2025-11-17T07:55:04", 0, 1),
        ("11/17/2025 12:05\u202fAM", "2025-11-17T00:05:00", None, 60),
        ("17/11/2025 12:05 p.m.", "2025-11-17T12:05:00", None, 60),
        ("5/5/2025 13:00", "2025-05-05T13:00:00", None, 60),
        ("[17 nov. 2025 om 7.55 uur]", "2025-11-17T07:55:00", None, 60),
        ("maandag 17 november 2025 07:55:04", "2025-11-17T07:55:04", None, 1),
        ("Monday, November 17, 2025 7:55 PM", "2025-11-17T19:55:00", None, 60),
        ("Mar 3, 2025 at 7:55 PM", "2025-03-03T19:55:00", None, 60),
        ("3 mrt 2025 07:55", "2025-03-03T07:55:00", None, 60),
        ("Mon, 17 Nov 2025 07:55:04 +0000", "2025-11-17T07:55:04", 0, 1),
        ("17-Nov-2025 07:55:04 (UTC-05:30)", "2025-11-17T07:55:04", -5.5, 1),
    ],
)
def test_what_a_time_says(text: str, local: str, offset_hours: float | None, precision: float) -> None:
    stated = read_stated(text)
    assert stated is not None
    assert (stated.local.isoformat(), stated.precision) == (local, precision)
    assert (stated.offset.total_seconds() / 3600 if stated.offset is not None else None) == offset_hours


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2025 07:55", "07:55", "17-11-2025", "31-02-2025 10:00", "17-11-2025 25:00", "13/13/2025 10:00",
        "11/17/2025 13:00 PM", "17 xyz 2025 10:00", "gesprek van 17-11-2025 07:55 en later", "1-1-125 10:00", "",
        "0000-01-01 10:00", "0001-01-01 00:00 +01:00", "x" * 200,
    ],
)  # fmt: skip
def test_what_is_not_one_sure_moment_is_none(text: str) -> None:
    assert read_stated(text) is None


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("* 2026-02-18T09:00:00Z @eva (eva@x): hoi", ("2026-02-18T09:00:00Z", " @eva (eva@x): hoi")),
        ("[18-02-2026 09:00] Eva: hoi", ("18-02-2026 09:00", " Eva: hoi")),
        ("18 feb 2026 09:00 uur - Eva", ("18 feb 2026 09:00 uur", " - Eva")),
        ("op 18-02-2026 09:00 zei Eva", None),
        ("18-02-2026 is een woensdag", None),
    ],
)
def test_a_line_that_begins_with_a_time(line: str, parts: tuple[str, str] | None) -> None:
    assert split_leading_time(line) == parts


def test_a_time_is_one_though_its_day_is_not_known() -> None:
    assert states_time("03/04/2025 07:55")
    assert states_time("2/18/2026 9:01 AM")
    assert not states_time("03/04/2025")


def test_the_instant_is_known_where_an_offset_stands() -> None:
    stated, local = read_stated("2025-11-17 07:55 +01:00"), read_stated("2025-11-17 07:55")
    assert stated is not None
    assert local is not None
    assert stated.instant is not None
    assert stated.instant.isoformat() == "2025-11-17T06:55:00+00:00"
    assert local.instant is None


@pytest.mark.parametrize(
    ("texts", "order", "is_open"),
    [
        (["03/04/2025 07:55", "13/04/2025 07:55"], DateOrder.DMY, False),
        (["03/04/2025 07:55", "04/13/2025 07:55"], DateOrder.MDY, False),
        (["03/04/2025 07:55"], None, True),
        (["13/04/2025 07:55", "04/13/2025 07:55", "03/04/2025 07:55"], None, True),
        (["05/05/2025 07:55", "03-04-2025 07:55", "hallo"], None, False),
    ],
)
def test_other_dates_tell_which_number_is_the_day(texts: list[str], order: DateOrder | None, is_open: bool) -> None:
    evidence = DateEvidence()
    for text in texts:
        evidence.see(text)
    assert (evidence.order, evidence.is_open) == (order, is_open)
    if order:
        found = read_stated(texts[0], order)
        assert found is not None
        assert found.local.month == (4 if order is DateOrder.DMY else 3)

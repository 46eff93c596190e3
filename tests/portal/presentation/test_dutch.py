"""What a Dutch reader sees of dates, times and figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.template import engines

import pytest
from hypothesis import given
from hypothesis import strategies as st

from woo_portal.presentation import dutch

EVENING = datetime(2025, 11, 14, 20, 3, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace(dutch.NO_BREAK_SPACE, " ")


def shown(template: str, **context: object) -> str:
    return plain(engines["django"].from_string("{% load dutch %}" + template).render(context))


def test_a_moment_is_shown_in_the_time_of_amsterdam() -> None:
    assert dutch.day(EVENING) == "14 november 2025"
    assert dutch.weekday(EVENING) == "vrijdag 14 november 2025"
    assert plain(dutch.clock(EVENING)) == "21.03 uur"
    assert plain(dutch.moment(EVENING)) == "14 nov 2025, 21.03 uur"


def test_a_moment_just_before_midnight_in_utc_is_the_next_day() -> None:
    assert dutch.day(datetime(2025, 12, 31, 23, 30, tzinfo=UTC)) == "1 januari 2026"


def test_summer_time_is_kept() -> None:
    assert plain(dutch.clock(datetime(2025, 7, 1, 12, 0, tzinfo=UTC))) == "14.00 uur"


def test_the_hour_that_a_night_has_twice_says_which_it_is() -> None:
    """Regression: a message of the second 02.05 stood under one of 02.50 as if time went back."""
    night = [datetime(2025, 10, 25, 23, 59, tzinfo=UTC) + timedelta(minutes=minutes) for minutes in (0, 51, 66, 122)]

    assert [plain(dutch.clock(moment)) for moment in night] == [
        "01.59 uur",
        "02.50 uur (zomertijd)",
        "02.05 uur (wintertijd)",
        "03.01 uur",
    ]
    assert plain(dutch.clock(datetime(2025, 3, 30, 1, 0, tzinfo=UTC))) == "03.00 uur"


def test_a_period_of_one_day_is_that_day() -> None:
    """Regression: "18 februari 2026 tot en met 18 februari 2026"."""
    last = datetime(2025, 11, 15, 11, 0, tzinfo=UTC)

    assert dutch.period(EVENING, EVENING + timedelta(hours=1)) == "op 14 november 2025"
    assert (
        shown("{{ first|period:last }}", first=EVENING, last=last) == "van 14 november 2025 tot en met 15 november 2025"
    )
    assert shown("{{ first|short_period:first }}", first=EVENING) == "14 nov 2025"
    assert shown("{{ first|short_period:last }}", first=EVENING, last=last) == "14 nov 2025 – 15 nov 2025"


def test_a_day_has_no_zone() -> None:
    assert dutch.day(date(2026, 3, 1)) == "1 maart 2026"
    assert dutch.short_day(date(2026, 3, 1)) == "1 mrt 2026"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dutch.clock(datetime(2025, 1, 1))


def test_the_zone_of_the_source_is_told_only_where_its_clock_showed_another_time() -> None:
    assert plain(dutch.source_clock(EVENING, "Europe/London")) == "20.03 uur (Europe/London)"
    assert dutch.source_clock(EVENING, "Europe/Brussels") == ""
    assert dutch.source_clock(EVENING, "UTC") == ""


def test_sizes() -> None:
    sizes = [0, 1, 812, 48_213, 999_499, 999_500, 3_420_000, 240_000_000, 999_500_000, 2_100_000_000]

    assert [plain(dutch.size(count)) for count in sizes] == (
        ["0 bytes", "1 byte", "812 bytes", "48 kB", "999 kB", "1,0 MB", "3,4 MB", "240 MB", "1,0 GB", "2,1 GB"]
    )


def test_durations_tell_the_two_largest_units() -> None:
    lengths = [timedelta(seconds=seconds) for seconds in (0, 1, 72, 3600, 7384, 200_000)]

    assert [plain(dutch.duration(length)) for length in lengths] == (
        ["0 seconden", "1 seconde", "1 minuut en 12 seconden", "1 uur", "2 uur en 3 minuten", "2 dagen en 7 uur"]
    )


def test_a_deadline_says_how_far_it_is() -> None:
    assert plain(dutch.days_left(9)) == "nog 9 dagen"
    assert plain(dutch.days_left(1)) == "nog 1 dag"
    assert plain(dutch.days_left(0)) == "vandaag"
    assert plain(dutch.days_left(-1)) == "1 dag te laat"


def test_all_is_said_only_when_nothing_is_left() -> None:
    assert dutch.percentage(999, 1000) == "99%"
    assert dutch.percentage(0, 0) == ""


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_a_number_reads_back_as_itself(value: int) -> None:
    text = dutch.number(value)
    assert int(text.replace(".", "")) == value
    assert all(len(group) == 3 for group in text.split(".")[1:])


def test_counts_agree_with_their_noun() -> None:
    assert shown('{{ n|counted:"bericht,berichten" }}', n=1) == "1 bericht"
    assert shown('{{ n|counted:"bericht,berichten" }}', n=1234) == "1.234 berichten"
    assert shown('{{ n|counted:"bericht,berichten" }}', n=0) == "geen berichten"


def test_words_are_joined_as_in_a_sentence() -> None:
    assert dutch.enumeration(["a"]) == "a"
    assert dutch.enumeration(["a", "b", "c"]) == "a, b en c"


def test_what_is_absent_shows_as_nothing() -> None:
    assert shown("[{{ x|day }}{{ x|clock }}{{ x|number }}{{ x|size }}{{ x|duration }}]", x=None) == "[]"


def test_a_key_or_a_year_in_a_template_stays_bare() -> None:
    assert shown('<a href="/{{ pk }}/">{{ year }}</a>', pk=12345, year=2026) == '<a href="/12345/">2026</a>'

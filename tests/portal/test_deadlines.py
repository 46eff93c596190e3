"""The last day to decide, by the Woo, the Kamer's rules and the Algemene termijnenwet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from woo_portal.dossiers.deadlines import WOO, Pause, counted_to, deadline, parliamentary

_filling = import_module("woo_portal.dossiers.migrations.0002_holidays")
easter, holidays_of = _filling.easter, _filling.holidays_of
DAYS = {day for year in range(2024, 2028) for day, _ in holidays_of(year)}
QUESTIONS = parliamentary(weeks=3, extension=3)


@pytest.mark.parametrize(
    ("term", "received", "extended", "last"),
    [
        (WOO, date(2026, 1, 21), False, date(2026, 2, 18)),
        (WOO, date(2026, 1, 21), True, date(2026, 3, 4)),
        (WOO, date(2026, 1, 24), False, date(2026, 2, 23)),  # ends on a Saturday
        (WOO, date(2026, 3, 6), False, date(2026, 4, 7)),  # Good Friday, weekend, Easter Monday
        (WOO, date(2025, 11, 27), False, date(2025, 12, 29)),  # both Christmas days, then a weekend
        (WOO, date(2026, 4, 7), False, date(2026, 5, 6)),  # 5 May
        (QUESTIONS, date(2026, 1, 27), False, date(2026, 2, 17)),
        (QUESTIONS, date(2026, 1, 27), True, date(2026, 3, 10)),
        (QUESTIONS, date(2026, 1, 31), False, date(2026, 2, 21)),  # the Kamer's term is not moved
    ],
)
def test_the_last_day_of_the_term(term, received, extended, last):
    assert deadline(term, received, extended=extended, holidays=DAYS) == last


RECEIVED = date(2026, 1, 21)
PAUSES = st.lists(
    st.builds(
        lambda start, length: Pause(RECEIVED + timedelta(start), RECEIVED + timedelta(start + length)),
        st.integers(-5, 90),
        st.integers(0, 40),
    ),
    max_size=5,
)


@given(PAUSES, st.booleans())
def test_the_term_has_as_many_days_as_the_law_gives_however_often_it_stands_still(pauses, extended):
    last = counted_to(replace(WOO, moved_by_law=False), RECEIVED, extended=extended, pauses=pauses)

    days = [RECEIVED + timedelta(number) for number in range(1, (last - RECEIVED).days + 1)]
    running = [day for day in days if not any(pause.first_day <= day < pause.resumes_on for pause in pauses)]
    assert len(running) == WOO.days + (WOO.extension if extended else 0)
    assert last == running[-1]


def test_a_term_that_has_ended_does_not_stand_still():
    late = Pause(date(2026, 2, 19), date(2026, 3, 5))
    assert counted_to(WOO, RECEIVED, extended=False, pauses=[late]) == date(2026, 2, 18)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))],
)
def test_easter(year, sunday):
    assert easter(year) == sunday


def test_kings_day_on_a_sunday_is_kept_on_saturday():
    assert date(2025, 4, 26) in dict(holidays_of(2025))
    assert date(2026, 4, 27) in dict(holidays_of(2026))


@pytest.mark.django_db
def test_the_table_of_holidays_is_filled():
    from woo_portal.dossiers.models import Holiday

    assert Holiday.objects.filter(day=date(2026, 5, 14), name="Hemelvaartsdag").exists()
    assert Holiday.objects.filter(day__year=2032).count() == len({day for day, _ in holidays_of(2032)})

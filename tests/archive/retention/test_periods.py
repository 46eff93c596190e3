"""How long a message is kept: as long as the longest term of everybody in its conversation, by what each was that day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.functions import FunctionClass
from archive.retention.periods import Keeping, Period, Retention, Rule, Tenure, add_years, periods, retention_on

MINISTER = Rule(FunctionClass.MINISTER, None, "1.1 bewindspersonen")
TOP = Rule(FunctionClass.TOP_OFFICIAL, 10, "1.2 ambtelijke top")
OFFICIAL = Rule(FunctionClass.OFFICIAL, 5, "1.3 ambtenaren")
ANYBODY = Rule(FunctionClass.UNKNOWN, 3, "1.9 overigen")
RULES = (MINISTER, TOP, OFFICIAL, ANYBODY)
DAY = date(2025, 11, 13)


def was(kind: FunctionClass, first: date | None = None, last: date | None = None) -> tuple[Tenure, ...]:
    return (Tenure(kind, first, last),)


NOBODY: tuple[Tenure, ...] = ()


@pytest.mark.parametrize(
    ("persons", "years", "because"),
    [
        ([was(FunctionClass.OFFICIAL), NOBODY], 5, FunctionClass.OFFICIAL),
        ([was(FunctionClass.OFFICIAL), was(FunctionClass.TOP_OFFICIAL)], 10, FunctionClass.TOP_OFFICIAL),
        ([NOBODY, NOBODY], 3, FunctionClass.UNKNOWN),
        ([], 3, FunctionClass.UNKNOWN),
        # A class without a rule of its own has that of "onbekend".
        ([was(FunctionClass.JOURNALIST)], 3, FunctionClass.JOURNALIST),
        # Two functions at once: the longest counts.
        ([(Tenure(FunctionClass.OFFICIAL), Tenure(FunctionClass.TOP_OFFICIAL))], 10, FunctionClass.TOP_OFFICIAL),
    ],
)
def test_the_longest_term_of_everybody_involved(persons, years, because):
    found = retention_on(DAY, persons, RULES)
    assert (found.keeping, found.years, found.because) == (Keeping.FOR_A_TERM, years, because)


def test_one_minister_keeps_it_for_ever():
    found = retention_on(DAY, [was(FunctionClass.OFFICIAL), was(FunctionClass.MINISTER), NOBODY], RULES)
    assert (found.keeping, found.due_from(DAY)) == (Keeping.FOR_EVER, None)


def test_the_function_held_at_that_moment_counts():
    secretary = was(FunctionClass.TOP_OFFICIAL, date(2025, 1, 1), DAY)
    assert retention_on(DAY, [secretary], RULES).years == 10
    assert retention_on(DAY + timedelta(days=1), [secretary], RULES).years == 3


def test_without_a_rule_for_somebody_nothing_is_destroyed():
    found = retention_on(DAY, [was(FunctionClass.OFFICIAL), NOBODY], (MINISTER, TOP, OFFICIAL))
    assert (found.keeping, found.because, found.due_from(DAY)) == (Keeping.UNDECIDED, FunctionClass.UNKNOWN, None)
    # Whatever is decided for that person, a minister's chat is kept for ever.
    assert retention_on(DAY, [was(FunctionClass.MINISTER), NOBODY], (MINISTER,)).keeping == Keeping.FOR_EVER


def test_the_rule_of_the_messages_day_counts_and_of_two_the_longest():
    old = Rule(FunctionClass.OFFICIAL, 7, "lijst 2015", None, DAY - timedelta(days=1))
    new = Rule(FunctionClass.OFFICIAL, 5, "lijst 2025", DAY, None)
    official = [was(FunctionClass.OFFICIAL)]
    assert retention_on(DAY - timedelta(days=1), official, (old, new)).basis == "lijst 2015"
    assert retention_on(DAY, official, (old, new)).basis == "lijst 2025"
    assert retention_on(DAY, official, (OFFICIAL, Rule(FunctionClass.OFFICIAL, 8, "dubbel"))).years == 8


@pytest.mark.parametrize(
    ("day", "years", "due"),
    [
        (date(2025, 11, 13), 5, date(2030, 11, 13)),
        (date(2024, 2, 29), 5, date(2029, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2025, 1, 1), 0, date(2025, 1, 1)),
    ],
)
def test_the_day_from_which_it_may_be_destroyed(day, years, due):
    assert add_years(day, years) == due


def test_the_periods_of_a_conversation():
    deputy = (
        Tenure(FunctionClass.OFFICIAL, date(2020, 1, 1), date(2022, 12, 31)),
        Tenure(FunctionClass.STATE_SECRETARY, date(2023, 1, 1), date(2024, 6, 30)),
    )
    found = periods([deputy, was(FunctionClass.OFFICIAL)], (*RULES, Rule(FunctionClass.STATE_SECRETARY, None, "1.1")))

    assert [(period.first, period.last, period.retention.years) for period in found] == [
        (None, date(2022, 12, 31), 5),
        (date(2023, 1, 1), date(2024, 6, 30), None),
        (date(2024, 7, 1), None, 5),
    ]


@pytest.mark.parametrize(
    ("first", "last", "today", "due"),
    [
        (None, None, date(2030, 11, 12), (None, date(2025, 11, 12))),
        (DAY, None, date(2030, 11, 12), None),
        (DAY, None, date(2030, 11, 13), (DAY, DAY)),
        (None, date(2020, 1, 1), date(2030, 11, 13), (None, date(2020, 1, 1))),
        # On 29 February what was sent on 28 February five years before is due, and nothing later.
        (None, None, date(2028, 2, 29), (None, date(2023, 2, 28))),
    ],
)
def test_what_of_a_period_is_due(first, last, today, due):
    assert Period(first, last, Retention(Keeping.FOR_A_TERM, FunctionClass.OFFICIAL, 5)).due_on(today) == due


days = st.dates(date(2015, 1, 1), date(2030, 1, 1))
kinds = st.sampled_from([FunctionClass.MINISTER, FunctionClass.TOP_OFFICIAL, FunctionClass.OFFICIAL])
tenures = st.builds(Tenure, kinds, st.none() | days, st.none() | days)
careers = st.lists(st.lists(tenures, max_size=3).map(tuple), max_size=4)
rules = st.lists(
    st.builds(
        Rule, kinds | st.just(FunctionClass.UNKNOWN), st.none() | st.integers(0, 20), st.just(""), st.none() | days
    ),
    max_size=4,
)


@given(careers, rules, days)
def test_a_day_is_in_one_period_and_has_its_retention(persons, table, day):
    found = [
        period
        for period in periods(persons, table)
        if (period.first is None or period.first <= day) and (period.last is None or day <= period.last)
    ]
    assert [period.retention for period in found] == [retention_on(day, persons, table)]


@given(careers, rules, days, days)
def test_what_is_due_is_due_and_nothing_else(persons, table, day, today):
    due = any(
        stretch and (stretch[0] is None or stretch[0] <= day) and day <= stretch[1]
        for stretch in (period.due_on(today) for period in periods(persons, table))
    )
    since = retention_on(day, persons, table).due_from(day)
    assert due == (since is not None and since <= today)


def test_nobody_more_makes_a_term_shorter():
    persons = [was(FunctionClass.OFFICIAL), NOBODY]
    for added in (NOBODY, was(FunctionClass.OFFICIAL), was(FunctionClass.TOP_OFFICIAL), was(FunctionClass.MINISTER)):
        before, after = retention_on(DAY, persons, RULES), retention_on(DAY, [*persons, added], RULES)
        assert after.years is None or after.years >= before.years

"""Days and periods as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.expressions import InPeriod, QueryProblem
from archive.search.periods import read_period

NOVEMBER = InPeriod(date(2025, 11, 1), date(2025, 11, 30))
FOURTEENTH = InPeriod(date(2025, 11, 14), date(2025, 11, 14))


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2025", InPeriod(date(2025, 1, 1), date(2025, 12, 31))),
        *((typed, NOVEMBER) for typed in ("2025-11", "11-2025", "11/2025", "november 2025", "Nov. 2025", "nov-2025")),
        *(
            (typed, FOURTEENTH)
            for typed in ("2025-11-14", "14-11-2025", "14/11/2025", "14.11.2025", "14 november 2025")
        ),
        ("1-3-2024", InPeriod(date(2024, 3, 1), date(2024, 3, 1))),
        ("mrt 2024..2-2024", QueryProblem),
        ("feb 2024..mrt 2024", InPeriod(date(2024, 2, 1), date(2024, 3, 31))),
        ("2025-11..2026-02", InPeriod(date(2025, 11, 1), date(2026, 2, 28))),
        ("14 nov 2025 t/m 20 nov 2025", InPeriod(date(2025, 11, 14), date(2025, 11, 20))),
        ("2025 tot en met 2026", InPeriod(date(2025, 1, 1), date(2026, 12, 31))),
        ("2025-11…", InPeriod(date(2025, 11, 1), None)),
        ("...14-11-2025", InPeriod(None, date(2025, 11, 14))),
        *(
            (typed, QueryProblem)
            for typed in ("", "..", "2024..2025..2026", "14-11-25", "30-2-2025", "0-1-2025", "1850")
        ),
        *((typed, QueryProblem) for typed in ("2025-00", "ma 2025", "x 2025", "2025-11-14-3", "١-١-٢٠٢٥")),
    ],
)
def test_the_days_that_are_meant(typed, period):
    if period is QueryProblem:
        with pytest.raises(QueryProblem):
            read_period(typed)
    else:
        assert read_period(typed) == period


BOUNDS = st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31)) | st.dates(date(2024, 12, 30), date(2025, 2, 2))


@given(BOUNDS, BOUNDS)
def test_a_period_of_days_is_read_as_it_is_written(one, other):
    first, last = sorted((one, other)) if one and other else (one, other)
    if first or last:
        assert read_period(f"{first or ''}..{last or ''}") == InPeriod(first, last)

"""A table that a spreadsheet shows, and never runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from woo_portal.presentation.spreadsheet import STARTS_FORMULA, as_csv, as_text


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+31612345678", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u200e=1", "＝1+1", "\ufeff@a"],
)
def test_what_a_spreadsheet_would_run_is_text(cell):
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Akkoord", "1 = 1", "12", "«=»", "'t Hooge"])
def test_other_text_is_left_alone(cell):
    assert as_text(cell) == cell


@settings(deadline=None)
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4), max_size=5))
def test_a_table_is_read_as_it_was_and_no_cell_starts_a_formula(rows):
    text = "".join(as_csv(rows))
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not [cell for row in read for cell in row if cell[:1] in STARTS_FORMULA and cell]

"""What the database's planner believes of a table that grows."""

from __future__ import annotations

from django.db import connection

import pytest

from archive.statistics import WORTH_WHILE, table_grew

pytestmark = pytest.mark.django_db


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _grow(by: int) -> int:
    """Give the table more rows, tell the planner, and say how many it believes there are."""
    _run(f"INSERT INTO grown SELECT generate_series(1, {by})")
    table_grew("grown", by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'grown'::regclass")
        return int(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def _table(db: None) -> None:
    _run("CREATE TEMPORARY TABLE grown (number integer) ON COMMIT DROP")


def test_after_an_import_that_was_undone_a_few_rows_are_seen():
    _run("INSERT INTO grown SELECT generate_series(1, 500)")
    _run("DELETE FROM grown")
    _run("ANALYZE grown")
    assert _grow(0) == 0
    assert _grow(3) == 3


@pytest.mark.parametrize(
    ("before", "by", "believed"),
    [
        (500, 3, 500),
        (500, WORTH_WHILE, 500 + WORTH_WHILE),
        (20 * WORTH_WHILE, WORTH_WHILE, 20 * WORTH_WHILE),
        (20 * WORTH_WHILE, 2 * WORTH_WHILE, 22 * WORTH_WHILE),
    ],
)
def test_a_table_is_looked_at_when_it_grew_by_much(before, by, believed):
    _run(f"INSERT INTO grown SELECT generate_series(1, {before})")
    _run("ANALYZE grown")
    assert _grow(by) == believed

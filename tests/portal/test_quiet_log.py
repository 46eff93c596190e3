"""What goes wrong is in the log; what was said in a chat is not."""

from __future__ import annotations

import io
import logging

from django.db import DatabaseError, connection

import pytest

from woo_portal.quiet_log import WithoutRows
from woo_portal.settings import base

SECRET = "de minister is ziek\nen niemand mag het weten"


def logged(error: Exception, message: str = "job %s failed", *values: object) -> str:
    """What the handler of the portal writes of an error that was caught."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(WithoutRows())
    logger = logging.Logger("woo_portal.jobs")
    logger.addHandler(handler)
    try:
        raise RuntimeError("while storing") from error
    except RuntimeError:
        logger.exception(message, *(values or (12,)))
    return written.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMP TABLE said (words text CHECK (words = 'nooit')); INSERT INTO said VALUES (%s)",
        "CREATE TEMP TABLE said (words text UNIQUE); INSERT INTO said VALUES (%s), (%s)",
    ],
)
def test_a_row_that_the_database_refuses_is_not_quoted(statement: str):
    """PostgreSQL adds the failing row to its message, and a traceback ends with that."""
    create, insert = statement.split("; ")
    with connection.cursor() as cursor:
        cursor.execute(create)
        with pytest.raises(DatabaseError) as caught:
            cursor.execute(insert, [SECRET] * insert.count("%s"))
    assert "minister" in str(caught.value)

    text = logged(caught.value)

    assert "minister" not in text
    assert "niemand" not in text
    assert "violates" in text
    assert text.rstrip().endswith("RuntimeError: while storing")


def test_nor_is_it_where_the_message_itself_repeats_the_error():
    text = logged(ValueError("x"), "task failed: %s", DatabaseError(f"mislukt\nDETAIL:  Failing row ({SECRET})"))

    assert text.startswith("task failed: mislukt\n")
    assert "minister" not in text


def test_everything_the_portal_logs_goes_through_it():
    (handler,) = base.LOGGING["root"]["handlers"]
    assert base.LOGGING["handlers"][handler]["filters"] == ["without_rows"]
    assert base.CELERY_WORKER_HIJACK_ROOT_LOGGER is False

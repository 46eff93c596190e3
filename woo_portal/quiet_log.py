"""Keeps out of the log what a database error quotes of a row: a failing row of messages holds what was said in a chat."""

from __future__ import annotations

import logging
import re
import traceback

_QUOTED = re.compile(
    r"^(?:DETAIL|CONTEXT|LINE \d+):.*?(?=^\s*(?:The above exception was|During handling of the above)|\Z)",
    re.MULTILINE | re.DOTALL,
)
"""What PostgreSQL adds to the sentence that says what is wrong. A value may hold line ends, so it goes up to the next error."""


class WithoutRows(logging.Filter):
    """Changes a record, and drops none: what is written of an exception has no values of rows in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true."""
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = without_rows("".join(traceback.format_exception(*record.exc_info))).rstrip()
        message = record.getMessage()
        if (quiet := without_rows(message)) != message:
            record.msg, record.args = quiet, ()
        return True


def without_rows(text: str) -> str:
    """A text of errors without what the database quoted in them."""
    return _QUOTED.sub("", text)

"""What the database can hold of a text that an export holds. Pure."""

from __future__ import annotations

import re

_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")
NAME_LENGTH = 300
"""Characters kept of a name, a title or a file's name."""


def storable(text: str) -> str:
    """The text with what PostgreSQL cannot hold (NUL, lone surrogates) replaced by U+FFFD."""
    return _NOT_STORABLE.sub("\ufffd", text)


def is_storable(text: str) -> bool:
    """Whether the text can be stored as it is."""
    return _NOT_STORABLE.search(text) is None


def stored_name(name: str) -> str:
    """A name as it is stored: what the database can hold of its first `NAME_LENGTH` characters."""
    return storable(name)[:NAME_LENGTH]

"""What the database can hold of a text or an id out of an export. Pure."""

from __future__ import annotations

import hashlib
import re
from typing import Any

_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")
_NOT_PRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = str.maketrans("\x0b\x0c", "\n\n")
NAME_LENGTH = 300
"""Characters kept of a name, a title or a file's name."""
MAX_ID = 200
"""Characters of an app's own id that are kept; real ones have up to some 120."""


def storable(text: str) -> str:
    """The text with what PostgreSQL cannot hold (NUL, lone surrogates) replaced by U+FFFD."""
    return _NOT_STORABLE.sub("\ufffd", text)


def is_storable(text: str) -> bool:
    """Whether the text can be stored as it is."""
    return "\0" not in text if text.isascii() else _NOT_STORABLE.search(text) is None


def printable(text: str) -> str:
    """The text without what a Word document cannot hold either (control characters); other breaks of a line become newlines."""
    return _NOT_PRINTABLE.sub("", text.translate(_BREAKS))


def stored_name(name: str) -> str:
    """A name as it is stored: what the database can hold of its first `NAME_LENGTH` characters."""
    return storable(name)[:NAME_LENGTH]


def storable_id(source_id: str) -> str:
    """An app's own id as it can be stored. One that is too long keeps its beginning and ends in its SHA-256, so that two
    different ids stay two.
    """
    clean = storable(source_id)
    if len(clean) <= MAX_ID:
        return clean
    digest = hashlib.sha256(source_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{clean[: MAX_ID - 65]}#{digest}"


def storable_json(value: Any) -> Any:
    """Plain data for JSON with every string in it storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): storable_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(item) for item in value]
    return value

"""The encodings a page or a mail says its letters are in. Pure."""

from __future__ import annotations

import codecs

_NOT_OF_LETTERS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
"""Encodings of Python that no page is written in, and of which some take forever over a long text."""


def charset(name: str) -> str | None:
    """The encoding a name stands for, in Python's spelling; None when it stands for none of text."""
    try:
        found = codecs.lookup(name).name
        "".encode(found)  # Raises for what is no encoding of text, such as base64.
    except (LookupError, ValueError):
        return None
    return found if found.replace("_", "-") not in _NOT_OF_LETTERS else None

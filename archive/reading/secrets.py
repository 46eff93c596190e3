"""Keeps keys, tokens and passwords of a source out of what an importer yields; which these are, each importer knows. Pure."""

from __future__ import annotations

import re

STRIPPED = "(sleutel weggelaten)"
_TEXT = r'"(?:[^"\\]|\\.)*(?:"|$)'
"""A text in JSON, also one that breaks off."""
_LIST = r"\[[^\]]*(?:\]|$)"


def fields_named(names: str, *, with_lists: bool = False) -> re.Pattern[str]:
    """Finds the fields of JSON, whole or broken off, that have one of the names (a regular expression) and a text in them; where
    asked for, also those with a list.
    """
    values = f"{_TEXT}|{_LIST}" if with_lists else _TEXT
    return re.compile(rf'("(?:{names})"\s*:\s*)(?:{values})')


def without_fields(fields: re.Pattern[str], raw: str) -> str:
    """JSON as it is written, with something else in the fields that `fields_named` finds."""
    return fields.sub(rf'\1"{STRIPPED}"', raw)

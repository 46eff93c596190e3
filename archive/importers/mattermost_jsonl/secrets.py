"""Keeps what opens accounts out of all that an importer yields: a line about a person may hold a password or its hash."""

from __future__ import annotations

import re

_NAMED = re.compile(
    r'("(?:password|auth_data|\w{0,40}_token|token|\w{0,40}secret\w{0,40})"\s*:\s*)("(?:[^"\\]|\\.)*(?:"|$))'
)
STRIPPED = "(sleutel weggelaten)"


def without_secrets(raw: str) -> str:
    """A line of the export, readable or not, with every password and token in it replaced."""
    return _NAMED.sub(rf'\1"{STRIPPED}"', raw)

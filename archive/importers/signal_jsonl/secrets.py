"""Keeps the keys in a Signal export out of everything an importer yields: with them the account's backups can be read."""

from __future__ import annotations

import re

from archive.reading.secrets import STRIPPED, fields_named, without_fields

_NAMED = fields_named(
    r"\w*[kK]eys?|\w*[pP]in|\w*[pP]assword|entropy|\w*[sS]ecret\w*|\w*[tT]oken|subscriberId|serverId|receiptCredentialPresentation",
    with_lists=True,
)
_LOOKS_LIKE_KEY = re.compile(r"[A-Za-z0-9+/_-]{43}=")
"""32 bytes in base64: every key of Signal's has this length; an account's id, 16 bytes, has not."""


def without_keys(raw: str) -> str:
    """A line of the export, readable or not, with every key in it replaced."""
    return _LOOKS_LIKE_KEY.sub(STRIPPED, without_fields(_NAMED, raw))

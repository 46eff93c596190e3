"""Keeps keys out of what an importer yields: with the one in an event, an encrypted file on the server can be read."""

from __future__ import annotations

from archive.reading.secrets import fields_named, without_fields

_KEYS = fields_named("k|iv|token|access_token|session_key|sender_key")


def without_keys(raw: str) -> str:
    """An event as it is written, with every key in it replaced."""
    return without_fields(_KEYS, raw)

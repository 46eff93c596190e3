"""Keeps what opens accounts out of all that an importer yields: a line about a person may hold a password or its hash."""

from __future__ import annotations

from archive.reading.secrets import fields_named, without_fields

_SECRETS = fields_named(r"password|auth_data|\w{0,40}_token|token|\w{0,40}secret\w{0,40}")


def without_secrets(raw: str) -> str:
    """A line of the export, readable or not, with every password and token in it replaced."""
    return without_fields(_SECRETS, raw)

"""What can be seen of an identifier of a person by its form alone: a telephone number, a mail address, a UUID. Pure."""

from __future__ import annotations

import uuid

from archive.phone_numbers import e164

_AS_DIALLED = ("+", "0")


def dialled_number(text: str) -> str | None:
    """The number in E.164 of a text that is one as it is dialled; bare digits may be an account's, such as Telegram's."""
    return e164(text) if text.startswith(_AS_DIALLED) else None


def is_mail_address(text: str) -> bool:
    """Whether a text is a mail address with a domain, and nothing else."""
    name, at, domain = text.rpartition("@")
    return bool(at and name and "." in domain and not text.split()[1:])


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as it is usually written: the id of an account that is the same anywhere."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False

"""Telephone numbers as one number is written once: E.164, read as in the Netherlands when no country is named."""

from __future__ import annotations

import re

import phonenumbers

REGION = "NL"
_ONLY_NUMBER = re.compile(r"\+?[\d\s().\-\u2010-\u2015/]{6,25}")


def e164(text: str) -> str | None:
    """The number a text is ("+31612345678"), or None when it is no telephone number and nothing else.

    With a country code any number is taken, since apps show an unsaved number so; without one it must be a valid Dutch
    number, because then somebody saved it as a name.
    """
    if not _ONLY_NUMBER.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not text.startswith("+") and not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

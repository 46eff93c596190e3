"""The people of a mail message as handles: by their address, or by their number where the app goes by numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from archive.importers.eml.vendors import Origin
from archive.importing import HandleKind, ParsedHandle
from archive.phone_numbers import e164
from archive.reading.mail_headers import Address, Headers

LONGEST_NAME = 300
"""Characters in which an address or a number is looked for."""
_NUMBER_AFTER_NAME = re.compile(r"(?P<name>.*?)[\s(]*(?P<number>\+?\d[\d\s().-]{7,}\d)\)?")
_IN_TEXT = re.compile(r"(?P<name>.*?)\s*(?:[<(]|\s-\s)\s*(?P<address>[^\s<>()]+@[^\s<>()]+)\s*[>)]?")


def people_of(headers: Headers, origin: Origin) -> tuple[ParsedHandle, ...]:
    """Everybody a message names as its sender or one it is for, each once, the sender first."""
    return tuple(dict.fromkeys(handle_of(one, origin) for one in headers.addresses("from", "to", "cc", "bcc")))


def handle_of(one: Address, origin: Origin) -> ParsedHandle:
    """A person in a header."""
    if origin.by_telephone and (by_number := _by_number(one)):
        return by_number
    if "@" in one.address:
        return ParsedHandle(HandleKind.EMAIL, one.address, one.name or one.address)
    shown = one.name or one.address
    return ParsedHandle(HandleKind.CONTACT_NAME, shown, shown)


def by_name(people: Iterable[ParsedHandle]) -> dict[str, ParsedHandle]:
    """People by the name they are shown with, those left out who share one."""
    people = list(people)
    names = Counter(person.shown for person in people)
    return {person.shown: person for person in people if names[person.shown] == 1}


def handle_in_transcript(name: str, address: str, origin: Origin, known: Mapping[str, ParsedHandle]) -> ParsedHandle:
    """A person as a line of a transcript names them; by a name alone it is who the mail is from or to and is called so."""
    if not address and name in known:
        return known[name]
    if not address and len(name) <= LONGEST_NAME and (match := _IN_TEXT.fullmatch(name.strip())):
        name, address = match["name"], match["address"]
    return handle_of(Address(address.lower(), name.strip()), origin)


def _by_number(one: Address) -> ParsedHandle | None:
    """A person by the number that stands with the name ("Jan de Wit +31612345678") or before the @ of the address."""
    if len(one.name) <= LONGEST_NAME and (match := _NUMBER_AFTER_NAME.fullmatch(one.name)):
        number = e164(match["number"].strip())
        if number:
            return ParsedHandle(HandleKind.PHONE, number, match["name"].strip(" ,") or number)
    number = e164(one.address.partition("@")[0])
    return ParsedHandle(HandleKind.PHONE, number, one.name or number) if number else None

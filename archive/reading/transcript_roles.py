"""What the elements and columns of a transcript in HTML are called, and what they are by it: a message, its sender, its moment.
Pure; knows the words and not the page.
"""

from __future__ import annotations

import re

from archive.reading.html_text import Attributes
from archive.reading.stated_times import states_time

_BLOCK_TAGS = frozenset("article div label li section table tr".split())
_BLOCK = re.compile(
    r"(?:[\w-]+[-_])?(?:message|msg)(?:[-_](?:wrapper|row|item|container|card|block|entry))?", re.IGNORECASE
)
_BLOCK_ID = re.compile(r"(?:message|msg)[-_]?\d+", re.IGNORECASE)
_ROLES = {
    "time": re.compile(
        r"(?:[\w-]+[-_])?(?:time|date|datetime|timestamp|sent|sent[-_]?(?:time|at|date))", re.IGNORECASE
    ),
    "sender": re.compile(
        r"(?:[\w-]+[-_])?(?:sender|from|author|user|name|(?:display|user|sender)[-_]?name)", re.IGNORECASE
    ),
    "address": re.compile(r"(?:[\w-]+[-_])?e?mail", re.IGNORECASE),
    "body": re.compile(r"(?:[\w-]+[-_])?(?:text|body|content|message)", re.IGNORECASE),
    "identifier": re.compile(r"(?:post|message|msg)[-_]?id", re.IGNORECASE),
    "status": re.compile(r"update[-_]?type|(?:[\w-]+[-_])?(?:edited|deleted)|message[-_]status", re.IGNORECASE),
    "file": re.compile(r"(?:[\w-]+[-_])?(?:attachment|file[-_]?name|attachment[-_]name)", re.IGNORECASE),
    "shown": re.compile(r"user[-_]?id|edited[-_]new[-_]msg[-_]id", re.IGNORECASE),
}
"""Classes by what they say of an element of a message; the first that fits counts. What is "shown" is nothing to its readers."""
_SURE_ROLES = frozenset({"identifier", "status", "shown"})
_NO_ROLE = re.compile(
    r"(?:update|edit|modif|delete|post|quote|reply|group|team|channel|chat)\w*[-_]?\w*", re.IGNORECASE
)
_COLUMNS = {
    "time": "time date datetime date/time timestamp sent tijd tijdstip datum datum/tijd verzonden".split(),
    "sender": "from sender author user name participant van afzender auteur gebruiker naam deelnemer".split(),
    "body": "message text content body bericht tekst inhoud".split(),
}
EDITED = re.compile(r"edit|bewerkt|gewijzigd|modified|updated", re.IGNORECASE)
DELETED = re.compile(r"delet|verwijderd", re.IGNORECASE)
"""Words by which a page says what became of a message."""
_KNOWN_STATUS = re.compile(rf"{EDITED.pattern}|{DELETED.pattern}|original|new|nieuw|sent|verzonden|^$", re.IGNORECASE)
_MARK = re.compile(r"\W*(?:edited|bewerkt|gewijzigd|modified|updated)\b(?P<more>.{0,60})", re.IGNORECASE)
_SIGNS = re.compile(r"[\s!-/:-@\[-`{-~–—•·|]*")
"""Blanks and signs; an emoji is more than that."""
_LABEL = re.compile(
    r"(?:from|sender|author|van|afzender|auteur|sent|time|date|tijd|tijdstip|datum|verzonden|message|text|bericht|tekst|"
    r"attachments?|bijlagen?|files?|bestand(?:en)?|(?:message|post)[ -]?id|e-?mail|status|user)",
    re.IGNORECASE,
)
_OF_A_PERSON = re.compile(r"avatar|profile|profiel|photo of|foto van", re.IGNORECASE)
_COLUMN_NOTE = re.compile(r"\s*\([^)]*\)\s*$")


def is_message(tag: str, attributes: Attributes) -> bool:
    """Whether an element is called a message, by its class, its id or its kind."""
    if tag not in _BLOCK_TAGS:
        return False
    called = any(_BLOCK.fullmatch(name) for name in attributes.get("class", "").split())
    return called or bool(_BLOCK_ID.fullmatch(attributes.get("id", ""))) or attributes.get("data-type") == "message"


def role_of(tag: str, attributes: Attributes) -> str:
    """What an element of a message is to it, by what it is called, "" when that says nothing."""
    names = [*attributes.get("class", "").split(), attributes.get("itemprop", ""), attributes.get("data-tid", "")]
    if tag == "time":
        names.append(tag)
    for role, pattern in _ROLES.items():
        if any(pattern.fullmatch(name) and (role in _SURE_ROLES or not _NO_ROLE.fullmatch(name)) for name in names):
            return role
    return ""


def columns_of(texts: list[str]) -> dict[str, int] | None:
    """Which column is which, by the head of a table; None when this is no head of a transcript."""
    names = [_COLUMN_NOTE.sub("", text).lower() for text in texts]
    found = {}
    for role, words in _COLUMNS.items():
        places = [place for place, name in enumerate(names) if name in words]
        if not places:
            return None
        found[role] = places[0]
    return found if len(set(found.values())) == len(found) else None


def places_in_three(texts: list[str]) -> dict[str, int] | None:
    """Which cell is which in a row of three without a head: the one with a moment, the name, the text."""
    if len(texts) != 3:
        return None
    times = [place for place in (0, 1) if states_time(texts[place])]
    if len(times) != 1 or not texts[1 - times[0]]:
        return None
    return {"time": times[0], "sender": 1 - times[0], "body": 2}


def without_labels(text: str, sender: str) -> list[str]:
    """The lines that say something: not the signs and labels around the parts of a message ("Van:", "|"), nor its sender."""
    stripped = (line.strip(" •") for line in text.split("\n"))
    said = (line for line in stripped if not _SIGNS.fullmatch(line) and not _is_labels(line))
    return [line for line in said if line.lstrip("@").casefold() != sender.lstrip("@").casefold()]


def _is_labels(line: str) -> bool:
    """Whether a line holds nothing but labels, each before its colon."""
    return all(_SIGNS.fullmatch(part) or _LABEL.fullmatch(part.strip(" \t-–|()")) for part in line.split(":"))


def is_known_status(status: str) -> bool:
    """Whether it is clear what a page says of a message."""
    return bool(_KNOWN_STATUS.search(status))


def is_mark(line: str) -> bool:
    """Whether a line by itself says that the message was edited."""
    return bool(_MARK.fullmatch(line))


def is_bare_mark(line: str) -> bool:
    """Whether a line says that the message was edited, and nothing more."""
    match = _MARK.fullmatch(line)
    return bool(match and _SIGNS.fullmatch(match["more"]))


def is_picture_of(sender: str, alt: str) -> bool:
    """Whether a picture beside a message is that of who wrote it."""
    return bool(_OF_A_PERSON.search(alt)) or bool(sender and sender.casefold() in alt.casefold())

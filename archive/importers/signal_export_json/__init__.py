"""The JSON of signal-export (carderne): a folder for each chat with `data.json`, one message a line, and perhaps `meta.json`.

The tool writes the local time of the computer it ran on, without a zone, and names people by their contact's name only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath

from archive.importers.signal_export_json.chats import Chat, find_owner, survey_chat
from archive.importers.signal_export_json.messages import Messages, NoTime
from archive.importing import (
    WRONG_FORM,
    Bookkeeping,
    ImportOptions,
    Item,
    LocalTimes,
    Notice,
    ParsedMessage,
    Unreadable,
    importers,
)
from archive.reading.containers import Container
from archive.reading.export_members import candidates, counted_in
from archive.reading.json_lines import as_text, count_lines, first_object, lines
from archive.reading.local_time import LocalClock
from archive.reading.member_paths import MemberPaths
from archive.reading.notices import unnamed_files
from archive.reading.phrases import EMPTY_LINE
from archive.reading.secrets import fields_named, without_fields

SAMPLE_BYTES = 64 * 1024
SIGNAL_BEGAN = datetime(2014, 1, 1, tzinfo=UTC)
"""TextSecure is older, but not on a desktop, which is what signal-export reads."""
_OF_A_MESSAGE = frozenset({"date", "sender", "body", "quote", "sticker", "reactions", "attachments"})
_OWN_FILES = frozenset({"chat.md", "index.html", "data.json", "meta.json", "members.csv", "style.css", "chat.js"})
_KEYS = fields_named("packKey|localKey|key")
NOT_READABLE = "geen bericht van signal-export, of beschadigd"
NO_TIME = "zonder tijd, of met een tijd die niet kan kloppen (vóór Signal bestond of in de toekomst)"
_DROPPED = (
    "signal-export laat berichten met een vervaldatum weg, tenzij daar bij het exporteren om gevraagd is. Deze export kan dus "
    "onvolledig zijn; hoeveel er ontbreekt, is niet te zien."
)


@importers.register
class SignalExportJson:
    """Reads data.json of one chat or of many. Units are the lines."""

    name = "signal_export_json"
    label = "signal-export (data.json)"
    unit = "regels"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Telefoonnummers en accounts staan niet in de berichten; personen heten zoals het contact op de computer heette.",
        "Wie toetrad, vertrok of de groepsnaam wijzigde, staat er niet in: van zo'n gebeurtenis blijft een lege regel over.",
        "Van een antwoord staat de tekst van het aangehaalde bericht erin, niet wie dat schreef.",
        "Van een doorgestuurd bericht is niet te zien dat het doorgestuurd is.",
        "Het teken ` (accent grave) haalt signal-export uit elke tekst weg.",
    )

    def exports(self, container: Container) -> list[str]:
        """The files that begin with a message as signal-export writes it."""
        return _exports(container)

    def count_units(self, container: Container) -> int:
        """The number of lines of all chats, counted in the bytes."""
        return counted_in(container, _exports(container), lambda stream, member: count_lines(stream))

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield the chats one after the other, each with its messages in file order."""
        exports = _exports(container)
        others = (other for other in container.members if PurePosixPath(other).name not in _OWN_FILES)
        files, unit, local_times = MemberPaths(other for other in others if other not in exports), 0, 0
        owner = find_owner(container, exports)
        for member in exports:
            chat = survey_chat(container, member, owner)
            clock = LocalClock(options.zone, datetime.now(UTC), since=SIGNAL_BEGAN)
            messages = Messages(chat, files, clock, options.zone)
            yield chat.conversation()
            with container.open(member) as stream:
                for number, raw in lines(stream, name=member, first=unit + 1):
                    unit = number
                    item = _item(messages, chat, raw, number)
                    local_times += isinstance(item, ParsedMessage) and item.sent_at.tzinfo is not UTC
                    yield item
        if local_times:
            yield LocalTimes(local_times)
        yield Notice(_DROPPED)
        yield from unnamed_files(files.unnamed)


def _item(messages: Messages, chat: Chat, raw: bytes, unit: int) -> Item:
    if not raw.strip():
        return Bookkeeping(unit, unit, EMPTY_LINE)
    try:
        return messages.message(json.loads(raw), unit)
    except NoTime:
        return _unreadable(unit, raw, NO_TIME)
    except WRONG_FORM:
        return _unreadable(unit, raw, NOT_READABLE)


def _unreadable(unit: int, raw: bytes, reason: str) -> Unreadable:
    """A line as it stands, without the key of a sticker."""
    return Unreadable(unit, unit, without_fields(_KEYS, as_text(raw)), reason)


def _exports(container: Container) -> list[str]:
    """The members that are such a chat: called data.json at any depth, or the one file there is."""
    called = candidates(container, lambda member: PurePosixPath(member).name == "data.json")
    return [member for member in called if _begins_with_message(container, member)]


def _begins_with_message(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        message = first_object(stream, at_most=SAMPLE_BYTES)
    return message is not None and message.keys() >= _OF_A_MESSAGE

"""The JSON of WhatsApp-Chat-Exporter (KnugiHK), a tool that reads WhatsApp's databases: `{address: {…, "messages": {…}}}`.

The facts about a message are the tool's; where it put them into English words, those words are kept as they stand.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from archive.importers.whatsapp_exporter_json.chats import Chat
from archive.importers.whatsapp_exporter_json.messages import Messages
from archive.importing import WRONG_FORM, ImportOptions, Item, Unreadable, importers
from archive.reading.charsets import json_as_utf8
from archive.reading.containers import Container, ImportRefused
from archive.reading.export_members import candidates, counted_in
from archive.reading.json_records import Json, beginning, count_entries, entries
from archive.reading.member_paths import MemberPaths
from archive.reading.notices import unnamed_files

SAMPLE_BYTES = 64 * 1024
DEPTH = 3
"""A message stands below its chat's address, the key "messages" and its own number."""
NOT_READABLE = "geen bericht van WhatsApp-Chat-Exporter, beschadigd, of met een tijd die niet kan kloppen"


@importers.register
class WhatsAppExporterJson:
    """Reads the JSON of WhatsApp-Chat-Exporter, one file or one for each chat. Units are the messages."""

    name = "whatsapp_exporter_json"
    label = "WhatsApp-Chat-Exporter (JSON)"
    unit = "records"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Of een bericht is bewerkt of doorgestuurd, staat niet in de JSON van WhatsApp-Chat-Exporter.",
        "De opties en stemmen van een peiling staan er niet in.",
        "Van een antwoord staan ten hoogste 200 tekens van het aangehaalde bericht erin.",
        "Wie aan een groep is toegevoegd of eruit is verwijderd, noemt het hulpprogramma niet.",
    )

    def exports(self, container: Container) -> list[str]:
        """The files that begin with a chat as the tool writes it."""
        return _exports(container)

    def count_units(self, container: Container) -> int:
        """The number of messages of all chats, counted from the signs of the documents."""
        return counted_in(
            container,
            _exports(container),
            lambda stream, member: count_entries(stream, DEPTH, under="messages", name=member),
        )

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each conversation where its messages begin, and the messages in file order.

        Raises `ImportRefused` for a container without such JSON.
        """
        exports = _exports(container)
        if not exports:
            raise ImportRefused(f"«{container.name}» bevat geen JSON van WhatsApp-Chat-Exporter.")
        files = MemberPaths(member for member in container.members if member not in exports)
        messages, unit = Messages(files), 0
        for member in exports:
            chats: dict[str, Chat] = {}
            with container.open(member) as stream:
                for keys, value in entries(stream, DEPTH, name=member):
                    if len(keys) > 1:
                        chat = chats.setdefault(keys[0], Chat(f"{member}: {keys[0]}", keys[0]))
                    if len(keys) == DEPTH - 1:
                        chat.learn(keys[1], value)
                    elif len(keys) == DEPTH and keys[1] == "messages":
                        unit += 1
                        yield from chat.declare()
                        yield _item(messages, chat, value, unit)
        yield from unnamed_files(files.unnamed)


def _item(messages: Messages, chat: Chat, value: Json, unit: int) -> Item:
    try:
        return messages.message(chat, value, unit)
    except WRONG_FORM:
        return Unreadable(unit, unit, json.dumps(value, ensure_ascii=False, default=str), NOT_READABLE)


def _exports(container: Container) -> list[str]:
    """The members that are such JSON: called .json at any depth, or the one file there is."""
    called = candidates(container, lambda member: PurePosixPath(member).suffix == ".json")
    return [member for member in called if _begins_with_chat(container, member)]


def _begins_with_chat(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        sample = json_as_utf8(stream).read(SAMPLE_BYTES)
    if not sample.lstrip().startswith(b"{"):
        return False
    keys: set[str] = set()
    depth = 0
    for _, event, value in beginning(io.BytesIO(sample)):
        if event == "map_key" and depth == 2:
            if value == "messages":
                return {"name", "type", "my_avatar", "their_avatar"} <= keys
            keys.add(value)
        depth += event in ("start_map", "start_array")
        depth -= event in ("end_map", "end_array")
    return False

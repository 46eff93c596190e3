"""Google Chat as Google Takeout exports it: a folder for each conversation, with messages.json and group_info.json.

Folders are called "DM …" and "Space …"; files that were sent lie beside messages.json. Users/…/user_info.json names the
account the export is of.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from archive.importers.google_chat.messages import Group, Messages, person
from archive.importing import (
    ImportOptions,
    Item,
    Notice,
    NotReadable,
    ParsedConversation,
    ParsedHandle,
    ParsedMessage,
    Unreadable,
    importers,
)
from archive.reading.containers import Container
from archive.reading.export_members import candidates, counted_in
from archive.reading.json_records import Json, beginning, count_records, records, shown
from archive.reading.member_paths import folder_of
from archive.reading.notices import unnamed_files
from archive.storable import storable, storable_id

MESSAGES, GROUP_INFO, USER_INFO = "messages.json", "group_info.json", "user_info.json"
_SNIFFED = 16 * 1024
_MAX_INFO_BYTES = 16 * 1024**2
"""A space has at most some thousands of members."""
_OWN_FIELDS = frozenset({"topic_id", "message_id"})
_TELLING = frozenset({"creator", "message_state", "created_date"})


@importers.register
class GoogleChat:
    """Reads Google Chat from Takeout. Several conversations an export; units are the records of all messages.json."""

    name = "google_chat"
    label = "Google Chat (Google Takeout)"
    unit = "berichten"
    keeps_files_below = False
    never_contains: tuple[str, ...] = (
        "Wie een bericht gelezen heeft, en wanneer iemand een reactie (emoji) gaf.",
        "Van een verwijderd bericht de tekst, de afzender en het tijdstip van versturen.",
    )

    def exports(self, container: Container) -> list[str]:
        """Every messages.json that has the fields of Google Chat."""
        return _exports(container)

    def count_units(self, container: Container) -> int:
        """The number of records, counted without building them."""
        return counted_in(
            container, _exports(container), lambda stream, member: count_records(stream, "messages.item", name=member)
        )

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each conversation and its messages, in the order of the folders."""
        owner, folders = _owner(container), _folders(container)
        unit = unnamed = 0
        for member in _exports(container):
            reading = _Reading(container, member, owner, folders[folder_of(member)])
            yield reading.conversation()
            for item in reading.items(unit):
                unit += 1
                yield item
            unnamed += reading.unnamed_files()
            yield from reading.notices()
        yield from unnamed_files(unnamed)


class _Reading:
    """One conversation."""

    def __init__(self, container: Container, member: str, owner: str, beside: Mapping[str, str]) -> None:
        """`beside` are the members in the same folder, by their name."""
        self._container, self._member, self._owner = container, member, owner
        self._name = PurePosixPath(member).parent.name
        self._info = _info(container, beside.get(GROUP_INFO, ""))
        self._members = [found for user in _list(self._info, "members") if (found := _person(user))]
        files = {name: path for name, path in beside.items() if name not in (PurePosixPath(member).name, GROUP_INFO)}
        self._unnamed = set(files.values())
        people = {handle.value: handle for handle in self._members}
        self._messages = Messages(Group(member, files, people))

    def conversation(self) -> ParsedConversation:
        """The conversation: a space by its name, a direct one by those who are not the owner."""
        kind, _, group_id = self._name.partition(" ")
        others = [handle for handle in self._members if handle.value != self._owner] or self._members
        name = self._info.get("name")
        title = storable(name).strip() if isinstance(name, str) else ""
        return ParsedConversation(
            key=self._member,
            app="google_chat",
            title=title or ", ".join(handle.shown for handle in others[:6]) or storable(self._name) or "Google Chat",
            is_group=kind == "Space" or len(self._members) > 2,
            source_id=storable_id(group_id),
            participants=tuple(dict.fromkeys(self._members)),
        )

    def items(self, before: int) -> Iterator[Item]:
        """An item for each record; `before` is how many the export had before."""
        with self._container.open(self._member) as stream:
            for unit, record in enumerate(records(stream, "messages.item", name=self._member), start=before + 1):
                yield self._item(record, unit)

    def _item(self, record: object, unit: int) -> Item:
        try:
            if not isinstance(record, dict):
                raise NotReadable("geen record")
            message: ParsedMessage = self._messages.message(record, unit=unit)
        except NotReadable as reason:
            return Unreadable(unit, unit, shown(record), str(reason))
        except RecursionError:
            return Unreadable(unit, unit, shown(record), "te diep genest")
        self._unnamed -= {item.member for item in message.attachments if item.member}
        return message

    def notices(self) -> Iterator[Notice]:
        """What a person should know of the conversation."""
        if not self._info:
            yield Notice(
                f"Van «{self._member}» ontbreekt {GROUP_INFO}: hoe het gesprek heet en wie eraan deelnemen, is niet bekend."
            )

    def unnamed_files(self) -> int:
        """How many files of the folder no message named."""
        return len(self._unnamed)


def _exports(container: Container) -> list[str]:
    """The members that are a conversation's messages: called messages.json at any depth, or the one file there is."""
    called = candidates(container, lambda member: PurePosixPath(member).name == MESSAGES)
    return [member for member in called if _is_export(container, member)]


def _is_export(container: Container, member: str) -> bool:
    """Whether JSON begins as a list of Google Chat's messages. An empty one is, in a folder that is called as its are."""
    with container.open(member) as stream:
        head = io.BytesIO(stream.read(_SNIFFED))
    fields: set[str] = set()
    for prefix, event, value in beginning(head):
        if event == "map_key" and prefix == "" and value != "messages":
            return False
        if event == "end_array" and prefix == "messages" and not fields:
            return PurePosixPath(member).parent.name.startswith(("DM ", "Space "))
        if event == "map_key" and prefix == "messages.item":
            fields.add(value)
    return bool(fields & _OWN_FIELDS) and bool(fields & _TELLING)


def _folders(container: Container) -> dict[str, dict[str, str]]:
    """The members of each folder, by their name."""
    found: dict[str, dict[str, str]] = {}
    for member in container.members:
        found.setdefault(folder_of(member), {})[PurePosixPath(member).name] = member
    return found


def _owner(container: Container) -> str:
    """The address of the account the export is of, in small letters; "" when it does not say, or names several."""
    found = set()
    for member in container.members:
        if PurePosixPath(member).name == USER_INFO:
            owner = _person(_info(container, member).get("user"))
            found.add(owner.value if owner else "")
    return found.pop() if len(found) == 1 else ""


def _info(container: Container, member: str) -> Json:
    """A small file of facts; nothing when it is absent or damaged, for the messages do not need it."""
    if not member:
        return {}
    with container.open(member) as stream:
        raw = stream.read(_MAX_INFO_BYTES)
    try:
        info = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return info if isinstance(info, dict) else {}


def _person(user: object) -> ParsedHandle | None:
    """Somebody in a file of facts; None for what is damaged."""
    try:
        return person(user)
    except NotReadable:
        return None


def _list(record: Json, field: str) -> list[Any]:
    value = record.get(field)
    return value if isinstance(value, list) else []

"""The outline of a Slack export: the channels, private conversations and persons it lists, and the files of each day.

An export is a folder, or one for each workspace of an organisation, with channels.json (public), groups.json (private),
mpims.json and dms.json (direct messages) and users.json, and for every channel a folder with a file a day: a list of records.
Source: Slack's help page "How to read Slack data exports".
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from archive.reading.containers import Container
from archive.reading.json_records import beginning, records
from archive.reading.member_paths import folder_of

LISTS = {"channels.json": "channel", "groups.json": "private", "mpims.json": "group", "dms.json": "direct"}
"""What the conversations in each list are."""
USERS = ("users.json", "org_users.json")
_DAY = re.compile(r"(?P<folder>(?:.*/)?[^/]+)/\d{4}-\d{2}-\d{2}\.json")
_CONVERSATION_ID = re.compile(r"[CGD][A-Z0-9]{5,}")
_USER_ID = re.compile(r"[UWB][A-Z0-9]{5,}")


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation, the folder of its days and those days in order. `kind` is a value of `LISTS`, "" when no list has it."""

    folder: str
    id: str
    name: str
    kind: str
    members: tuple[str, ...]
    days: tuple[str, ...]


def roots(container: Container) -> list[str]:
    """The folders in which an export's lists lie, each with a slash behind it; none when the container is no export."""
    found = {folder_of(member) for member in container.members if PurePosixPath(member).name in LISTS}
    persons = any(_lists_persons(container, member) for member in container.members)
    if not found or not (persons or _days(container, sorted(found))):
        return []
    return sorted(root for root in found if any(_lists_conversations(container, f"{root}{name}") for name in LISTS))


def conversation_lists(container: Container) -> list[str]:
    """The lists themselves; none when the container is no export."""
    lists = (f"{root}{name}" for root in roots(container) for name in LISTS)
    return [member for member in lists if member in container.members]


def channels(container: Container) -> list[Channel]:
    """The conversations, in the order of the lists; then what lies in a folder that no list names."""
    found = roots(container)
    days = _days(container, found)
    listed = []
    for root in found:
        for name, kind in LISTS.items():
            if f"{root}{name}" in container.members:
                listed += [_channel(root, entry, kind, days) for entry in _entries(container, f"{root}{name}")]
    known = {channel.folder for channel in listed}
    unlisted = [
        Channel(folder, "", PurePosixPath(folder).name, "", (), tuple(days[folder]))
        for folder in sorted(days.keys() - known)
    ]
    return listed + unlisted


def users(container: Container) -> Iterator[dict[str, Any]]:
    """The persons of all lists of them."""
    for member in container.members:
        if PurePosixPath(member).name in USERS:
            yield from _entries(container, member)


def beside(container: Container) -> list[str]:
    """The files that are no list and no day: the logs of apps, canvases, and attachments that a tool put with the export."""
    days = {day for found in _days(container, roots(container)).values() for day in found}
    return [
        member
        for member in container.members
        if member not in days and PurePosixPath(member).name not in {*LISTS, *USERS}
    ]


def _days(container: Container, roots: list[str]) -> dict[str, list[str]]:
    """The files of each folder that lies right in a root, by day."""
    days: dict[str, list[str]] = defaultdict(list)
    for member in sorted(container.members):
        match = _DAY.fullmatch(member)
        if match and folder_of(match["folder"]) in roots:
            days[match["folder"]].append(member)
    return days


def _channel(root: str, entry: dict[str, Any], kind: str, days: dict[str, list[str]]) -> Channel:
    """A conversation of a list. Its folder bears its name or id; macOS takes accents apart in names."""
    number, name = str(entry.get("id") or ""), str(entry.get("name") or "")
    wanted = {unicodedata.normalize("NFC", f"{root}{text}") for text in (name, number) if text}
    folder = next((path for path in days if unicodedata.normalize("NFC", path) in wanted), f"{root}{name or number}")
    members = entry.get("members")
    return Channel(
        folder=folder,
        id=number,
        name=name,
        kind=kind,
        members=tuple(map(str, members)) if isinstance(members, list) else (),
        days=tuple(days.get(folder, ())),
    )


def _entries(container: Container, member: str) -> Iterator[dict[str, Any]]:
    with container.open(member) as stream:
        yield from (entry for entry in records(stream, "item", name=member) if isinstance(entry, dict))


def _lists_conversations(container: Container, member: str) -> bool:
    return member in container.members and _first_id_is(container, member, _CONVERSATION_ID)


def _lists_persons(container: Container, member: str) -> bool:
    return PurePosixPath(member).name in USERS and _first_id_is(container, member, _USER_ID)


def _first_id_is(container: Container, member: str, form: re.Pattern[str]) -> bool:
    """Whether a document is a list of objects, and the first has an id of this form."""
    with container.open(member) as stream:
        for path, event, value in beginning(stream):
            if path == "item.id":
                return isinstance(value, str) and form.fullmatch(value) is not None
            if path == "item" and event != "start_map" and event != "map_key":
                return False
    return False

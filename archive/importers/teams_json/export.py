"""Which files of a Teams export hold messages, and what the files beside them tell: names of people, teams and channels.

The export tool writes `TeamsDataExport/users/<id>/messages_<id>.json` and `teams/<id>/messages_<id>.json`, each a list, with
usersList.json, teamsList.json, channels_<id>.json and teamMembers_<id>.json beside them. Microsoft Graph gives a list, or
pages of `{"value": [...], "@odata.nextLink": ...}`. PowerShell saves either with a byte order mark, or as UTF-16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from archive.reading.charsets import json_as_utf8
from archive.reading.containers import Container, ImportRefused
from archive.reading.json_records import Json, records

SAMPLE_BYTES = 256 * 1024
"""The first message stands in here: a body has at most about 28 KB, a card some more (limits of Teams)."""
TRIED = 50
"""Files of a folder looked at to recognise it, where none has the name the export tool gives."""
_OF_THE_TOOL = re.compile(r"messages_[^/]*\.json", re.IGNORECASE)
_MESSAGE_KEYS = tuple(
    re.compile(rb'(?<!\\)"(?:%b)"\s*:' % names)
    for names in (rb"messageType|MessageType", rb"createdDateTime|CreatedDateTime", rb"body|Body|eventDetail|EventDetail",
                  rb"chatId|ChatId|channelIdentity|ChannelIdentity")
)  # fmt: skip
_LIST_IN_OBJECT = re.compile(rb'^\{.{0,4000}?"value"\s*:\s*\[', re.DOTALL)


@dataclass(slots=True)
class Surroundings:
    """What the files beside the messages say. Ids of users and teams are in lower case."""

    users: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    standard_channels: set[str] = field(default_factory=set)
    topics: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    """Ids of users by the id of a team or chat."""
    unread: list[str] = field(default_factory=list)
    """Members of the container that hold nothing an importer of messages can use."""


def recognised_members(container: Container) -> list[str]:
    """The files that begin with Teams messages, among the few that are looked at."""
    candidates = _json_members(container)
    named = [member for member in candidates if _has_the_tools_name(member)]
    return [member for member in (named or candidates)[:TRIED] if _begins_with_messages(container, member)]


def message_members(container: Container) -> list[str]:
    """The files with messages, in the order of the container. One of the tool's own name counts, even when it is damaged."""
    return [
        member
        for member in _json_members(container)
        if (_has_the_tools_name(member) and len(container.members) > 1) or _begins_with_messages(container, member)
    ]


def path_of_messages(container: Container, member: str) -> str:
    """Where in a file the messages stand, in the notation of `archive.reading.json_records`."""
    with container.open(member) as stream:
        return "value.item" if json_as_utf8(stream).read(1024).lstrip()[:1] == b"{" else "item"


def as_graph(record: Any) -> Any:
    """A record of either kind as Microsoft Graph writes it: `CreatedDateTime` of the export tool becomes `createdDateTime`."""
    return record if isinstance(record, dict) and "id" in record else _camel_case(record)


def _camel_case(value: Any) -> Any:
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: _camel_case(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_camel_case(part) for part in value]
    return value


def surroundings(container: Container, messages: list[str]) -> Surroundings:
    """Read the files beside the messages."""
    found = Surroundings()
    for member in container.members:
        if member not in messages and not _tells(container, member, found):
            found.unread.append(member)
    return found


def _tells(container: Container, member: str, found: Surroundings) -> bool:
    """Whether a file beside the messages told something of use."""
    if not member.lower().endswith(".json"):
        return False
    told = False
    try:
        for record in _records_beside(container, member):
            told = _learn(record, _id_in_name(member), found) or told
    except (ImportRefused, RecursionError):
        return False
    return told


def _records_beside(container: Container, member: str) -> Iterator[Json]:
    path = path_of_messages(container, member)
    with container.open(member) as stream:
        for record in records(stream, path, name=member):
            if isinstance(record, dict):
                yield as_graph(record)


def _learn(record: Json, owner: str, found: Surroundings) -> bool:
    """Take up one record: a user, a member, a team, a channel or a chat, told apart by their fields."""
    identity, name = _text(record, "id"), _text(record, "displayName") or _text(record, "name")
    if "groupsId" in record:
        found.teams[_text(record, "groupsId").lower()] = name
    elif "chatType" in record:
        found.topics[identity] = _text(record, "topic")
        for member in record.get("members") or []:
            if isinstance(member, dict) and _text(member, "userId"):
                _add_member(found, identity, _text(member, "userId"), _text(member, "displayName"))
    elif "membershipType" in record:
        found.channels[identity] = name
        if _text(record, "membershipType") == "standard":
            found.standard_channels.add(identity)
    elif "userPrincipalName" in record:
        found.users[identity.lower()] = name
    elif _text(record, "userId") and owner:
        _add_member(found, owner, _text(record, "userId"), name)
    elif "visibility" in record and "isArchived" in record:
        found.teams.setdefault(identity.lower(), name)
    else:
        return False
    return True


def _add_member(found: Surroundings, group: str, user: str, name: str) -> None:
    found.members.setdefault(group, []).append(user.lower())
    if name:
        found.users.setdefault(user.lower(), name)


def _text(record: Json, key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _id_in_name(member: str) -> str:
    """The id of the team a file is about: `teamMembers_<id>.json`."""
    return PurePosixPath(member).stem.partition("_")[2].lower()


def _json_members(container: Container) -> list[str]:
    if len(container.members) == 1:
        return list(container.members)
    return [member for member in container.members if member.lower().endswith(".json")]


def _has_the_tools_name(member: str) -> bool:
    return _OF_THE_TOOL.fullmatch(PurePosixPath(member).name) is not None


def _begins_with_messages(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        sample = json_as_utf8(stream).read(SAMPLE_BYTES).lstrip()
    if not sample.startswith(b"[") and not _LIST_IN_OBJECT.match(sample):
        return False
    return all(key.search(sample) for key in _MESSAGE_KEYS)

"""The chats and channels of a Teams export: which a message belongs to, who is in it, what it is called.

Learnt from all messages before the first is yielded, since a chat gets its name, and its members theirs, somewhere half-way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.importers.teams_json.events import kind_and_fields, members_of, new_title
from archive.importers.teams_json.export import Surroundings
from archive.importers.teams_json.messages import author_of_reference, file_name
from archive.importers.teams_json.people import People
from archive.importing import ParsedConversation, ParsedHandle
from archive.reading.json_records import Json

_TWO_PEOPLE = re.compile(r"19:([0-9a-fA-F-]{36})_([0-9a-fA-F-]{36})@unq\.gbl\.spaces")
_OWN_NOTES = "48:notes"
_NAMED_AT_MOST = 4


@dataclass(slots=True)
class _Chat:
    """What was learnt of one chat or channel: identity sets by the value of their handle, the last title by its moment."""

    people: dict[str, Any] = field(default_factory=dict)
    title: tuple[str, str] = ("", "")
    team: str = ""
    is_channel: bool = False
    has_id: bool = True


class Conversations:
    """The conversations of an export."""

    def __init__(self, people: People, beside: Surroundings, file_names: set[str]) -> None:
        """`file_names` are the names of files in the container that a message could mean."""
        self._people, self._beside = people, beside
        self._chats: dict[str, _Chat] = {}
        self._addresses: dict[str, set[str]] = {name: set() for name in file_names}

    def learn(self, record: Json, member: str) -> None:
        """Take up what a record tells. Raises what Python raises for a record of another form."""
        chat = self._chats.setdefault(key_of(record, member), _Chat(has_id=has_id(record)))
        if channel := record.get("channelIdentity"):
            chat.is_channel, chat.team = True, str(channel.get("teamId") or "").lower()
        for identities in (record.get("from"), *(part.get("user") for part in record.get("reactions") or [])):
            self._add(chat, identities)
        if detail := record.get("eventDetail"):
            _, fields = kind_and_fields(detail)
            self._add(chat, fields.get("initiator"))
            for user in members_of(fields):
                self._add(chat, {"user": user})
            if title := new_title(detail):
                chat.title = max(chat.title, (str(record.get("createdDateTime")), title))
        for attachment in record.get("attachments") or []:
            if (name := file_name(attachment)) in self._addresses:
                self._addresses[name].add(str(attachment.get("contentUrl") or attachment.get("id")))
            self._people.learn_set(author_of_reference(attachment))

    def _add(self, chat: _Chat, identities: object) -> None:
        self._people.learn_set(identities)
        if handle := self._people.sender(identities):
            chat.people.setdefault(handle.value, identities)

    def sure_files(self, files: Mapping[str, str]) -> dict[str, str]:
        """The files that messages attach, whose name means one thing only: no two attach different things called so."""
        return {name: member for name, member in files.items() if len(self._addresses[name]) == 1}

    def conversation(self, key: str) -> ParsedConversation:
        """The conversation of a key."""
        chat = self._chats[key]
        participants = self._participants(key, chat)
        return ParsedConversation(
            key=key,
            app="teams",
            title=self._title(key, chat, participants),
            is_group=not _TWO_PEOPLE.fullmatch(key) and key != _OWN_NOTES,
            source_id=key if chat.has_id else "",
            participants=participants,
        )

    def _participants(self, key: str, chat: _Chat) -> tuple[ParsedHandle, ...]:
        users = list(self._beside.members.get(key, ()))
        if chat.is_channel and key in self._beside.standard_channels:
            users += self._beside.members.get(chat.team, ())
        if pair := _TWO_PEOPLE.fullmatch(key):
            users += [user.lower() for user in pair.groups()]
        written = [self._people.sender(identities) for identities in chat.people.values()]
        found = {handle.value: handle for handle in (*written, *map(self._people.handle_of, users)) if handle}
        return tuple(found.values())

    def _title(self, key: str, chat: _Chat, participants: tuple[ParsedHandle, ...]) -> str:
        if chat.is_channel:
            team, channel = self._beside.teams.get(chat.team, ""), self._beside.channels.get(key, "")
            return " / ".join(filter(None, (team, channel or f"Teams-kanaal {_short(key)}")))
        if title := chat.title[1] or self._beside.topics.get(key, ""):
            return title
        if key == _OWN_NOTES:
            return "Notities voor mezelf"
        if not chat.has_id:
            return f"Teams-berichten zonder chat of kanaal («{key}»)"
        pair = _TWO_PEOPLE.fullmatch(key)
        two = {user.lower() for user in pair.groups()} if pair else None
        names = [handle.shown for handle in participants if two is None or handle.value in two]
        more = len(names) - _NAMED_AT_MOST
        others = f" en {more} {'ander' if more == 1 else 'anderen'}" if more > 0 else ""
        return ", ".join(names[:_NAMED_AT_MOST]) + others or f"Teams-chat {_short(key)}"


def key_of(record: Json, member: str) -> str:
    """The id of the chat or channel of a record; the file it stands in, where it names neither."""
    return str(record.get("chatId") or (record.get("channelIdentity") or {}).get("channelId") or member)


def has_id(record: Json) -> bool:
    """Whether a record names its chat or channel."""
    return bool(record.get("chatId") or (record.get("channelIdentity") or {}).get("channelId"))


def _short(key: str) -> str:
    """The beginning of an id, without what all ids have."""
    return key.partition(":")[2][:8] or key[:8]

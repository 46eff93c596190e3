"""The persons and channels of a Mattermost export, as the lines before the posts declare them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from archive.importing import HandleKind, ParsedConversation, ParsedHandle
from archive.reading.event_sentences import SOMEBODY
from archive.reading.json_records import Json

_MENTION = re.compile(r"(?<![\w@/.])@([A-Za-z0-9._-]+)")


@dataclass(slots=True)
class Channel:
    """A channel of a team, and who is in it."""

    title: str
    members: dict[str, None] = field(default_factory=dict)


class Directory:
    """Who and what the lines read so far have declared; posts name persons and channels by their short names."""

    def __init__(self) -> None:
        self._handles: dict[str, ParsedHandle] = {}
        self.channels: dict[tuple[str, str], Channel] = {}
        self.direct: dict[tuple[str, ...], None] = {}

    def learn_channel(self, channel: Json) -> None:
        """A channel of a team."""
        team, name = str(channel["team"]), str(channel["name"])
        title = str(channel.get("display_name") or name)
        self.channels.setdefault((team, name), Channel(title)).title = title

    def learn_direct(self, channel: Json) -> None:
        """A conversation outside the channels, by who is in it; newer exports list them one by one."""
        members = channel.get("members") or [part["username"] for part in channel["participants"]]
        self.direct[_members(members)] = None

    def learn_user(self, user: Json) -> None:
        """A person, and the channels they are in."""
        username = str(user["username"])
        self._handles[username] = _handle(username, user)
        for team in user.get("teams") or []:
            for channel in team.get("channels") or []:
                place = str(team["name"]), str(channel["name"])
                self.channels.setdefault(place, Channel(place[1])).members[username] = None

    def handle(self, username: object) -> ParsedHandle:
        """The handle of a person. Raises `TypeError` for what is no name."""
        if not isinstance(username, str) or not username:
            raise TypeError(username)
        return self._handles.get(username) or _handle(username, {})

    def name(self, username: object) -> str:
        """The name of a person in a sentence."""
        return self.handle(username).shown if isinstance(username, str) and username else SOMEBODY

    def key(self, post: Json) -> str:
        """Which conversation a post is in: team and channel, or who is in it. Raises `KeyError` and `TypeError`."""
        if "channel_members" in post:
            return f"@{'+'.join(_members(post['channel_members']))}"
        return f"{post['team']}/{post['channel']}"

    def conversation(self, post: Json) -> ParsedConversation:
        """The conversation a post is in. One that no line declares has only its short name."""
        key = self.key(post)
        if direct := "channel_members" in post:
            members = tuple(map(self.handle, _members(post["channel_members"])))
            title = ", ".join(member.shown for member in members)
        else:
            channel = self.channels.get((str(post["team"]), str(post["channel"]))) or Channel(str(post["channel"]))
            members, title = tuple(map(self.handle, channel.members)), channel.title
        return ParsedConversation(
            key=key,
            app="mattermost",
            title=title,
            is_group=not direct or len(members) > 2,
            source_id=key,
            participants=members,
            has_local_id=True,  # the names of a team and a channel are those of one server
        )

    def with_names(self, text: str) -> str:
        """A text with the name of a person in place of the short one that is mentioned in it."""
        return _MENTION.sub(self._mentioned, text) if "@" in text else text

    def _mentioned(self, mention: re.Match[str]) -> str:
        for end in range(len(mention[1]), 0, -1):
            known = self._handles.get(mention[1][:end].lower())
            if known:
                return f"@{known.shown}{mention[1][end:]}"
            if mention[1][end - 1] not in "._-":
                break
        return mention[0]


def _members(usernames: list[Any]) -> tuple[str, ...]:
    """Who is in a conversation, each once: in one with oneself the export names a person twice."""
    members = tuple(sorted({name for name in usernames if isinstance(name, str)}))
    if not members or not isinstance(usernames, list):
        raise TypeError(usernames)
    return members


def _handle(username: str, user: Json) -> ParsedHandle:
    full = f"{user.get('first_name') or ''} {user.get('last_name') or ''}".strip()
    shown = full or str(user.get("nickname") or "") or username
    email = str(user.get("email") or "").strip().lower()
    if "@" in email and not email.endswith("@localhost"):
        return ParsedHandle(HandleKind.EMAIL, email, shown)
    return ParsedHandle(HandleKind.ACCOUNT, f"mattermost:{username}", shown)

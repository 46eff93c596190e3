"""The first reading of a room: names of persons, and the edits, reactions, votes and redactions that later events bring.

Of a message only its id is kept with what was done to it, so that memory grows with those events and not with the room.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from archive.importers.matrix_json.bodies import mapping, relation
from archive.reading.json_records import Json
from archive.reading.moments import from_milliseconds

REDACTION = "m.room.redaction"
REACTION = "m.reaction"
RESPONSES = ("m.poll.response", "org.matrix.msc3381.poll.response")


@dataclass(frozen=True, slots=True)
class Change:
    """What an event did to a message: `value` is the new content of an edit, the emoji of a reaction, the chosen answers."""

    event_id: str
    sender: str
    at: datetime
    value: Any


@dataclass(slots=True)
class Survey:
    """What a first reading learns of a room. Names and ids are as the events have them; a later name replaces an earlier."""

    room_id: str = ""
    direct: bool = False
    names: dict[str, str] = field(default_factory=dict)
    members: dict[str, None] = field(default_factory=dict)
    senders: dict[str, None] = field(default_factory=dict)
    edits: dict[str, list[Change]] = field(default_factory=lambda: defaultdict(list))
    reactions: dict[str, list[Change]] = field(default_factory=lambda: defaultdict(list))
    votes: dict[str, dict[str, Change]] = field(default_factory=lambda: defaultdict(dict))
    redacted: dict[str, Change] = field(default_factory=dict)

    def persons(self) -> list[str]:
        """Who is or was in the room, as far as the export shows."""
        return list(self.members | self.senders)

    def name(self, user: object) -> str:
        """The name of a person, or the id when no event has a name."""
        return self.names.get(str(user)) or str(user)

    def kept(self, changes: Iterable[Change]) -> list[Change]:
        """The changes that were not redacted themselves."""
        return [change for change in changes if change.event_id not in self.redacted]


def survey(events: Iterable[Any]) -> Survey:
    """Read a room once. Events that make no sense are passed over: the second reading finds them unreadable."""
    found = Survey()
    for event in events:
        if isinstance(event, dict) and isinstance(event.get("content"), dict):
            _learn(found, event, event["content"])
    return found


def is_edit(content: Json) -> bool:
    """Whether an event replaces the content of another."""
    return relation(content).get("rel_type") == "m.replace" and isinstance(content.get("m.new_content"), dict)


def _learn(found: Survey, event: Json, content: Json) -> None:
    sender, kind = str(event.get("sender") or ""), event.get("type")
    found.room_id = found.room_id or str(event.get("room_id") or "")
    if sender.startswith("@") and "state_key" not in event:
        found.senders[sender] = None
    target = str(relation(content).get("event_id") or "")
    if kind == "m.room.member":
        _learn_member(found, str(event.get("state_key") or ""), content, mapping(event.get("unsigned")))
        return
    try:
        change = Change(str(event["event_id"]), sender, from_milliseconds(event["origin_server_ts"]), None)
    except (KeyError, ValueError):
        return
    if kind == REACTION and target:
        found.reactions[target].append(replace(change, value=relation(content).get("key")))
    elif kind in RESPONSES and target:
        found.votes[target][sender] = replace(change, value=_answers(content))
    elif kind == REDACTION:
        found.redacted[str(event.get("redacts") or content.get("redacts"))] = replace(
            change, value=content.get("reason")
        )
    elif is_edit(content) and target:
        found.edits[target].append(replace(change, value=content["m.new_content"]))


def _learn_member(found: Survey, user: str, content: Json, unsigned: Json) -> None:
    before = mapping(unsigned.get("prev_content") or content.get("prev_content"))
    found.direct |= content.get("is_direct") is True
    if content.get("membership") in ("join", "invite"):
        found.members[user] = None
    for name in (before.get("displayname"), content.get("displayname")):
        if isinstance(name, str) and name:
            found.names[user] = name


def _answers(content: Json) -> list[str]:
    """The answers somebody chose, in the form of either name of the event."""
    inner = next((mapping(content[key]) for key in RESPONSES if key in content), {})
    chosen = content.get("m.selections") or inner.get("answers") or []
    return [str(answer) for answer in chosen] if isinstance(chosen, list) else []

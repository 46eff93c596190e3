"""Edits and deletions that an export keeps as records of their own, brought back to the message they are of.

Only a compliance export has them (subtypes message_changed and message_deleted), with the message as it was before in
"original" or "previous_message" and as it became in "message". They may stand in the file of a later day, and what they are of
may be in the export or not; so a conversation is read for them first. Only they are kept, and whether their message is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from archive.importing import WRONG_FORM
from archive.reading.json_records import Json
from archive.reading.moments import from_seconds

EDIT, DELETION = "message_changed", "message_deleted"


@dataclass(slots=True)
class History:
    """What the change records tell of one message: its texts with the moment of each, and how it ended.

    `carrier` is the place in the conversation, from 0, of the record that stands for the message when the export has no other;
    None when the message itself is there. `latest` is the message as it last was. `lost` is set when the message could not be
    read, so that its changes are not put away as dealt with.
    """

    latest: Json
    texts: list[tuple[datetime, Json]] = field(default_factory=list)
    deleted: bool = False
    carrier: int | None = None
    lost: bool = False


def is_change(record: object) -> bool:
    """Whether a record tells of the change of another."""
    return isinstance(record, dict) and record.get("subtype") in (EDIT, DELETION)


def target(record: Json) -> str:
    """The id of the message that a change record is of. Raises `KeyError` for a record that names none."""
    states = [record.get(key) for key in ("message", "original", "previous_message")]
    numbers = [
        record.get("deleted_ts"),
        *(state.get("ts") for state in states if isinstance(state, dict)),
        record["ts"],
    ]
    found = next(filter(None, numbers), None)
    if found is None:
        raise KeyError("ts")
    return str(found)


def histories(conversation: Iterable[Any]) -> dict[str, History]:
    """The history of each message that was changed, by its id, from all records of a conversation.

    Records that make no sense are passed over: the second reading finds them unreadable.
    """
    found: dict[str, History] = {}
    for place, record in enumerate(conversation):
        if not is_change(record):
            continue
        try:
            _learn(found, record, place)
        except WRONG_FORM:
            continue
    return found


def note_presence(found: dict[str, History], conversation: Iterable[Any]) -> None:
    """Take the carrier from every history whose message is in the conversation itself."""
    for record in conversation:
        if isinstance(record, dict) and not is_change(record) and (history := found.get(str(record.get("ts")))):
            history.carrier = None


def versions(history: History, current: Json | None) -> list[tuple[datetime, Json]]:
    """All states of a message from first to last, each once; `current` is how the export has it."""
    states = [*history.texts, *([(_written(current), current)] if current else [])]
    by_text: dict[tuple[datetime, str], Json] = {}
    for moment, state in sorted(states, key=lambda item: item[0]):
        by_text.setdefault((moment, str(state.get("text") or "")), state)
    ordered = [(moment, state) for (moment, _), state in by_text.items()]
    return [
        item
        for number, item in enumerate(ordered)
        if number == 0 or item[1].get("text") != ordered[number - 1][1].get("text")
    ]


def _learn(found: dict[str, History], record: Json, place: int) -> None:
    before = record.get("original") or record.get("previous_message")
    after = record.get("message") or (record if "text" in record and record["subtype"] == EDIT else None)
    states = [(_written(state), state) for state in (before, after) if state]
    history = found.setdefault(target(record), History(after or before or record, carrier=place))
    history.texts += states
    if record["subtype"] == DELETION:
        history.deleted = True
    elif after:
        history.latest = after


def _written(state: Json) -> datetime:
    """When a message got this text: at its last edit, or when it was sent."""
    edited = state.get("edited")
    return from_seconds(edited["ts"] if isinstance(edited, dict) else state["ts"])

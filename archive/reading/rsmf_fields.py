"""What RSMF has no field for, kept in its `custom` lists: the names, and how values are written as text. Pure.

The writer (`archive.exporting.rsmf`) puts it in, the importer takes it out, so that a conversation that leaves the archive
as RSMF can come back exactly as it was. Others may show or ignore it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from archive.importing import (
    MessageKind,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    ParsedVersion,
    SystemEvent,
)

PREFIX = "woo-portal:"
HANDLE_KIND, HANDLE_VALUE = f"{PREFIX}handle_kind", f"{PREFIX}handle_value"
"""Of a participant: what kind of name identifies them, and which."""
GROUP, SOURCE_ID = f"{PREFIX}is_group", f"{PREFIX}source_id"
"""Of a conversation: "true" for a group; of it and of a message: the app's own id."""
KIND = f"{PREFIX}kind"
"""Of an event: `MessageKind`; an event that has it was written by the portal."""

Custom = list[dict[str, str]]
PersonId = Callable[[ParsedHandle], str]
"""The id of a participant in the manifest."""


def custom(values: Iterable[tuple[str, str]]) -> Custom:
    """Pairs as RSMF writes them; an empty value may not be written."""
    return [{"name": name, "value": value} for name, value in values if value]


def values_of(record: Mapping[str, Any]) -> dict[str, str]:
    """The `custom` list of a record by name; of a name that comes twice the last."""
    return {str(item["name"]): str(item["value"]) for item in record.get("custom") or []}


def message_fields(message: ParsedMessage, person_id: PersonId) -> Custom:
    """What an event cannot say of a message."""
    quote = message.quote
    quoted = [quote.text, person_id(quote.author) if quote.author else None, quote.source_id] if quote else None
    reactions = [
        [reaction.emoji, person_id(reaction.by), reaction.reacted_at.isoformat() if reaction.reacted_at else None]
        for reaction in message.reactions
    ]
    versions = [[version.text, version.sent_at.isoformat()] for version in message.versions]
    return custom(
        [
            (KIND, message.kind.value),
            (f"{PREFIX}event", message.event.value if message.event else ""),
            (SOURCE_ID, message.source_id),
            (f"{PREFIX}zone", message.zone),
            (f"{PREFIX}precision", repr(message.precision)),
            (f"{PREFIX}edited", "true" if message.edited else ""),
            (f"{PREFIX}versions", _written(versions)),
            (f"{PREFIX}quote", _written(quoted)),
            (f"{PREFIX}reactions", _written(reactions)),
            (f"{PREFIX}forwarded", "true" if message.forwarded else ""),
            (f"{PREFIX}forwarded_from", message.forwarded_from),
            (f"{PREFIX}warnings", _written(list(message.warnings))),
        ]
    )


def with_fields(
    message: ParsedMessage,
    values: Mapping[str, str],
    *,
    body: str,
    sender: ParsedHandle | None,
    person: Callable[[str], ParsedHandle],
) -> ParsedMessage:
    """A message read from an event's own fields, with what `message_fields` added to them; a foreign one as it is.

    Raises `ValueError`, `TypeError` or `LookupError` when that is damaged.
    """
    if KIND not in values:
        return message
    zone = values.get(f"{PREFIX}zone", "UTC")
    quoted = _read(values.get(f"{PREFIX}quote"))
    return message._replace(
        sent_at=message.sent_at.astimezone(ZoneInfo(zone)),
        zone=zone,
        precision=float(values[f"{PREFIX}precision"]),
        kind=MessageKind(values[KIND]),
        sender=sender,
        text=body,
        event=SystemEvent(values[f"{PREFIX}event"]) if f"{PREFIX}event" in values else None,
        source_id=values.get(SOURCE_ID, ""),
        edited=f"{PREFIX}edited" in values,
        versions=tuple(ParsedVersion(text, _moment(at)) for text, at in _read(values.get(f"{PREFIX}versions")) or ()),
        quote=ParsedQuote(quoted[0], person(quoted[1]) if quoted[1] else None, quoted[2]) if quoted else None,
        reactions=tuple(
            ParsedReaction(emoji, person(by), _moment(at) if at else None)
            for emoji, by, at in _read(values.get(f"{PREFIX}reactions")) or ()
        ),
        forwarded=f"{PREFIX}forwarded" in values,
        forwarded_from=values.get(f"{PREFIX}forwarded_from", ""),
        warnings=tuple(map(str, _read(values.get(f"{PREFIX}warnings")) or ())),
    )


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""


def _read(text: str | None) -> Any:
    return json.loads(text) if text else None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment

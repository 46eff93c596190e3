"""One event of a manifest as a message: what was said, edited, reacted and attached, or what happened in the conversation.

Raises `NotReadable` for an event that is valid but of which no message can be made.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import UTC, datetime
from typing import Any

from archive.importing import (
    MessageKind,
    NotReadable,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    ParsedVersion,
    SystemEvent,
)
from archive.reading.event_sentences import IN_CONVERSATION, SOMEBODY
from archive.reading.json_records import Json
from archive.reading.local_time import LocalClock
from archive.reading.moments import CHATS_BEGAN, is_plausible
from archive.reading.phrases import (
    EXPORT,
    IMPORTANT,
    NO_MOMENT,
    UNDATED_VERSION,
    impossible_moment,
    no_date_and_time,
    reaction_of_nobody,
    sender_not_in,
)
from archive.reading.rsmf_fields import values_of, with_fields
from archive.storable import storable_id

OTHER_TEXT = "de tekst is niet die van de laatste bewerking in de export"
_SENTENCES = {
    "join": (SystemEvent.JOINED, IN_CONVERSATION[SystemEvent.JOINED]),
    "leave": (SystemEvent.LEFT, IN_CONVERSATION[SystemEvent.LEFT]),
    "disclaimer": (SystemEvent.OTHER, "{name}: mededeling zonder tekst"),
}


class Events:
    """Turns the events of one manifest into messages."""

    def __init__(
        self, handles: Mapping[str, ParsedHandle], *, members: Set[str] | Mapping[str, Any], folder: str, zone: str
    ) -> None:
        """`members` are the addresses of files that are there; those of this manifest are in `folder`."""
        self._handles, self._members, self._folder, self._zone = handles, members, folder, zone
        self._now = datetime.now(UTC)
        self._clocks: dict[str, LocalClock] = {}
        self.without_zone = 0
        """How many events gave a local time."""

    def message(self, event: Json, *, conversation: str, unit: int) -> ParsedMessage:
        """The message of a valid event. Raises `NotReadable`."""
        sender = self._person(event["participant"]) if event.get("participant") else None
        sent_at, precision, zone, clock_warnings = self._sent_at(event, conversation)
        kind, text, system = self._content(event, sender)
        versions, version_warnings = _versions(event, sent_at, self._moment_of_edit)
        message = ParsedMessage(
            conversation=conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=precision,
            zone=zone,
            kind=kind,
            sender=None if system else sender,
            text=text,
            source_id=storable_id(event.get("id", "")),
            edited=bool(event.get("edits")),
            quote=ParsedQuote("", None, storable_id(event["parent"])) if event.get("parent") else None,
            attachments=tuple(self._attachment(item) for item in event.get("attachments") or []),
            reactions=tuple(self._reactions(event)),
            versions=versions,
            warnings=(
                *_warnings(event, sender, system),
                *clock_warnings,
                *version_warnings,
                *_unnamed_reactions(event),
            ),
            event=system,
        )
        try:
            return with_fields(
                message, values_of(event), body=event.get("body", ""), sender=sender, person=self._person
            )
        except (ValueError, TypeError, LookupError) as error:
            raise NotReadable("de velden die het Woo-portaal er eerder bij schreef, zijn beschadigd") from error

    def _person(self, key: str) -> ParsedHandle:
        if key not in self._handles:
            raise NotReadable(f"verwijst naar een deelnemer die niet in het manifest staat («{key}»)")
        return self._handles[key]

    def _content(self, event: Json, sender: ParsedHandle | None) -> tuple[MessageKind, str, SystemEvent | None]:
        """The kind, the text, and what happened when it is a line of the app."""
        body, kind = event.get("body", ""), event["type"]
        if kind in _SENTENCES:
            what, sentence = _SENTENCES[kind]
            return MessageKind.SYSTEM, _system_text(sentence, body, sender, is_disclaimer=kind == "disclaimer"), what
        if event.get("deleted"):
            return MessageKind.DELETED, body, None
        if kind != "message":
            return MessageKind.UNSUPPORTED, body, None
        return MessageKind.MEDIA if event.get("attachments") else MessageKind.TEXT, body, None

    def _sent_at(self, event: Json, conversation: str) -> tuple[datetime, float, str, tuple[str, ...]]:
        """The moment, the tick of its clock, its zone, and what a reader should know of it."""
        if not event.get("timestamp"):
            raise NotReadable(NO_MOMENT)
        moment = self._parsed(event["timestamp"])
        precision = 0.001 if moment.microsecond else 1
        if moment.tzinfo is not None:
            return moment, precision, "UTC", ()
        self.without_zone += 1
        if conversation not in self._clocks:
            self._clocks[conversation] = self._clock()
        sent_at, warnings = self._clocks[conversation].moment(moment)
        return sent_at, precision, self._zone, warnings

    def _moment_of_edit(self, edit: Json) -> datetime | None:
        """When an edit was made, or None when it does not say. A local time is of the same zone as the rest."""
        if not edit.get("timestamp"):
            return None
        moment = self._parsed(edit["timestamp"])
        return moment if moment.tzinfo is not None else self._clock().moment(moment)[0]

    def _clock(self) -> LocalClock:
        return LocalClock(self._zone, self._now, since=CHATS_BEGAN)

    def _parsed(self, written: str) -> datetime:
        """A date and time of ISO 8601, in UTC when it has a zone, else local. A date alone is no moment."""
        text = written.strip()
        try:
            if ":" not in text:
                raise ValueError(text)
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo is None else moment.astimezone(UTC)
        except ValueError as error:
            raise NotReadable(no_date_and_time(written[:40])) from error
        except OverflowError as error:
            raise NotReadable(impossible_moment(written[:40])) from error
        if not is_plausible(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now=self._now):
            raise NotReadable(impossible_moment(written[:40]))
        return moment

    def _attachment(self, item: Json) -> ParsedAttachment:
        address = f"{self._folder}{item['id']}"
        return ParsedAttachment(item.get("display") or item["id"], address if address in self._members else None)

    def _reactions(self, event: Json) -> list[ParsedReaction]:
        return [
            ParsedReaction(reaction["value"], self._person(key))
            for reaction in event.get("reactions") or []
            for key in reaction.get("participants") or []
        ]


def _system_text(sentence: str, body: str, sender: ParsedHandle | None, *, is_disclaimer: bool) -> str:
    """A line of the app, with who it is about: in its own words where it has them."""
    name = sender.shown if sender else SOMEBODY
    if not body.strip():
        return sentence.format(name=name)
    if not is_disclaimer:
        return f"{sentence.format(name=name)}\n{body}"
    return body if sender is None or name in body else f"{name}: {body}"


def _warnings(event: Json, sender: ParsedHandle | None, system: SystemEvent | None) -> list[str]:
    found = []
    if sender is None and system is None:
        found.append(sender_not_in(EXPORT))
    if event.get("importance") == "high":
        found.append(IMPORTANT)
    if event.get("deleted") and system is not None:
        found.append("verwijderd uit het gesprek")
    if event["type"] in ("history", "unknown"):
        found.append(f"een gebeurtenis van de soort «{event['type']}»")
    return found


def _unnamed_reactions(event: Json) -> list[str]:
    """Reactions of which the export does not say whose they are."""
    found = []
    for reaction in event.get("reactions") or []:
        named = len(reaction.get("participants") or [])
        if not named and "count" not in reaction:
            found.append(reaction_of_nobody(reaction["value"]))
        elif reaction.get("count", named) > named:
            found.append(
                f"reactie {reaction['value']}: {reaction['count']} keer, van wie {named} met naam in de export"
            )
    return found


def _versions(event: Json, sent_at: datetime, moment_of: Any) -> tuple[tuple[ParsedVersion, ...], list[str]]:
    """The earlier texts, oldest first, each with the moment it was written, and what a reader should know of them.

    An edit tells the text before it and the text after it; the text after the last is that of the message.
    """
    edits = [(edit, moment_of(edit)) for edit in event.get("edits") or []]
    if all(at is not None for _, at in edits):
        edits.sort(key=lambda pair: pair[1])
    earlier = _numbered_texts(event, len(edits))
    chain: list[tuple[str, datetime | None]] = []
    written: datetime | None = sent_at
    for number, (edit, at) in enumerate(edits):
        for text, moment in ((edit.get("previous", earlier.get(number)), written), (edit.get("new"), at)):
            if text is not None and (not chain or chain[-1][0] != text):
                chain.append((text, moment))
        written = at
    warnings = [OTHER_TEXT] if edits and edits[-1][0].get("new", event.get("body", "")) != event.get("body", "") else []
    if chain and chain[-1][0] == event.get("body", ""):
        chain.pop()
    if any(moment is None for _, moment in chain):
        warnings.append(UNDATED_VERSION)
    return tuple(ParsedVersion(text, moment or sent_at) for text, moment in chain), warnings


def _numbered_texts(event: Json, count: int) -> dict[int, str]:
    """Earlier texts that version 1.0 has no field for, as its converter for Slack writes them: "Edit1" is the oldest."""
    texts = {
        name: value for name, value in values_of(event).items() if name.startswith("Edit") and name[4:].isdecimal()
    }
    return {number: texts[f"Edit{number + 1}"] for number in range(count) if f"Edit{number + 1}" in texts}

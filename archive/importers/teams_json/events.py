"""What happened in a Teams chat or channel, as a Dutch sentence: members, names, calls, pins.

Microsoft Graph keeps events, not words (eventMessageDetail); the sentences are ours, close to those Teams shows in Dutch. The
export tool gives one object with a field for each kind of event, and often leaves them all empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.importers.teams_json.people import People
from archive.importing import MessageKind, ParsedHandle, SystemEvent
from archive.reading.json_records import Json

_KINDS: dict[str, tuple[SystemEvent, str]] = {
    "callRecording": (SystemEvent.OTHER, "Er is een opname van het gesprek gemaakt"),
    "callStarted": (SystemEvent.OTHER, "{who} heeft een {call} gestart"),
    "callTranscript": (SystemEvent.OTHER, "Er is een transcriptie van het gesprek gemaakt"),
    "channelAdded": (SystemEvent.CREATED, "{who} heeft het kanaal «{name}» gemaakt"),
    "channelDeleted": (SystemEvent.OTHER, "{who} heeft het kanaal «{name}» verwijderd"),
    "channelDescriptionUpdated": (
        SystemEvent.OTHER,
        "{who} heeft de beschrijving van het kanaal gewijzigd in «{description}»",
    ),
    "channelRenamed": (SystemEvent.RENAMED, "{who} heeft de naam van het kanaal gewijzigd in «{name}»"),
    "channelSetAsFavoriteByDefault": (SystemEvent.OTHER, "{who} heeft het kanaal voor iedereen zichtbaar gemaakt"),
    "channelSharingUpdated": (SystemEvent.OTHER, "{who} heeft gewijzigd met wie het kanaal wordt gedeeld"),
    "channelUnsetAsFavoriteByDefault": (
        SystemEvent.OTHER,
        "{who} heeft het kanaal niet meer voor iedereen zichtbaar gemaakt",
    ),
    "chatRenamed": (SystemEvent.RENAMED, "{who} heeft de naam van de chat gewijzigd in «{name}»"),
    "conversationMemberRoleUpdated": (SystemEvent.OTHER, "{who} heeft de rol van een lid gewijzigd"),
    "meetingPolicyUpdated": (SystemEvent.OTHER, "{who} heeft gewijzigd wat in de vergaderchat mag"),
    "membersAdded": (SystemEvent.ADDED, "{who} heeft {members} toegevoegd"),
    "membersDeleted": (SystemEvent.REMOVED, "{who} heeft {members} verwijderd"),
    "membersJoined": (SystemEvent.JOINED, "{members} {take} deel aan het gesprek"),
    "membersLeft": (SystemEvent.LEFT, "{members} {have} het gesprek verlaten"),
    "messagePinned": (SystemEvent.PINNED, "{who} heeft een bericht vastgezet"),
    "messageUnpinned": (SystemEvent.OTHER, "{who} heeft een bericht losgemaakt"),
    "tabUpdated": (SystemEvent.OTHER, "{who} heeft een tabblad gewijzigd"),
    "teamArchived": (SystemEvent.OTHER, "{who} heeft het team gearchiveerd"),
    "teamCreated": (SystemEvent.CREATED, "{who} heeft het team «{name}» gemaakt"),
    "teamDescriptionUpdated": (
        SystemEvent.OTHER,
        "{who} heeft de beschrijving van het team gewijzigd in «{description}»",
    ),
    "teamJoiningDisabled": (SystemEvent.OTHER, "{who} heeft deelnemen aan het team uitgeschakeld"),
    "teamJoiningEnabled": (SystemEvent.OTHER, "{who} heeft deelnemen aan het team ingeschakeld"),
    "teamRenamed": (SystemEvent.RENAMED, "{who} heeft de naam van het team gewijzigd in «{name}»"),
    "teamsAppInstalled": (SystemEvent.OTHER, "{who} heeft de app «{name}» toegevoegd"),
    "teamsAppRemoved": (SystemEvent.OTHER, "{who} heeft de app «{name}» verwijderd"),
    "teamsAppUpgraded": (SystemEvent.OTHER, "{who} heeft de app «{name}» bijgewerkt"),
    "teamUnarchived": (SystemEvent.OTHER, "{who} heeft het team uit het archief gehaald"),
}
"""By the name of the event (Microsoft Graph, eventMessageDetail). Names in braces are filled in."""
_NAMES = ("chatDisplayName", "channelDisplayName", "teamDisplayName", "teamsAppDisplayName")
_DESCRIPTIONS = ("channelDescription", "teamDescription")
_TYPE = re.compile(r"(?:#?microsoft\.graph\.)?(\w+?)(?:EventMessageDetail)?")
_DURATION = re.compile(r"P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?")


@dataclass(frozen=True, slots=True)
class Event:
    """An event as a message tells of it. `caller` is who a call is of; None for a system line, and where it is not known."""

    kind: MessageKind
    text: str
    event: SystemEvent | None
    caller: ParsedHandle | None = None


def read_event(detail: Json, people: People) -> Event:
    """An event in words; the name of an unknown one, so that it is seen."""
    kind, fields = kind_and_fields(detail)
    initiator = people.sender(fields.get("initiator"))
    if kind == "callEnded":
        return Event(MessageKind.CALL, _call(fields, people), None, initiator)
    members = members_of(fields)
    alone = len(members) == 1 and initiator is not None and people.handle(members[0]).value == initiator.value
    if alone and kind == "membersDeleted":
        kind = "membersLeft"
    elif alone and kind == "membersAdded":
        kind = "membersJoined"
    event, sentence = _KINDS.get(kind, (SystemEvent.OTHER, _unknown(kind, by_somebody=initiator is not None)))
    text = sentence.format(
        who=people.name(fields.get("initiator")),
        members=people.names(members),
        take="nemen" if len(members) > 1 else "neemt",
        have="hebben" if len(members) > 1 else "heeft",
        name=_first_text(fields, _NAMES),
        description=_first_text(fields, _DESCRIPTIONS),
        call="vergadering" if fields.get("callEventType") == "meeting" else "gesprek",
    )
    return Event(MessageKind.SYSTEM, text, event)


def kind_and_fields(detail: Json) -> tuple[str, Json]:
    """The name of an event, "" when the record does not say, and its fields."""
    for name in ("@odata.type", "eventType"):
        if isinstance(value := detail.get(name), str) and (match := _TYPE.fullmatch(value)):
            return match[1], detail
    for name, value in detail.items():
        if value and (name in _KINDS or name == "callEnded"):
            return name, detail | value if isinstance(value, dict) else detail
    return "", detail


def members_of(fields: Json) -> list[Json]:
    """The members an event is about."""
    members = fields.get("members")
    return [member for member in members if isinstance(member, dict)] if isinstance(members, list) else []


def new_title(detail: Json) -> str:
    """The title a chat got by an event, "" when it is about something else."""
    kind, fields = kind_and_fields(detail)
    return _first_text(fields, ("chatDisplayName",)) if kind == "chatRenamed" else ""


def _unknown(kind: str, *, by_somebody: bool) -> str:
    which = f"({kind})" if kind else "(de export zegt niet welke)"
    return f"Gebeurtenis in Teams door {{who}} {which}" if by_somebody else f"Gebeurtenis in Teams {which}"


def _first_text(fields: Json, names: tuple[str, ...]) -> str:
    return next((value for name in names if isinstance(value := fields.get(name), str)), "")


def _call(fields: Json, people: People) -> str:
    what = "Vergadering" if fields.get("callEventType") == "meeting" else "Gesprek"
    participants = fields.get("callParticipants")
    present = (
        [people.name(part.get("participant") or part) for part in participants or [] if isinstance(part, dict)]
        if isinstance(participants, list)
        else []
    )
    details = [_duration(fields.get("callDuration")), ", ".join(present)]
    return ": ".join(filter(None, [f"{what} beëindigd", "; ".join(filter(None, details))]))


def _duration(value: object) -> str:
    """A duration of ISO 8601 ("PT1H2M3S") in words, "" for what is none."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return ""
    units = (("dag", "dagen"), ("uur", "uur"), ("minuut", "minuten"), ("seconde", "seconden"))
    numbers = [(int(number or 0), *names) for number, names in zip(match.groups(), units, strict=True)]
    return " ".join(f"{number} {one if number == 1 else many}" for number, one, many in numbers if number)

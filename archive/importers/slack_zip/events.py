"""What happened in a Slack conversation, as a Dutch sentence: members, names, topics, calls.

By the subtype of a record (Slack's reference of message events); private channels once had subtypes of their own, "group_join".
"""

from __future__ import annotations

from datetime import timedelta

from archive.importers.slack_zip.people import People
from archive.importers.slack_zip.words import Words
from archive.importing import MessageKind, SystemEvent
from archive.reading.json_records import Json
from archive.reading.moments import from_seconds

CALLS = frozenset({"huddle_thread", "sh_room_created", "sh_room_shared"})
_SENTENCES: dict[str, tuple[SystemEvent, str]] = {
    "channel_join": (SystemEvent.JOINED, "{user} is lid van het kanaal geworden"),
    "channel_leave": (SystemEvent.LEFT, "{user} heeft het kanaal verlaten"),
    "channel_name": (SystemEvent.RENAMED, "{user} heeft de naam van het kanaal gewijzigd van «{old_name}» in «{name}»"),
    "channel_topic": (SystemEvent.OTHER, "{user} heeft het onderwerp van het kanaal gewijzigd in «{topic}»"),
    "channel_purpose": (SystemEvent.OTHER, "{user} heeft de beschrijving van het kanaal gewijzigd in «{purpose}»"),
    "channel_archive": (SystemEvent.OTHER, "{user} heeft het kanaal gearchiveerd"),
    "channel_unarchive": (SystemEvent.OTHER, "{user} heeft het kanaal uit het archief gehaald"),
    "channel_convert_to_private": (SystemEvent.OTHER, "{user} heeft het kanaal besloten gemaakt"),
    "channel_convert_to_public": (SystemEvent.OTHER, "{user} heeft het kanaal openbaar gemaakt"),
    "channel_posting_permissions": (SystemEvent.OTHER, "{user} heeft gewijzigd wie in het kanaal mag schrijven"),
    "channel_canvas_updated": (SystemEvent.OTHER, "{user} heeft het canvas van het kanaal gewijzigd"),
    "tabbed_canvas_updated": (SystemEvent.OTHER, "{user} heeft een canvas van het kanaal gewijzigd"),
    "pinned_item": (SystemEvent.PINNED, "{user} heeft een bericht of bestand vastgezet"),
    "unpinned_item": (SystemEvent.OTHER, "{user} heeft een bericht of bestand losgemaakt"),
    "bot_add": (SystemEvent.OTHER, "{user} heeft een app aan het kanaal toegevoegd"),
    "bot_remove": (SystemEvent.OTHER, "{user} heeft een app uit het kanaal verwijderd"),
    "bot_enable": (SystemEvent.OTHER, "{user} heeft een app ingeschakeld"),
    "bot_disable": (SystemEvent.OTHER, "{user} heeft een app uitgeschakeld"),
    "app_conversation_join": (SystemEvent.OTHER, "Een app is aan het gesprek toegevoegd"),
    "app_conversation_leave": (SystemEvent.OTHER, "Een app is uit het gesprek verwijderd"),
    "reminder_add": (SystemEvent.OTHER, "{user} heeft een herinnering ingesteld"),
    "joiner_notification": (SystemEvent.OTHER, "{user} gebruikt nu Slack"),
    "joiner_notification_for_inviter": (SystemEvent.OTHER, "{user} gebruikt nu Slack"),
}


def subtype_of(record: Json) -> str:
    """The subtype of a record, a private channel's as a channel's."""
    subtype = str(record.get("subtype") or "")
    return f"channel_{subtype.removeprefix('group_')}" if subtype.startswith("group_") else subtype


def is_event(record: Json) -> bool:
    """Whether Slack wrote the record, to tell of a change."""
    return subtype_of(record) in _SENTENCES


def sentence(record: Json, people: People, words: Words) -> tuple[MessageKind, SystemEvent | None, str]:
    """A record of Slack's own in words: its kind, what it tells of, and the sentence.

    Of a message that was pinned and the like, Slack's own English sentence follows: only there it says what it was.
    """
    subtype = subtype_of(record)
    if subtype in CALLS:
        return MessageKind.CALL, None, _call(record, people)
    event, form = _SENTENCES[subtype]
    details = {key: words.text(record.get(key)) for key in ("old_name", "name", "topic", "purpose")}
    said = form.format(user=people.name(record.get("user")), **details)
    if subtype == "channel_join" and record.get("inviter"):
        event, said = SystemEvent.ADDED, f"{said}, op uitnodiging van {people.name(record['inviter'])}"
    if subtype in ("channel_topic", "channel_purpose") and not details[subtype.removeprefix("channel_")]:
        said = f"{said.partition(' gewijzigd in ')[0]} gewist"
    if subtype.startswith(("pinned", "unpinned", "bot_", "reminder")):
        said = f"{said}: {words.text(record.get('text'))}"
    return MessageKind.SYSTEM, event, said


def _call(record: Json, people: People) -> str:
    room = record.get("room")
    room = room if isinstance(room, dict) else {}
    names = [people.name(number) for number in room.get("participant_history") or []]
    start, end = room.get("date_start"), room.get("date_end")
    length = from_seconds(end) - from_seconds(start) if start and end else timedelta()
    minutes = max(1, round(length.total_seconds() / 60))
    duration = f" ({minutes} {'minuut' if minutes == 1 else 'minuten'})" if length > timedelta() else ""
    present = f", deelnemers: {', '.join(names)}" if names else ""
    return f"Huddle{duration}{present}"

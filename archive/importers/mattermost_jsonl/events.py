"""What happened in a Mattermost channel, as a Dutch sentence, by the type of a post and its props.

Source: the post types in Mattermost's server (server/public/model/post.go). Exports of before 2019 left the type out: there
the server's own English sentences, with the writer's name in them, tell which post is one.
"""

from __future__ import annotations

import re

from archive.importers.mattermost_jsonl.people import Directory
from archive.importing import MessageKind, SystemEvent
from archive.reading.event_sentences import SOMEBODY
from archive.reading.json_records import Json

WORDED = "als systeemregel herkend aan de woorden; de export noemt de soort niet"
_SENTENCES: dict[str, tuple[SystemEvent, str]] = {
    "system_join_channel": (SystemEvent.JOINED, "{username} is lid van het kanaal geworden"),
    "system_guest_join_channel": (SystemEvent.JOINED, "{username} is als gast lid van het kanaal geworden"),
    "system_leave_channel": (SystemEvent.LEFT, "{username} heeft het kanaal verlaten"),
    "system_join_team": (SystemEvent.JOINED, "{username} is lid van het team geworden"),
    "system_leave_team": (SystemEvent.LEFT, "{username} heeft het team verlaten"),
    "system_add_to_channel": (SystemEvent.ADDED, "{username} heeft {addedUsername} aan het kanaal toegevoegd"),
    "system_add_guest_to_chan": (SystemEvent.ADDED, "{username} heeft {addedUsername} als gast toegevoegd"),
    "system_add_to_team": (SystemEvent.ADDED, "{username} heeft {addedUsername} aan het team toegevoegd"),
    "system_remove_from_channel": (SystemEvent.REMOVED, "{removedUsername} is uit het kanaal verwijderd"),
    "system_remove_from_team": (SystemEvent.REMOVED, "{username} is uit het team verwijderd"),
    "system_displayname_change": (
        SystemEvent.RENAMED,
        "{username} heeft de naam van het kanaal gewijzigd van «{old_displayname}» in «{new_displayname}»",
    ),
    "system_header_change": (SystemEvent.OTHER, "{username} heeft de kop van het kanaal gewijzigd in «{new_header}»"),
    "system_purpose_change": (
        SystemEvent.OTHER,
        "{username} heeft het doel van het kanaal gewijzigd in «{new_purpose}»",
    ),
    "system_channel_deleted": (SystemEvent.OTHER, "{username} heeft het kanaal gearchiveerd"),
    "system_channel_restored": (SystemEvent.OTHER, "{username} heeft het kanaal uit het archief gehaald"),
    "system_convert_channel": (SystemEvent.OTHER, "{username} heeft het kanaal besloten gemaakt"),
    "system_change_chan_privacy": (SystemEvent.OTHER, "{username} heeft gewijzigd wie het kanaal kan zien"),
    "system_move_channel": (SystemEvent.OTHER, "{username} heeft het kanaal naar een ander team verplaatst"),
}
_NAMES = ("username", "addedUsername", "removedUsername")
_WORDED = re.compile(
    r"(?P<who>\S+) (?:(?P<joined>joined)|(?P<left>left|has left)|(?:was )?(?P<added>added) to|(?:was )?(?P<removed>removed)"
    r" from|has (?P<joined2>joined)) the (?:channel|team)(?: by (?P<by>\S+?))?\.?"
)
_GONE = "Bericht dat verdween zodra het gelezen was"


def kind_of(post: Json, directory: Directory) -> tuple[MessageKind, SystemEvent | None, str] | None:
    """What a post is when it is no text of a person: its kind, what it tells of and the sentence; None for an ordinary one."""
    kind = str(post.get("type") or "")
    if kind in _SENTENCES:
        event, form = _SENTENCES[kind]
        return MessageKind.SYSTEM, event, form.format_map(_Props(post, directory))
    if kind.startswith(("system_", "add_bot_", "warn_metric")) and kind != "system_auto_responder":
        return MessageKind.SYSTEM, SystemEvent.OTHER, str(post.get("message") or f"Gebeurtenis in Mattermost ({kind})")
    if kind.startswith("custom_calls"):
        return MessageKind.CALL, None, "Groepsgesprek"
    if kind == "burn_on_read":
        return MessageKind.VIEW_ONCE, None, str(post.get("message") or _GONE)
    return _worded(post, directory) if "type" not in post else None


def _worded(post: Json, directory: Directory) -> tuple[MessageKind, SystemEvent | None, str] | None:
    """A sentence of the server in an export without types: it names the one whose post it is."""
    match = _WORDED.fullmatch(str(post.get("message") or ""))
    if match is None or post.get("user") != (match["by"] or match["who"]):
        return None
    who, by = directory.name(match["who"]), directory.name(match["by"])
    if match["added"]:
        return MessageKind.SYSTEM, SystemEvent.ADDED, f"{by} heeft {who} toegevoegd"
    if match["removed"]:
        return MessageKind.SYSTEM, SystemEvent.REMOVED, f"{who} is verwijderd"
    if match["left"]:
        return MessageKind.SYSTEM, SystemEvent.LEFT, f"{who} heeft het kanaal verlaten"
    return MessageKind.SYSTEM, SystemEvent.JOINED, f"{who} is lid van het kanaal geworden"


class _Props(dict[str, str]):
    """The props of a post for a sentence: short names as names."""

    def __init__(self, post: Json, directory: Directory) -> None:
        props = post.get("props")
        props = {"username": post.get("user")} | (props if isinstance(props, dict) else {})
        super().__init__(
            {key: directory.name(value) if key in _NAMES else str(value or "") for key, value in props.items()}
        )

    def __missing__(self, key: str) -> str:
        return SOMEBODY if key in _NAMES else ""

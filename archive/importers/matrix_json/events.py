"""What happened in a Matrix room, as a Dutch sentence: members, names, topics, settings.

By the type of a state event (Matrix specification, client-server API); what it was before stands in `prev_content`.
"""

from __future__ import annotations

from archive.importers.matrix_json.bodies import mapping
from archive.importers.matrix_json.survey import Survey
from archive.importing import SystemEvent
from archive.reading.event_sentences import SOMEBODY
from archive.reading.json_records import Json

_SENTENCES: dict[str, tuple[SystemEvent, str]] = {
    "m.room.create": (SystemEvent.CREATED, "{sender} heeft de ruimte gemaakt"),
    "m.room.name": (SystemEvent.RENAMED, "{sender} heeft de naam van de ruimte gewijzigd in «{name}»"),
    "m.room.topic": (SystemEvent.OTHER, "{sender} heeft het onderwerp gewijzigd in «{topic}»"),
    "m.room.avatar": (SystemEvent.OTHER, "{sender} heeft de afbeelding van de ruimte gewijzigd"),
    "m.room.encryption": (SystemEvent.OTHER, "{sender} heeft versleuteling ingeschakeld"),
    "m.room.power_levels": (SystemEvent.OTHER, "{sender} heeft gewijzigd wie wat mag in de ruimte"),
    "m.room.history_visibility": (SystemEvent.OTHER, "{sender} heeft gewijzigd wie de geschiedenis kan lezen"),
    "m.room.join_rules": (SystemEvent.OTHER, "{sender} heeft gewijzigd wie lid kan worden"),
    "m.room.guest_access": (SystemEvent.OTHER, "{sender} heeft gewijzigd of gasten lid kunnen worden"),
    "m.room.canonical_alias": (SystemEvent.OTHER, "{sender} heeft het adres van de ruimte gewijzigd"),
    "m.room.aliases": (SystemEvent.OTHER, "{sender} heeft de adressen van de ruimte gewijzigd"),
    "m.room.pinned_events": (SystemEvent.PINNED, "{sender} heeft gewijzigd welke berichten zijn vastgezet"),
    "m.room.retention": (SystemEvent.TIMER, "{sender} heeft gewijzigd hoe lang berichten bewaard blijven"),
    "m.room.third_party_invite": (SystemEvent.OTHER, "{sender} heeft {display_name} uitgenodigd"),
    "m.room.tombstone": (SystemEvent.OTHER, "{sender} heeft de ruimte vervangen door een nieuwe"),
    "m.room.server_acl": (SystemEvent.OTHER, "{sender} heeft gewijzigd welke servers mogen meedoen"),
    "im.vector.modular.widgets": (SystemEvent.OTHER, "{sender} heeft een widget toegevoegd, gewijzigd of verwijderd"),
    "m.widget": (SystemEvent.OTHER, "{sender} heeft een widget toegevoegd, gewijzigd of verwijderd"),
}


def sentence(event: Json, survey: Survey) -> tuple[SystemEvent, str]:
    """A state event in words: what it tells of, and the sentence. An unknown type is named as it is."""
    kind, content = str(event["type"]), mapping(event.get("content"))
    sender = survey.name(event["sender"])
    if kind == "m.room.member":
        return _membership(event, content, survey, sender)
    event_kind, form = _SENTENCES.get(kind, (SystemEvent.OTHER, "{sender} heeft de ruimte gewijzigd ({type})"))
    details = {"sender": sender, "type": kind} | {
        key: str(content.get(key) or "") for key in ("name", "topic", "display_name")
    }
    return event_kind, form.format_map(details)


def _membership(event: Json, content: Json, survey: Survey, sender: str) -> tuple[SystemEvent, str]:
    before = mapping(mapping(event.get("unsigned")).get("prev_content") or event.get("prev_content"))
    person = str(content.get("displayname") or before.get("displayname") or survey.name(event["state_key"]))
    own = event["state_key"] == event["sender"]
    reason = f" ({content['reason']})" if content.get("reason") else ""
    match content.get("membership"), before.get("membership"):
        case "join", "join":
            return SystemEvent.OTHER, _profile(content, before, person)
        case "join", _:
            return SystemEvent.JOINED, f"{person} is lid van de ruimte geworden{reason}"
        case "invite", _:
            return SystemEvent.ADDED, f"{sender} heeft {person} uitgenodigd{reason}"
        case "ban", _:
            return SystemEvent.REMOVED, f"{sender} heeft {person} verbannen{reason}"
        case "knock", _:
            return SystemEvent.OTHER, f"{person} heeft gevraagd lid te worden{reason}"
        case "leave", "ban":
            return SystemEvent.OTHER, f"{sender} heeft de verbanning van {person} opgeheven{reason}"
        case "leave", "invite" if own:
            return SystemEvent.OTHER, f"{person} heeft de uitnodiging afgeslagen{reason}"
        case "leave", "invite":
            return SystemEvent.OTHER, f"{sender} heeft de uitnodiging van {person} ingetrokken{reason}"
        case "leave", _ if own:
            return SystemEvent.LEFT, f"{person} heeft de ruimte verlaten{reason}"
        case "leave", _:
            return SystemEvent.REMOVED, f"{sender} heeft {person} verwijderd{reason}"
    return SystemEvent.OTHER, f"Het lidmaatschap van {person} is gewijzigd"


def _profile(content: Json, before: Json, person: str) -> str:
    old, new = before.get("displayname"), content.get("displayname")
    if old != new:
        return f"{old or SOMEBODY} heet nu {new or 'niet meer bij naam'}"
    if before.get("avatar_url") != content.get("avatar_url"):
        return f"{person} heeft de profielfoto gewijzigd"
    return f"{person} is lid gebleven, zonder wijziging"

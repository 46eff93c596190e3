"""What happened in a Telegram chat, as a Dutch sentence.

The export keeps the name of an action and its details (SerializeMessage in Telegram Desktop's export_output_json.cpp); the
sentences are ours, close to those of the app.
"""

from __future__ import annotations

from archive.importers.telegram_json.people import name_of, names
from archive.importers.telegram_json.texts import plain_text, task_lines
from archive.importing import MessageKind, SystemEvent
from archive.reading.event_sentences import duration, enumeration
from archive.reading.json_records import Json

CALLS = frozenset({"phone_call", "conference_call", "group_call"})
_EVENTS: dict[str, SystemEvent] = {
    "create_group": SystemEvent.CREATED,
    "create_channel": SystemEvent.CREATED,
    "edit_group_title": SystemEvent.RENAMED,
    "invite_members": SystemEvent.ADDED,
    "remove_members": SystemEvent.REMOVED,
    "join_group_by_link": SystemEvent.JOINED,
    "join_group_by_request": SystemEvent.JOINED,
    "set_messages_ttl": SystemEvent.TIMER,
    "pin_message": SystemEvent.PINNED,
}
_SENTENCES: dict[str, str] = {
    "create_group": "{actor} heeft de groep «{title}» gemaakt{with_members}",
    "create_channel": "{actor} heeft de groep of het kanaal «{title}» gemaakt",
    "edit_group_title": "{actor} heeft de titel gewijzigd in «{title}»",
    "edit_group_photo": "{actor} heeft de groepsafbeelding gewijzigd",
    "delete_group_photo": "{actor} heeft de groepsafbeelding verwijderd",
    "invite_members": "{actor} heeft {members} toegevoegd",
    "remove_members": "{actor} heeft {members} verwijderd",
    "join_group_by_link": "{actor} is lid geworden via een uitnodigingslink van {inviter}",
    "join_group_by_request": "{actor} is lid geworden nadat het verzoek daartoe was goedgekeurd",
    "migrate_to_supergroup": "De groep is omgezet in een supergroep",
    "migrate_from_group": "De supergroep is ontstaan uit de groep «{title}»",
    "pin_message": "{actor} heeft een bericht vastgezet",
    "clear_history": "De geschiedenis van dit gesprek is gewist",
    "score_in_game": "{actor} haalde {score} punten in een spel",
    "send_payment": "Er is {amount} {currency} betaald (in de kleinste munt)",
    "refunded_payment": "Er is {amount} {currency} terugbetaald (in de kleinste munt)",
    "take_screenshot": "{actor} heeft een schermafbeelding gemaakt",
    "attach_menu_bot_allowed": "Een bot is toegelaten tot het bijlagemenu",
    "web_app_bot_allowed": "Een bot mag berichten sturen",
    "allow_sending_messages": "Een bot mag berichten sturen ({reason_domain}{reason_app_name})",
    "send_passport_values": "Er zijn persoonsgegevens gedeeld via Telegram Passport",
    "joined_telegram": "{actor} gebruikt nu Telegram",
    "proximity_reached": "{from} is binnen {distance} meter van {to}",
    "requested_phone_number": "{actor} heeft om het telefoonnummer gevraagd",
    "invite_to_group_call": "{actor} heeft {members} uitgenodigd voor een groepsgesprek",
    "group_call_scheduled": "{actor} heeft een groepsgesprek gepland",
    "edit_chat_theme": "{actor} heeft het thema van het gesprek gewijzigd",
    "set_chat_wallpaper": "{actor} heeft de achtergrond van het gesprek gewijzigd",
    "set_same_chat_wallpaper": "{actor} heeft dezelfde achtergrond gekozen",
    "send_webview_data": "Er zijn gegevens naar een bot gestuurd",
    "send_premium_gift": "{actor} heeft Telegram Premium cadeau gegeven",
    "send_stars_gift": "{actor} heeft sterren cadeau gegeven",
    "send_star_gift": "{actor} heeft een cadeau gegeven",
    "topic_created": "{actor} heeft het onderwerp «{title}» gemaakt",
    "topic_edit": "{actor} heeft het onderwerp gewijzigd in «{new_title}»",
    "suggest_profile_photo": "{actor} heeft een profielfoto voorgesteld",
    "suggest_birthday": "{actor} heeft een verjaardag voorgesteld",
    "requested_peer": "Er is een persoon of groep met een bot gedeeld",
    "giveaway_launch": "Er is een weggeefactie begonnen",
    "giveaway_results": "De weggeefactie is afgelopen",
    "gift_code_prize": "Er is een cadeaucode gewonnen",
    "boost_apply": "{actor} heeft de groep {boosts} keer gesteund",
    "todo_completions": "{actor} heeft taken afgevinkt of weer geopend",
    "todo_append_tasks": "{actor} heeft taken toegevoegd",
    "poll_append_answer": "{actor} heeft een optie aan de peiling toegevoegd: {option}",
    "poll_delete_answer": "{actor} heeft een optie uit de peiling verwijderd: {option}",
    "new_creator_pending": "{actor} wil het eigendom van de groep overdragen aan {new_creator}",
    "change_creator": "{actor} heeft het eigendom van de groep overgedragen aan {new_creator}",
    "no_forwards_toggle": "{actor} heeft gewijzigd of berichten doorgestuurd mogen worden",
}
_PERSONS = ("actor", "inviter", "from", "to", "new_creator")
_ENDINGS = {"missed": "Gemiste oproep", "busy": "Oproep, in gesprek"}


def sentence(record: Json) -> tuple[MessageKind, SystemEvent | None, str]:
    """A service record in words: its kind, what it tells of, and the sentence. An unknown action is named as it is."""
    action = str(record.get("action") or "")
    if action in CALLS:
        return MessageKind.CALL, None, _call(action, record)
    event = _EVENTS.get(action, SystemEvent.OTHER)
    if action == "set_messages_ttl":
        text = _timer(record)
    elif action in ("invite_members", "remove_members") and record.get("members") == [record.get("actor")]:
        joined = action == "invite_members"
        event = SystemEvent.JOINED if joined else SystemEvent.LEFT
        text = (
            f"{name_of(record.get('actor'))} {'is lid van de groep geworden' if joined else 'heeft de groep verlaten'}"
        )
    elif information := record.get("information_text"):
        text = str(information)
    else:
        text = _SENTENCES.get(action, f"Gebeurtenis in Telegram ({action})").format_map(_Details(record))
    said = (plain_text(record.get("text")), plain_text(record.get("gift_text")), *task_lines(record.get("items")))
    return MessageKind.SYSTEM, event, "\n".join(filter(None, (text, *said)))


class _Details(dict[str, str]):
    """The details of a record for a sentence."""

    def __init__(self, record: Json) -> None:
        super().__init__({key: str(value) for key, value in record.items() if isinstance(value, str | int)})
        self.update({key: name_of(record[key]) for key in _PERSONS if key in record})
        members = record.get("members")
        others = [member for member in members if member != record.get("actor")] if isinstance(members, list) else []
        self["members"] = names(members)
        self["with_members"] = f" met {names(others)}" if others else ""

    def __missing__(self, key: str) -> str:
        return "iemand" if key in _PERSONS else ""


def starts_timer(record: Json) -> bool:
    """Whether messages are deleted after a while from now on."""
    return record.get("action") == "set_messages_ttl" and bool(record.get("period"))


def _timer(record: Json) -> str:
    actor, seconds = name_of(record.get("actor")), int(record.get("period") or 0)
    if not seconds:
        return f"{actor} heeft het automatisch verwijderen van berichten uitgeschakeld"
    return f"{actor} laat berichten automatisch verwijderen na {_duration(seconds)}"


def _call(action: str, record: Json) -> str:
    seconds = int(record.get("duration_seconds") or record.get("duration") or 0)
    if action == "group_call":
        kind = "Groepsgesprek"
    elif action == "conference_call":
        kind = "Gemist groepsgesprek" if record.get("is_missed") else "Groepsgesprek"
    else:
        kind = _ENDINGS.get(str(record.get("discard_reason")), "Oproep")
    return f"{kind} ({_duration(seconds)})" if seconds else kind


def _duration(seconds: int) -> str:
    if seconds % 3600 == 0:
        return duration(seconds)
    minutes, rest = divmod(seconds, 60)
    parts = ((minutes, "minuut" if minutes == 1 else "minuten"), (rest, "seconde" if rest == 1 else "seconden"))
    return enumeration(f"{count} {unit}" for count, unit in parts if count)

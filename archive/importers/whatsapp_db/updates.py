"""What WhatsApp itself wrote in a chat, as a Dutch sentence: groups, numbers, settings. The database keeps a code only.

No specification of the codes (`message_system.action_type`) is published. Those here are what forensic readers agree on and
what real databases bear out: a code always has its rows in the same table of details. Any other is said by its number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.importing import SystemEvent
from archive.reading.event_sentences import enumeration, timer_sentence
from archive.reading.sqlite_members import Row, number, text

GROUP_CALL = 70
_TIMER_CODES = frozenset({56, 59, 68})
ABOUT_PARTNER = frozenset({18, 57, 58, 129, 136})
"""In a chat of two: what concerns the other person, whoever the row counts as the sender."""
_NUMBER_CODES = frozenset({10, 28})
_BLOCKED = 58
_RENAMED = frozenset({1, 107})
ENCRYPTED = "Berichten en oproepen zijn end-to-end versleuteld"

_SENTENCES: Mapping[int, tuple[SystemEvent, str]] = {
    4: (SystemEvent.ADDED, "{actor} heeft {who} toegevoegd"),
    5: (SystemEvent.LEFT, "{actor} heeft de groep verlaten"),
    6: (SystemEvent.OTHER, "{actor} heeft de groepsafbeelding gewijzigd"),
    7: (SystemEvent.REMOVED, "{owner} is uit de groep verwijderd"),
    9: (SystemEvent.CREATED, "{actor} heeft een verzendlijst gemaakt"),
    11: (SystemEvent.CREATED, "{actor} heeft de groep «{text}» gemaakt"),
    12: (SystemEvent.ADDED, "{actor} heeft {who} toegevoegd"),
    13: (SystemEvent.LEFT, "{who} heeft de groep verlaten"),
    14: (SystemEvent.REMOVED, "{actor} heeft {who} verwijderd"),
    15: (SystemEvent.OTHER, "{who} is nu beheerder"),
    16: (SystemEvent.OTHER, "{who} is geen beheerder meer"),
    18: (SystemEvent.OTHER, "De beveiligingscode met {actor} is gewijzigd"),
    19: (SystemEvent.OTHER, ENCRYPTED),
    20: (SystemEvent.JOINED, "{who} is deelnemer geworden via de uitnodigingslink van de groep"),
    21: (SystemEvent.OTHER, "{actor} heeft de uitnodigingslink van de groep vernieuwd"),
    27: (SystemEvent.OTHER, "{actor} heeft de groepsomschrijving gewijzigd in «{text}»"),
    29: (SystemEvent.OTHER, "{actor} staat alleen beheerders toe de groepsinfo te wijzigen"),
    30: (SystemEvent.OTHER, "{actor} staat alle deelnemers toe de groepsinfo te wijzigen"),
    31: (SystemEvent.OTHER, "{actor} staat alleen beheerders toe berichten te sturen"),
    32: (SystemEvent.OTHER, "{actor} staat alle deelnemers toe berichten te sturen"),
    52: (SystemEvent.JOINED, "{who} is deelnemer geworden via een uitnodiging"),
    57: (SystemEvent.OTHER, "De gekoppelde apparaten van {actor} zijn gewijzigd"),
    67: (SystemEvent.OTHER, ENCRYPTED),
    79: (SystemEvent.JOINED, "{who} is deelnemer geworden vanuit de community"),
    91: (SystemEvent.OTHER, "{actor} staat alle deelnemers toe anderen toe te voegen"),
    92: (SystemEvent.OTHER, "{actor} staat alleen beheerders toe anderen toe te voegen"),
    118: (SystemEvent.PINNED, "{actor} heeft een bericht vastgezet"),
    129: (SystemEvent.OTHER, "{actor} staat in de contacten"),
    136: (SystemEvent.OTHER, "{actor} gebruikt nu WhatsApp"),
}
"""By code: what happened, and how to say it. `who` are the persons it happened to, or the actor when none is named."""


def system_sentence(
    action: int,
    *,
    actor: str,
    owner: str,
    who: Sequence[str],
    value: str,
    old_value: str,
    details: Mapping[str, Row | None],
) -> tuple[SystemEvent, str]:
    """The event and the sentence of a code. `value` is the new title or description, `details` are rows by their table."""
    if action in _RENAMED:
        before = f" van «{old_value}»" if old_value else ""
        return SystemEvent.RENAMED, f"{actor} heeft de groepsnaam gewijzigd{before} in «{value}»"
    if action in _TIMER_CODES:
        return SystemEvent.TIMER, timer_set(actor, details.get("message_ephemeral_setting"))
    if action == _BLOCKED:
        block = details.get("message_system_block_contact")
        lifted = block is not None and number(block["is_blocked"]) == 0
        return SystemEvent.OTHER, f"De blokkade van {actor} is opgeheven" if lifted else f"{actor} is geblokkeerd"
    if action in _SENTENCES:
        event, sentence = _SENTENCES[action]
        return event, sentence.format(actor=actor, owner=owner, who=enumeration(who) if who else actor, text=value)
    facts = [f"code {action}", *who, *filter(None, (old_value, value))]
    return SystemEvent.OTHER, f"Gebeurtenis in WhatsApp ({', '.join(facts)})"


def is_number_change(action: int) -> bool:
    """Whether a code says that a person has another telephone number."""
    return action in _NUMBER_CODES


def number_changed(who: str, new: str) -> str:
    """That a person has another number; `new` is it, "" when the database does not say."""
    return f"{who} heeft een nieuw telefoonnummer{f': {new}' if new else ''}"


def timer_set(who: str, setting: Row | None) -> str:
    """That messages disappear from now on, or no longer; `setting` is the row that says after how long."""
    if setting is None or not text(setting["setting_duration"]):
        return f"{who} heeft de instelling voor berichten met vervaldatum gewijzigd"
    return timer_sentence(who, number(setting["setting_duration"]))

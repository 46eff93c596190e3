"""What an app keeps as codes and numbers, said in Dutch: who came and went, calls, polls, timers, places. The same words for
every app. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from archive.importing import SystemEvent

SOMEBODY = "Iemand"
"""At the beginning of a sentence, whom the source does not name."""
IN_CONVERSATION: Mapping[SystemEvent, str] = {
    SystemEvent.JOINED: "{name} neemt deel aan het gesprek",
    SystemEvent.LEFT: "{name} heeft het gesprek verlaten",
}
"""For formats of no app in particular, that do not know what it calls its groups and channels."""
_UNITS = (
    (604_800, "week", "weken"),
    (86_400, "dag", "dagen"),
    (3_600, "uur", "uur"),
    (60, "minuut", "minuten"),
    (1, "seconde", "seconden"),
)
"""Seconds, and the word for one and for more."""


class PollOption(NamedTuple):
    """One answer of a poll. `votes` counts them, None where the source holds none of any answer; `voters` are the names of those
    it tells of, who may be fewer.
    """

    text: str
    votes: int | None
    voters: Sequence[str] = ()


def enumeration(names: Iterable[str]) -> str:
    """Names as one says them: "Eva, Tom en Jan"."""
    *others, last = list(names) or [""]
    return f"{', '.join(others)} en {last}" if others else last


def duration(seconds: int) -> str:
    """A set time in its largest unit that holds it whole: "90 dagen", "4 uur"."""
    for size, one, many in _UNITS:
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size} {one if seconds == size else many}"
    return f"{seconds} seconden"


def timer_sentence(who: str, seconds: int) -> str:
    """Messages that disappear, switched on (with the time they live) or off."""
    if seconds <= 0:
        return f"{who} heeft berichten met vervaldatum uitgeschakeld"
    return f"{who} heeft berichten met vervaldatum ingeschakeld ({duration(seconds)})"


def call_sentence(
    *, video: bool, group: bool = False, missed: bool = False, declined: bool = False, seconds: int = 0
) -> str:
    """A call of two people or of a group, and how it went; `seconds` is how long it lasted."""
    if group:
        kind, missed_kind = ("Groepsgesprek met video" if video else "Groepsgesprek"), "Gemist groepsgesprek"
    else:
        kind = "Video-oproep" if video else "Spraakoproep"
        missed_kind = f"Gemiste {kind.lower()}"
    if seconds > 0:
        return f"{kind} van {_lasted(seconds)}"
    if missed:
        return missed_kind
    return f"{kind}, niet aangenomen" if declined else kind


def poll_text(question: str, options: Iterable[PollOption]) -> str:
    """A poll as WhatsApp writes one in Dutch, with the voters as far as they are known."""
    lines = [f"PEILING: {question}"]
    for option in options:
        line = f"OPTIE: {option.text}"
        if option.votes is not None:
            count = f"{option.votes} {'stem' if option.votes == 1 else 'stemmen'}"
            line += f" ({': '.join(filter(None, (count, ', '.join(option.voters))))})"
        lines.append(line)
    return "\n".join(lines)


def place_text(latitude: object, longitude: object, *names: str) -> str:
    """A place by its names and its coordinates, to ten centimetres; what is no number is left out."""
    lines = [name for name in names if name]
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        lines.append(f"Locatie: {latitude:.6f}, {longitude:.6f}")
    return "\n".join(lines)


def deleted_by_admin(name: str) -> str:
    """What stands in the place of a message that who runs a group took away."""
    return f"Verwijderd door beheerder {name}"


def _lasted(seconds: int) -> str:
    """A measured time in hours, minutes and seconds: "2 minuten en 5 seconden"."""
    parts = []
    for size, one, many in _UNITS[2:]:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
    return enumeration(parts)

"""What is said beside a message or about a record, and what stands where a source gives no name: the same Dutch words whatever
the app. Pure.

A source is named as these sentences need it: `EXPORT`, `DATABASE`, `BACKUP`, `REPORT`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from archive.reading.event_sentences import enumeration

EXPORT, DATABASE, BACKUP, REPORT = "de export", "de database", "de reservekopie", "het rapport"

UNNAMED_GROUP = "Groep zonder naam"
UNNAMED_CONVERSATION = "Gesprek zonder naam"
UNNAMED_LIST = "Verzendlijst zonder naam"

CONTENT_NOT_SHOWN = "de export geeft de inhoud van dit bericht niet weer"
NOT_SENT = "het verzenden van dit bericht is mislukt"
IMPORTANT = "als belangrijk gemarkeerd"
UNDATED_VERSION = (
    "wanneer een eerdere tekst geschreven is, staat niet in de export; het tijdstip is dat van het bericht"
)

NO_MOMENT = "zonder tijdstip"
IMPOSSIBLE_SINCE_2000 = "het tijdstip kan niet kloppen: vóór 2000 of in de toekomst"
LONG_AGO_OR_AHEAD = "tijdstip dat niet kan kloppen: heel lang geleden of in de toekomst"
NO_SENDER = "zonder afzender"

EMPTY_LINE = "lege regel"
HEAD_OF_EXPORT = "kop van de export"
HEAD_OF_TRANSCRIPT = "kop van een transcript"
IN_OTHER_TRANSCRIPT = "hetzelfde bericht, uit een ander transcript van dit gesprek"
EDIT, DELETION = "bewerking van een bericht", "verwijdering van een bericht"


def unnamed_file(media_type: object, what: str = "bijlage") -> str:
    """What a file is called of which the source has no name: what it is, and its media type where that is known."""
    return f"{what} ({media_type or 'onbekend soort'})"


def sender_not_in(source: str) -> str:
    """Beside a message that is of somebody, whom the source does not hold."""
    return f"de afzender staat niet in {source}"


def sender_not_told(source: str) -> str:
    """Beside a message of which the source does not say whose it is."""
    return f"{source} zegt niet wie dit bericht schreef"


def content_not_in(source: str) -> str:
    """Beside a message of which the source keeps only that it was there."""
    return f"{source} bevat de inhoud van dit bericht niet"


def deleted_at(moment: datetime) -> str:
    """Beside a deleted message: when it was deleted."""
    return f"verwijderd op {moment.astimezone(UTC):%d-%m-%Y om %H:%M:%S} UTC"


def reactions_of_nobody(emojis: Iterable[str]) -> tuple[str, ...]:
    """Beside a message with reactions of which the source does not say whose they are; () without them."""
    listed = enumeration(emojis)
    return (f"reacties waarvan niet vastligt van wie ze zijn: {listed}",) if listed else ()


def reaction_of_nobody(emoji: str) -> str:
    """Beside a message with a reaction whose people the export leaves out."""
    return f"reactie {emoji}: van wie staat niet in de export"


def unnamed_reactions(counted: Iterable[str]) -> tuple[str, ...]:
    """Beside a message with reactions that are only counted: each emoji with its number ("👍 3"); () without them."""
    listed = ", ".join(counted)
    return (f"reacties van wie de naam niet in de export staat: {listed}",) if listed else ()


def unknown_kind(kind: object) -> str:
    """Beside a message that was read as text, for want of knowing its kind."""
    return f"soort bericht dat niet bekend is ({kind})"


def unknown_record(kind: object) -> str:
    """Why a record could not be read: it is of a kind that is not known."""
    return f"onbekend soort record ({kind})"


def unknown_message(kind: object) -> str:
    """Why a message could not be read: it is of a kind that is not known."""
    return f"onbekend soort bericht ({kind})"


def impossible_moment(written: str) -> str:
    """Why a record could not be read: no message can be of the moment that is written."""
    return f"een tijdstip dat niet kan kloppen («{written}»)"


def no_date_and_time(written: str) -> str:
    """Why a record could not be read: what is written is no moment."""
    return f"een tijdstip dat geen datum en tijd is («{written}»)"

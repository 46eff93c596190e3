"""An invented disclosure set with one of everything that a document can hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from redaction.apply import Run, Shown, Withheld
from woo_portal.disclosure.publishing import (
    AttachmentRuns,
    DisclosureSet,
    Document,
    Entry,
    EntryKind,
    GroundText,
    Judgement,
    QuoteRuns,
)

NAME, STATE, OPINION, BSN = ("5.1.2e",), ("5.1.2i",), ("5.2",), ("5.1.1e",)
ALL = BSN + NAME + STATE + OPINION
WEIGHED = "Openbaar maken blijft achterwege voor zover het belang daarvan niet opweegt tegen dit belang."
GROUNDS = (
    GroundText("5.1.1e", "Nationale identificatienummers", "Nummers van personen blijven achterwege."),
    GroundText("5.1.2e", "Eerbiediging van de persoonlijke levenssfeer", WEIGHED),
    GroundText("5.1.2i", "Goed functioneren van de Staat en bestuursorganen", WEIGHED),
    GroundText("5.2", "Persoonlijke beleidsopvattingen voor intern beraad", "Opvattingen worden niet verstrekt."),
)
MINISTER = ("Hanneke Terpstra", "minister van Water en Ruimte")
DIRECTOR = ("Joost van Weelden", "directeur-generaal Water")
Part = str | tuple[str, ...]


def runs(*parts: Part) -> tuple[Run, ...]:
    """`"tekst"` is shown, `("5.1.2e",)` is withheld."""
    return tuple(Shown(part) if isinstance(part, str) else Withheld(part) for part in parts if part)


def said(number: int, time: str, sender: tuple[str, ...], *text: Part, **more: Any) -> Entry:
    """A message; the sender is a name and a function, or the grounds on which the name is withheld."""
    is_shown = sender in (MINISTER, DIRECTOR)
    return Entry(
        number=number,
        kind=more.pop("kind", EntryKind.MESSAGE),
        time=f"{time} uur",
        sender=runs(sender[0] if is_shown else sender),
        function=sender[1] if is_shown else "",
        text=runs(*text),
        **more,
    )


LEVELS = "Het peil is 3,42 m +NAP en zakt ↓. Verwachting:\n– 20 uur: 3,38\n– 22 uur: 3,21\n– 24 uur: 3,02"
ENTRIES = (
    said(1, "19.02", MINISTER, "Goedenavond allen. Wie heeft het laatste peil bij Oudezijl?"),
    said(2, "19.04", NAME, "Ik bel ", NAME, " even, die staat op de dijk. Nummer is ", NAME, "."),
    Entry(3, EntryKind.SYSTEM, "19.05 uur", text=runs(DIRECTOR[0], " heeft ", NAME, " toegevoegd")),
    said(4, "19.07", DIRECTOR, LEVELS, remarks=("bewerkt",)),
    said(
        5,
        "19.08",
        MINISTER,
        "Dank 👍. Mag dat zo naar de Kamer?",
        quote=QuoteRuns(runs(DIRECTOR[0]), runs("Het peil is 3,42 m +NAP en zakt ↓…")),
        reactions=runs("👍 ", DIRECTOR[0], ", 👍 ", NAME),
    ),
    Entry(6, EntryKind.WITHHELD, "19.11 uur", text=runs(STATE)),
    Entry(7, EntryKind.OUT_OF_SCOPE, "", count=12),
    said(
        8,
        "20.15",
        DIRECTOR,
        "Foto van de kwel bij paal 14. Het burgerservicenummer van de melder, ",
        BSN + NAME,
        ", staat per ongeluk in beeld; die moet eruit. Verder is mijn inschatting ",
        ALL,
        " en dat houden we zo.",
        attachments=(
            AttachmentRuns(runs("IMG-20240314-WA0007.jpg"), "afbeelding", "0013"),
            AttachmentRuns(runs("peil ", NAME, ".xlsx"), "document"),
        ),
    ),
    said(9, "20.16", MINISTER, remarks=("verwijderd",)),
    said(10, "20.20", NAME, "שלום, ik stuur straks de tekst door. مرحبا بِكَ 你好 🇳🇱 ❤️"),
    Entry(11, EntryKind.ALREADY_PUBLIC, "20.31 uur", remarks=("Kamerstuk 36 200, nr. 41",)),
    said(
        12,
        "20.33",
        DIRECTOR,
        "Mijn opvatting: ",
        STATE + OPINION,
        ". De feiten staan in het logboek van het waterschap, met de metingen van vannacht en de drie meldingen van "
        "bewoners aan de Havenstraat.",
    ),
)


SHORT_SECRETS = [
    ("In januari belt Jan", "In januari belt Jan", False),
    ("In januari belt ", "In januari belt Jan", True),
    ("Jan belt in januari", "Jan belt in januari, Jan", True),
]
"""Of a message in which "Jan" is withheld elsewhere: what it shows, what a file says of it, and whether that is a leak."""


def chat(entries: tuple[Entry, ...] = ENTRIES, **more: Any) -> Document:
    """A talk of one evening about a dike that leaks."""
    values: dict[str, Any] = {
        "number": "0012",
        "app": "WhatsApp",
        "title": runs("Kernteam Zeedijk ", NAME),
        "day": date(2024, 3, 14),
        "judgement": Judgement.PARTIAL,
        "grounds": ALL,
        "remark": "Bijlagen zijn afzonderlijk beoordeeld.",
    }
    return Document(entries=entries, **(values | more))


def only(*text: Part, **more: Any) -> Document:
    """A document of one message."""
    return chat((said(1, "19.02", MINISTER, *text),), **more)


def disclosure(*documents: Document) -> DisclosureSet:
    return DisclosureSet(
        number="2026-0142",
        regime="Woo-verzoek",
        subject="Dijkversterking Oudezijl",
        authority="Ministerie van Water en Ruimte",
        received_on=date(2026, 1, 12),
        made_at=datetime(2026, 2, 3, 9, 30, tzinfo=UTC),
        documents=documents or (chat(),),
        grounds=GROUNDS,
    )

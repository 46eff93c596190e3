"""An invented disclosure set with one of everything a document can hold."""

from __future__ import annotations

from datetime import UTC, date, datetime

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

PRIVACY, STATE, OPINION, ID = "5.1.2e", "5.1.2i", "5.2", "5.1.1e"
GROUNDS = (
    GroundText(ID, "Nationale identificatienummers", "Openbaar maken blijft achterwege voor identificatienummers."),
    GroundText(PRIVACY, "Eerbiediging van de persoonlijke levenssfeer", "Het belang weegt zwaarder dan openbaarheid."),
    GroundText(STATE, "Goed functioneren van de Staat", "Het belang weegt zwaarder dan openbaarheid."),
    GroundText(OPINION, "Persoonlijke beleidsopvattingen", "Uit stukken voor intern beraad wordt niets verstrekt."),
)


def runs(*parts: str | tuple[str, ...]) -> tuple[Run, ...]:
    """`"tekst"` is shown, `("5.1.2e",)` is withheld."""
    return tuple(Shown(part) if isinstance(part, str) else Withheld(part) for part in parts)


def message(
    number: int, time: str, sender: str | tuple[str, ...], *text: str | tuple[str, ...], **more: object
) -> Entry:
    kind = more.pop("kind", EntryKind.MESSAGE)
    return Entry(number=number, kind=kind, time=time, sender=runs(sender), text=runs(*text), **more)  # type: ignore[arg-type]


def chat() -> Document:
    """A talk of one evening about a dike that leaks."""
    minister, director = "Hanneke Terpstra", "Joost van Weelden"
    return Document(
        number="0012",
        app="WhatsApp",
        title=runs("Kernteam Zeedijk ", (PRIVACY,)),
        day=date(2024, 3, 14),
        judgement=Judgement.PARTIAL,
        grounds=(ID, PRIVACY, STATE, OPINION),
        remark="Bijlagen zijn afzonderlijk beoordeeld.",
        entries=(
            message(
                1,
                "19.02 uur",
                minister,
                "Goedenavond allen. Wie heeft het laatste peil bij Oudezijl?",
                function="minister van Water en Ruimte",
            ),
            message(
                2,
                "19.04 uur",
                (PRIVACY,),
                "Ik bel ",
                (PRIVACY,),
                " even, die staat op de dijk. Nummer is ",
                (PRIVACY,),
                ".",
            ),
            Entry(3, EntryKind.SYSTEM, "19.05 uur", text=runs(director, " heeft ", (PRIVACY,), " toegevoegd")),
            message(
                4,
                "19.07 uur",
                director,
                "Het peil is 3,42 m +NAP en zakt ↓. Verwachting:\n– 20 uur: 3,38\n– 22 uur: 3,21\n– 24 uur: 3,02",
                function="directeur-generaal Water",
                remarks=("bewerkt",),
            ),
            message(
                5,
                "19.08 uur",
                minister,
                "Dank 👍. Mag dat zo naar de Kamer?",
                function="minister van Water en Ruimte",
                quote=QuoteRuns(runs(director), runs("Het peil is 3,42 m +NAP en zakt ↓. Verwachting: – 20 uur…")),
                reactions=runs("👍 ", director, ", 👍 ", (PRIVACY,)),
            ),
            message(6, "19.11 uur", (PRIVACY,), (STATE) and (STATE,), kind=EntryKind.WITHHELD),
            Entry(7, EntryKind.OUT_OF_SCOPE, "", count=12),
            message(
                8,
                "20.15 uur",
                director,
                "Foto van de kwel bij paal 14. Het burgerservicenummer van de melder, ",
                (ID, PRIVACY),
                ", staat per ongeluk in beeld; die moet eruit. Verder is mijn inschatting ",
                (ID, PRIVACY, STATE, OPINION),
                " en dat houden we zo.",
                function="directeur-generaal Water",
                attachments=(
                    AttachmentRuns(runs("IMG-20240314-WA0007.jpg"), "afbeelding", "0013"),
                    AttachmentRuns(runs("peil ", (PRIVACY,), ".xlsx"), "document"),
                ),
            ),
            message(9, "20.16 uur", minister, "", function="minister van Water en Ruimte", remarks=("verwijderd",)),
            message(10, "20.20 uur", (PRIVACY,), "שלום, ik stuur straks de tekst door. مرحبا بِكَ 你好 🇳🇱 ❤️"),
            message(11, "20.21 uur", (PRIVACY,), "مرحبا بالجميع، المنسوب 3,42 متر"),
            message(
                12,
                "20.31 uur",
                minister,
                "De Kamerbrief staat online.",
                kind=EntryKind.ALREADY_PUBLIC,
                function="minister van Water en Ruimte",
                remarks=("reeds openbaar: Kamerstuk 36 200, nr. 41",),
            ),
            message(
                13,
                "20.33 uur",
                director,
                "Mijn persoonlijke opvatting: ",
                (OPINION, STATE),
                ". De feiten staan in het logboek van het waterschap, "
                "inclusief de metingen van vannacht en de drie meldingen van bewoners aan de Havenstraat.",
                function="directeur-generaal Water",
            ),
        ),
    )


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

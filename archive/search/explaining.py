"""How one searches, for people: everything that can be typed, each with an example and what it finds. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive.functions import FunctionClass
from archive.search.expressions import Field
from archive.search.fields import ALSO_CALLED, FEATURES, SINCE, UNTIL
from archive.search.language import FARTHEST


@dataclass(frozen=True, slots=True)
class Way:
    """Something that can be typed. `also` are other ways to type the same, or to go on from it."""

    example: str
    meaning: str
    also: tuple[str, ...] = ()


WORDS = (
    Way(
        "pomp storing",
        "Alle woorden, in elke volgorde. Enkelvoud en meervoud, accenten en hoofdletters maken niet uit.",
    ),
    Way('"delta pompen"', "Deze woorden direct na elkaar."),
    Way("noodpomp OF gemaal", "Een van beide. Wat naast elkaar staat hoort bij elkaar; zet anders haakjes.", ("OR",)),
    Way("(noodpomp OF gemaal) storing", "Haakjes: een van beide, en daarbij altijd het derde woord."),
    Way(
        "pomp -borrel", "Zonder dit woord. Werkt ook voor haakjes, een zin of een veld.", ("NIET borrel", "NOT borrel")
    ),
    Way("pomp*", "Elk woord dat zo begint: pompen, pompstation."),
    Way(
        "pomp nabij/3 storing",
        f"Hoogstens zo ver uit elkaar, in elke volgorde: 1 is naast elkaar, {FARTHEST} het verst.",
        ("near/3",),
    ),
    Way("pomp EN storing", "Hetzelfde als zonder EN.", ("AND",)),
)
"""What can be done with words."""

_FIELDS = {
    Field.SENDER: (
        'van:"Rieke Talsma"',
        "Geschreven door deze persoon, onder elke naam en elk nummer. Een deel van de naam mag.",
    ),
    Field.RECIPIENT: (
        'aan:"Rieke Talsma"',
        "In een gesprek waaraan deze persoon deelneemt, geschreven door een ander.",
    ),
    Field.CONVERSATION: ("in:Crisisteam", "In dit gesprek."),
    Field.APP: ("app:whatsapp", "Met deze app."),
    Field.FUNCTION: (
        "functie:minister",
        f"De afzender had op die dag deze functie: {', '.join(kind.label for kind in FunctionClass)}, of een titel.",
    ),
    Field.ORGANISATION: ("organisatie:waterschap", "De afzender had op die dag een functie bij deze organisatie."),
    Field.TOPIC: ("onderwerp:hoogwater", "Hoort bij dit onderwerp."),
    Field.DATE: (
        "datum:2025-11..2026-02",
        "Op deze dag, in deze maand of dit jaar, of van de een tot en met de ander; een kant mag open blijven.",
    ),
    Field.HAS: ("heeft:bijlage", "Met een bijlage."),
    Field.IS: ("is:verwijderd", "Op een van de telefoons verwijderd, of bewerkt."),
}
_ALSO = {
    Field.SENDER: ('van:"Rieke Talsma #12"', 'van:"06 1234 5678"'),
    Field.APP: ('app:"Microsoft Teams"',),
    Field.FUNCTION: ('functie:"ambtelijke top"',),
    Field.DATE: ("datum:14-11-2025", 'datum:"14 november 2025"', "datum:2025", f"{SINCE}:2025-11", f"{UNTIL}:2026-02"),
    Field.IS: tuple(way for feature in FEATURES[Field.IS] for way in (f"{feature}:ja", f"{feature}:nee")),
}


def fields() -> list[Way]:
    """What can be asked beside words, a line for every field there is."""
    return [
        Way(*_FIELDS[field], (*_ALSO.get(field, ()), *(f"{name}:" for name in ALSO_CALLED.get(field, ()))))
        for field in Field
    ]

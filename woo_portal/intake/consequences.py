"""What merging or splitting persons will do, as sentences for who is about to do it. Dossiers are counted, not named: an
archivist knows of none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from archive.models import Function, Message, Person
from archive.retention import holds
from woo_portal.dossiers.passages import Again, how_much_again
from woo_portal.presentation.dutch import counted, enumeration


def of_merging(one: Person, other: Person) -> list[str]:
    """What happens when two persons become one."""
    counts = {person: Message.objects.filter(sender__person=person).count() for person in (one, other)}
    names = one.handles.count() + other.handles.count()
    functions = [*one.functions.all(), *other.functions.all()]
    sentences = [
        f"Alle berichten komen op naam van één persoon: {counts[one]} van {one.name} en {counts[other]} van {other.name}.",
        f"Die persoon krijgt {counted(names, 'naam, nummer of adres', 'namen, nummers en adressen')} en "
        f"{counted(len(functions), 'functie', 'functies')}; er valt niets weg.",
    ]
    sentences += [
        f"{_overlap(a, b)} Beide blijven staan; op een dag waarop beide gelden, telt de functie die het laatst begon."
        for a, b in combinations(functions, 2)
        if a.overlaps(b)
    ]
    phones = one.held_sources.count() + other.held_sources.count()
    if phones:
        sentences.append(f"Deze persoon is dan de houder van de telefoon bij {counted(phones, 'export', 'exports')}.")
    if holds.on(one) or holds.on(other):
        sentences.append("Wat voor één van hen wordt vastgehouden, wordt vastgehouden voor alles van deze persoon.")
    return [*sentences, *_in_dossiers(how_much_again([one.pk, other.pk]))]


def of_splitting(person: Person, handles: Sequence[int], to: str, *, receiver: int | None) -> list[str]:
    """What happens when these names (ids) become another's: who is called `to`, a new person when `receiver` is None."""
    count = Message.objects.filter(sender__in=handles).count()
    values = [f"«{value}»" for value in person.handles.filter(pk__in=handles).values_list("value", flat=True)]
    verb = "hoort" if len(values) == 1 else "horen"
    sentences = [
        f"{enumeration(sorted(values))} {verb} dan bij {to}.",
        f"{counted(count, 'bericht krijgt', 'berichten krijgen').capitalize()} overal {to} als afzender.",
    ]
    if person.functions.exists():
        sentences.append(f"De functies blijven bij {person.name}.")
    if holds.on(person):
        sentences.append(
            f"Wat voor {person.name} wordt vastgehouden, wordt dan ook voor {to} vastgehouden; elk is apart te beëindigen."
        )
    involved = [person.pk] if receiver is None else [person.pk, receiver]
    return [*sentences, *_in_dossiers(how_much_again(involved))]


def _overlap(one: Function, other: Function) -> str:
    if (one.title, one.organisation) == (other.title, other.organisation):
        return f"De functie ‘{one}’ is bij beiden vastgelegd."
    return f"De functies ‘{one}’ en ‘{other}’ overlappen."


def _in_dossiers(again: Again) -> list[str]:
    if not again.messages:
        return ["Er is geen lopend dossier waarin dit iets verandert."]
    return [
        f"In {counted(again.dossiers, 'lopend dossier', 'lopende dossiers')} wordt in "
        f"{counted(again.messages, 'bericht', 'berichten')} opnieuw gezocht naar wat gelakt moet worden. Een dossier kan "
        "pas verder als dat gedaan is.",
        "Wat al gelakt of openbaar gemaakt is, blijft zoals het is; wat al vrijgegeven is, ook.",
    ]

"""Numbers beside the names that are withheld in a dossier: switching them on or off, and who has which."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from archive.models import Person
from redaction.numbering import number_people
from redaction.pseudonyms import PERSON_KEY
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.composing import locked_for_redaction
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.workflow import shown


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number as it is printed ("ambtenaar 3"), and who has it; no name for a name of nobody the archive knows."""

    words: str
    name: str


def numbered(dossier: Dossier) -> list[Numbered]:
    """Who has which number, in the order of the numbers; two queries."""
    rows = list(dossier.layer.pseudonyms.all())
    persons = Person.objects.in_bulk(
        [int(row.key[len(PERSON_KEY) :]) for row in rows if row.key.startswith(PERSON_KEY)]
    )
    names = {f"{PERSON_KEY}{pk}": person.name for pk, person in persons.items()}
    return [Numbered(str(row), names.get(row.key, "")) for row in rows]


@transaction.atomic
def set_numbering(dossier: Dossier, is_on: bool, *, by: User) -> bool:
    """Number everybody whose name is withheld, or no longer print the numbers; whether that changed anything.

    Numbers that were given stay theirs. Raises `DossierClosed` unless the dossier is being redacted.
    """
    layer = locked_for_redaction(dossier).layer
    if layer.numbers_people == is_on:
        return False
    layer.numbers_people = is_on
    layer.save(update_fields=["numbers_people"])
    number_people(layer, shown(dossier))
    record(Verb.PEOPLE_NUMBERED, by=by, subject=dossier.number, dossier_id=dossier.pk, is_on=is_on)
    return True

"""Who is meant by a name that fits several persons, inside a dossier: what to ask, and keeping what a reviewer chose.

What a choice means stands in `redaction.meant`; here is checked that the dossier is being redacted, and the log is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from archive.models import Person
from redaction import meant
from redaction.choices import Status
from redaction.meant import Chosen
from redaction.models import MeantPerson, Redaction
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import acting
from woo_portal.dossiers.composing import locked_for_redaction
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.workflow import shown


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a name may be of, with the function on the day it was written; "" for none."""

    person: Person
    function: str


@dataclass(frozen=True, slots=True)
class Question:
    """Who a name may be of. `choice` is what a person chose, if anybody did.

    `others` is how many open proposals in the same conversation read the same and are of nobody yet.
    """

    candidates: tuple[Candidate, ...]
    choice: MeantPerson | None
    others: int

    @property
    def names(self) -> str:
        """ "Jan de Vries, Jan Smit of Jan Visser"."""
        names = list(dict.fromkeys(candidate.person.name for candidate in self.candidates))
        return f"{', '.join(names[:-1])} of {names[-1]}" if len(names) > 1 else names[0]


def question_about(dossier: Dossier, redaction: Redaction, words: str, day: date) -> Question | None:
    """What to ask about an open proposal of these words, written on a Dutch day; None where nothing is to be chosen."""
    if redaction.status != Status.PROPOSED:
        return None
    choice = meant.choice_for(redaction)
    if redaction.person_id is not None and choice is None:
        return None
    persons = meant.candidates_for(redaction, words)
    if len(persons) < 2:
        return None
    same = meant.same_words_here(redaction, shown(dossier)).filter(status=Status.PROPOSED, person=None)
    chosen = meant.chosen_in(dossier.layer)
    others = sum(meant.passage_of(row) not in chosen for row in same)
    return Question(tuple(_candidate(person, day) for person in persons), choice, others)


def _candidate(person: Person, day: date) -> Candidate:
    function = person.function_at(day)
    return Candidate(person, function.title if function else "")


@transaction.atomic
def choose(
    dossier: Dossier, redaction: Redaction, person: Person | None, *, by: User, everywhere: bool = False
) -> Chosen:
    """Say who is meant, in one place or `everywhere` in its conversation; see `redaction.meant.choose`.

    Raises `DossierClosed` outside the redacting state.
    """
    locked = locked_for_redaction(dossier)
    others = meant.same_words_here(redaction, shown(locked)) if everywhere else None
    chosen = meant.choose(redaction, person, by=acting(by), others=others)
    _told(locked, by, chosen.changed)
    return chosen


@transaction.atomic
def take_back(dossier: Dossier, redaction: Redaction, *, by: User) -> int:
    """Ask again who is meant; see `redaction.meant.take_back`."""
    locked = locked_for_redaction(dossier)
    count = meant.take_back(redaction)
    _told(locked, by, count, taken_back=True)
    return count


def _told(dossier: Dossier, by: User, count: int, **details: bool) -> None:
    if count:
        record(Verb.MEANT_CHOSEN, by=by, subject=dossier.number, dossier_id=dossier.pk, count=count, **details)

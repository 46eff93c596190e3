"""Who is meant where a name fits several known persons: the question, and what a person chose.

A choice is of one passage, and kept beside it: when proposals are made anew it counts again, whatever a detector says, and
nobody else's choice replaces it. It decides nothing: the passage stays a proposal, on the ground that the policy gives for
whoever was chosen.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from archive.acting import Actor
from archive.functions import FunctionClass
from archive.models import Person
from redaction.choices import Status
from redaction.decide import StaleDecision
from redaction.detecting import Label
from redaction.grounds import Regime
from redaction.held import Messages, Place, among, day_of, place_of, source_of, span_of
from redaction.known_persons import functionaries, known_person, participants_of
from redaction.models import MeantPerson, Redaction, RedactionLayer
from redaction.names.fitting import fitting, nearly_fitting, perhaps_called
from redaction.policy import Policy
from redaction.policy_table import ground_for, in_force, role_of, roles_in
from redaction.spans import Span


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many passages a choice changed, and how many of the same words in the conversation stayed as they were because a
    person had chosen or decided there.
    """

    changed: int
    left: int = 0


def chosen_in(layer: RedactionLayer) -> Mapping[tuple[Place, Span], MeantPerson]:
    """What was chosen in a layer, by the passage it was chosen for."""
    rows = layer.meant.select_related("person__merged_into")
    return {passage_of(row): row for row in rows}


def choice_for(redaction: Redaction) -> MeantPerson | None:
    """What was chosen for a passage."""
    return MeantPerson.objects.filter(**_where(redaction)).select_related("person__merged_into").first()


def candidates_for(redaction: Redaction, words: str) -> tuple[Person, ...]:
    """Who a passage of these words may be the name of; fewer than two when there is nothing to ask.

    Participants of the conversation before who is known by a function, and a name as it is written before a typing error: as
    the detector of participants does.
    """
    if redaction.label != Label.PERSON:
        return ()
    conversation = _conversation(redaction)
    taking_part = {person.pk: person for person in participants_of(conversation)}
    others = {person.pk: person for person in functionaries() if person.pk not in taking_part}
    here, elsewhere = list(map(known_person, taking_part.values())), list(map(known_person, others.values()))
    found = (
        fitting(words, here)
        or fitting(words, elsewhere, is_elsewhere=True)
        or nearly_fitting(words, here)
        or nearly_fitting(words, elsewhere)
        or perhaps_called(words, here)
    )
    persons = taking_part | others
    return tuple(
        sorted((persons[known.person_id] for known in found), key=lambda person: (person.name.casefold(), person.pk))
    )


def same_words_here(redaction: Redaction, messages: Messages) -> QuerySet[Redaction]:
    """The other names among these messages that read the same in the same conversation, however they stand."""
    conversation = _conversation(redaction)
    return redaction.layer.redactions.filter(
        among(messages),
        Q(message__conversation=conversation) | Q(conversation=conversation),
        label=Label.PERSON,
        passage_key=redaction.passage_key,
    ).exclude(pk=redaction.pk)


@transaction.atomic
def choose(
    redaction: Redaction, person: Person | None, *, by: Actor, others: QuerySet[Redaction] | None = None
) -> Chosen:
    """Take an open proposal for the name of this person, or of nobody known (None); with it those of `others` that are
    open, of nobody, and without a choice of their own.

    Raises `StaleDecision` when the proposal has another version than the object given, or is decided on.
    """
    standing = person.standing if person else None
    asked, rest = _locked(redaction, others)
    chosen = chosen_in(asked.layer)
    own = chosen.get(passage_of(asked))
    changed = [row for row in rest if _is_open(row) and row.person_id is None and passage_of(row) not in chosen]
    if own is None or own.who != standing:
        changed.append(asked)
        MeantPerson.objects.filter(**_where(asked)).delete()
    act, now = uuid.uuid4(), timezone.now()
    MeantPerson.objects.bulk_create(
        MeantPerson(**_where(row), person=standing, act=act, by=by.name, by_id=by.id, at=now) for row in changed
    )
    _name(asked.layer, changed, standing)
    return Chosen(len(changed), len(rest) - sum(row is not asked for row in changed))


@transaction.atomic
def take_back(redaction: Redaction) -> int:
    """Ask again who is meant: for this open proposal, and for the others that were chosen with it and are open still.

    How many that are. What was decided on keeps who it is of. Raises `StaleDecision` as `choose`, and when nothing was chosen.
    """
    choice = choice_for(redaction)
    if choice is None:
        raise StaleDecision
    together = {passage_of(row): row for row in redaction.layer.meant.filter(act=choice.act)}
    same = redaction.layer.redactions.filter(passage_key=redaction.passage_key, label=Label.PERSON)
    asked, rest = _locked(redaction, same.exclude(pk=redaction.pk))
    again = [asked, *(row for row in rest if _is_open(row) and passage_of(row) in together)]
    MeantPerson.objects.filter(pk__in=[together[passage_of(row)].pk for row in again]).delete()
    _name(asked.layer, again, None)
    return len(again)


def ground_for_meant(policy: Policy, role: FunctionClass, regime: Regime) -> str | None:
    """The ground to propose for a chosen person's name. Where the policy shows it, that for somebody unknown.

    A name that a person had to explain is not shown by a rule alone: it is put to who decides, with what the policy says.
    """
    return ground_for(policy, Label.PERSON, role, regime) or ground_for(
        policy, Label.PERSON, FunctionClass.UNKNOWN, regime
    )


def _locked(redaction: Redaction, others: QuerySet[Redaction] | None) -> tuple[Redaction, list[Redaction]]:
    """The passage and the others, locked in one order. Raises `StaleDecision` when the passage changed or is decided on."""
    wanted = Q(pk=redaction.pk) | (Q(pk__in=others.order_by().values("pk")) if others is not None else Q())
    rows = (
        Redaction.objects.select_for_update(of=("self",))
        .filter(wanted)
        .select_related("layer", "message", "conversation")
        .order_by("pk")
    )
    by_pk = {row.pk: row for row in rows}
    asked = by_pk.pop(redaction.pk, None)
    if asked is None or asked.version != redaction.version or not _is_open(asked):
        raise StaleDecision
    return asked, list(by_pk.values())


def _name(layer: RedactionLayer, rows: Sequence[Redaction], person: Person | None) -> None:
    """Put these proposals on a person's name, on the ground that goes with the role on each day."""
    policy, given, regime = in_force(), roles_in(layer.pk), Regime(layer.regime)
    if person is not None:
        prefetch_related_objects([person], "functions")
    for row in rows:
        row.person = person
        role = role_of(person, day_of(source_of(row)), given)
        row.ground = ground_for_meant(policy, role, regime) or row.ground
        row.version += 1
    Redaction.objects.bulk_update(rows, ["person", "ground", "version"], batch_size=1000)


def _is_open(redaction: Redaction) -> bool:
    return redaction.status == Status.PROPOSED


def _conversation(redaction: Redaction) -> int:
    conversation = redaction.message.conversation_id if redaction.message else redaction.conversation_id
    assert conversation is not None
    return conversation


def passage_of(redaction: Redaction | MeantPerson) -> tuple[Place, Span]:
    """How `chosen_in` tells passages apart."""
    return place_of(redaction), span_of(redaction)


def _where(redaction: Redaction) -> dict[str, Any]:
    """The passage, as the columns of a choice."""
    names = ("layer_id", "message_id", "conversation_id", "field", "index", "start", "end")
    return {name: getattr(redaction, name) for name in names}

"""The policy as it stands in the database, and the roles that one layer gives to persons against their functions.

A row counts on the days on which it is *proposed*, not on the day of the message: a decision on a request is taken under the
policy of that moment, whatever the age of the message. The role is that of the moment of sending.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from archive.acting import Actor
from archive.days import local_day
from archive.functions import FunctionClass
from archive.models import Person
from redaction.choices import Status
from redaction.detecting import Label
from redaction.grounds import PSEUDONYM, STATE_INTEREST, Regime
from redaction.held import day_of, source_of
from redaction.models import PolicyRule, Redaction, RedactionLayer, TreatedAs
from redaction.policy import Policy, Rule


def in_force(day: date | None = None) -> Policy:
    """The policy of a Dutch day, by default today. Of two rows for the same, the one that began last counts."""
    on = day or local_day(timezone.now())
    rows = PolicyRule.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on)
    )
    found: dict[tuple[str, str], Rule] = {}
    for row in sorted(rows, key=lambda row: (row.valid_from or date.min, row.pk)):
        role = FunctionClass(row.role) if row.role else None
        found[row.label, row.role] = Rule(Label(row.label), role, row.ground or None, row.why)
    return Policy(tuple(found.values()))


def roles_in(layer: int) -> dict[int, FunctionClass]:
    """The roles a layer (id) gives to persons (ids of who they are now) whatever their functions say.

    Of two persons who were merged since, the role that was given to whom they are now counts, else the one given last.
    """
    rows = TreatedAs.objects.filter(layer=layer).select_related("person").order_by("at", "pk")
    given = {row.person.standing_id: FunctionClass(row.role) for row in rows}
    return given | {row.person_id: FunctionClass(row.role) for row in rows if row.person_id in given}


def role_of(person: Person | None, day: date, given: Mapping[int, FunctionClass]) -> FunctionClass:
    """The role that `given` (of `roles_in`) gives a person, else the class of the function held on a Dutch day."""
    if person and (treated := given.get(person.standing_id)):
        return treated
    function = person.function_at(day) if person else None
    return FunctionClass(function.function_class) if function else FunctionClass.UNKNOWN


def ground_for(policy: Policy, label: Label, role: FunctionClass, regime: Regime) -> str | None:
    """What the policy proposes. In answers to parliament what it would withhold of a person becomes a pseudonym; what gives
    access to something is withheld in the interest of the State, the only ground there is (article 68 of the Constitution).
    """
    ground = policy.propose(label, role)
    if not ground or regime is Regime.WOO:
        return ground
    return STATE_INTEREST if label is Label.CREDENTIAL else PSEUDONYM


@dataclass(frozen=True, slots=True)
class Treated:
    """What a role changed: proposals that lapsed (they are made anew where the role asks for it), and decisions on names that
    differ from what the policy now says; these stay.
    """

    lapsed: int
    differing: int


@transaction.atomic
def treat_as(layer: RedactionLayer, person: Person, role: FunctionClass | None, *, by: Actor) -> Treated:
    """In this layer, take a person for somebody in this role at every moment; None goes back to the table of functions.

    Open proposals of the person's data lapse: whoever calls has the messages searched again.
    """
    person = person.standing
    if role is None:
        layer.treated.filter(person=person).delete()
    else:
        values = {"role": role.value, "by": by.name, "by_id": by.id, "at": timezone.now()}
        TreatedAs.objects.update_or_create(layer=layer, person=person, defaults=values)
    own = layer.redactions.filter(person__in=Person.objects.same_as(person.pk))
    lapsed, _ = own.from_policy().delete()
    return Treated(lapsed, _differing(own, person, roles_in(layer.pk)))


def _differing(own: QuerySet[Redaction], person: Person, given: Mapping[int, FunctionClass]) -> int:
    """How many decisions on names of a person are otherwise than the policy has it for who that was on the day."""
    prefetch_related_objects([person], "functions")
    policy, count, is_shown = in_force(), 0, dict[date, bool]()
    decided = own.filter(label=Label.PERSON, status__in=(Status.ACCEPTED, Status.REJECTED)).order_by()
    for row in decided.select_related("message", "conversation").iterator():
        day = day_of(source_of(row))
        if day not in is_shown:
            is_shown[day] = policy.propose(Label.PERSON, role_of(person, day, given)) is None
        count += is_shown[day] == (row.status == Status.ACCEPTED)
    return count

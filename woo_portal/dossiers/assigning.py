"""Who handles a dossier (behandelaar): one person, for colleagues to know. It opens nothing; see decision record 97."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, Q, QuerySet

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import SEEN_BY
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State


class AssignmentRefused(Exception):
    """The dossier cannot be given to this person, or was given to somebody else meanwhile; the message is Dutch."""


def may_assign(user: User) -> bool:
    """Whether somebody may say who handles the dossiers they see: who makes them."""
    return user.may(Capability.COMPOSE_DOSSIER)


def workers_for(dossier: Dossier) -> QuerySet[User]:
    """Who can be given a dossier as it stands now: the active accounts whose role sees it, by name."""
    sees = (
        Q(Exists(Dossier.objects.filter(which, pk=dossier.pk).order_by()), role=role) for role, which in SEEN_BY.items()
    )
    return User.objects.filter(reduce(or_, sees), is_active=True).order_by("first_name", "last_name", "username")


def to_be_given() -> Q:
    """Condition on a dossier: who handles it can do nothing in it any more, and there is something to do."""
    able = reduce(or_, (Q(which, assignee__role=role) for role, which in SEEN_BY.items()))
    return Q(~Q(state=State.RELEASED), Q(assignee__is_active=False) | ~able, assignee__isnull=False)


def with_assignee(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Each with who handles it at hand, and `is_to_be_given` for `to_be_given`; takes no query more."""
    left = ExpressionWrapper(to_be_given(), output_field=BooleanField())
    return dossiers.select_related("assignee").annotate(is_to_be_given=left)


def called(assignee: User) -> str:
    """Who handles a dossier, in Dutch, and that the account was deactivated."""
    return str(assignee) if assignee.is_active else f"{assignee} (account uitgeschakeld)"


@transaction.atomic
def assign(dossier: Dossier, to: User | None, *, by: User, seen: int | None) -> bool:
    """Give a dossier to somebody, or to nobody (None); whether anything changed. `seen` is who handled it (id) on the page this
    was asked from. A form sent twice does no harm. Raises `AssignmentRefused`.
    """
    # Without the person joined to it: what is joined to a row that was waited for is as it was before the wait.
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    before = locked.assignee
    if to == before:
        return False
    if (before.pk if before else None) != seen:
        now = f"{before} behandelt het nu" if before else "niemand behandelt het nu"
        raise AssignmentRefused(
            f"Iemand anders wijzigde intussen wie dossier {locked.number} behandelt: {now}. Uw keuze is niet bewaard; kies "
            "opnieuw als dat zo niet goed is."
        )
    if to is not None and not workers_for(locked).filter(pk=to.pk).exists():
        raise AssignmentRefused(
            f"{to} kan nu niet aan dossier {locked.number} werken. Er is niets gewijzigd; kies iemand anders."
        )
    locked.assignee = to
    locked.save(update_fields=["assignee"])
    record(
        Verb.DOSSIER_ASSIGNED,
        by=by,
        subject=locked.number,
        dossier_id=locked.pk,
        before=str(before) if before else "",
        after=str(to) if to else "",
    )
    return True

"""The only door to a dossier. What a role may not see does not exist for it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from archive.acting import Actor
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability, Role
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State

SEEN_BY: dict[Role, Q] = {
    Role.COORDINATOR: Q(kind=Kind.WOO),
    Role.LIAISON: Q(kind=Kind.PARLIAMENT),
    Role.REVIEWER: ~Q(state=State.COLLECTING),
}
"""Which dossiers each role sees. A reviewer sees both kinds, from the moment there is something to review."""
MAKES = {Role.COORDINATOR: Kind.WOO, Role.LIAISON: Kind.PARLIAMENT}
"""The kind of dossier a role makes, and therefore sees."""


def visible_to(user: User) -> QuerySet[Dossier]:
    """The dossiers this account may know of."""
    if not user.may(Capability.READ_DOSSIER):
        return Dossier.objects.none()
    return Dossier.objects.filter(SEEN_BY[Role(user.role)]).select_related("layer", "created_by")


def get_dossier(user: User, number: str, *, kind: Kind | None = None) -> Dossier:
    """The dossier with this number, of this kind if one is given. Raises `Http404`, the same for forbidden, absent and of another
    kind.
    """
    of_kind = visible_to(user).filter(kind=kind) if kind else visible_to(user)
    dossier = of_kind.filter(number=number).first() if "\0" not in number else None
    if dossier is None:
        raise Http404
    return dossier


def acting(user: User) -> Actor:
    """The account as the archive and the redaction layer keep it with what it decides."""
    return Actor(user.pk, str(user))


def may_search(user: User) -> bool:
    """Whether this account may search the archive for the dossiers it sees."""
    return user.may(Capability.SEARCH) and user.may(Capability.COMPOSE_DOSSIER)

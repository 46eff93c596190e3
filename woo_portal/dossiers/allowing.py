"""The allow-list of a dossier and of the organisation: what is no longer proposed, by whom and why, in the log."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from redaction import allowing
from redaction.allowing import Allowed, NotAllowed, check, entries_for, lapsing
from redaction.models import AllowedPassage
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import acting
from woo_portal.dossiers.composing import locked_for_redaction
from woo_portal.dossiers.locking import lock_in_order, lock_unreleased
from woo_portal.dossiers.models import Dossier, Item
from woo_portal.dossiers.passages import request_all_proposals, request_proposals
from woo_portal.dossiers.states import State

__all__ = [
    "NotAllowed",
    "allow",
    "allow_everywhere",
    "check",
    "disallow",
    "disallow_everywhere",
    "entries",
    "how_many_lapse",
]

EVERYWHERE = "alle dossiers"


def entries(dossier: Dossier) -> QuerySet[AllowedPassage]:
    """What is not proposed in a dossier: its own words, and those of the organisation (without `layer`)."""
    return entries_for(dossier.layer)


def how_many_lapse(dossier: Dossier, words: str) -> int:
    """How many open proposals of the dossier lapse when these words are allowed."""
    return lapsing(words, dossier.layer).count()


@transaction.atomic
def allow(dossier: Dossier, words: str, *, reason: str, by: User) -> Allowed:
    """Stop proposing these words in a dossier. Raises `NotAllowed`, and `DossierClosed` when it is not being redacted."""
    locked = locked_for_redaction(dossier)
    allowed = allowing.allow(words, reason=reason, by=acting(by), layer=locked.layer)
    record(
        Verb.PASSAGE_ALLOWED,
        by=by,
        subject=locked.number,
        dossier_id=locked.pk,
        where="dit dossier",
        count=allowed.lapsed,
    )
    return allowed


@transaction.atomic
def disallow(dossier: Dossier, entry: int, *, by: User) -> bool:
    """Propose the words of an entry (id) of this dossier again: all its messages are searched once more.

    False when the entry is gone already, or is not the dossier's. Raises `DossierClosed`.
    """
    locked = locked_for_redaction(dossier)
    removed, _ = locked.layer.allowed.filter(pk=entry).delete()
    if removed:
        locked.items.search_again()
        record(Verb.PASSAGE_DISALLOWED, by=by, subject=locked.number, dossier_id=locked.pk, where="dit dossier")
        request_proposals(locked, by=by)
    return bool(removed)


@transaction.atomic
def allow_everywhere(words: str, *, reason: str, by: User) -> Allowed:
    """Stop proposing these words in every dossier. Raises `NotAllowed`."""
    lock_in_order(Dossier.objects.all())
    allowed = allowing.allow(words, reason=reason, by=acting(by))
    record(Verb.PASSAGE_ALLOWED, by=by, subject=EVERYWHERE, where=EVERYWHERE, count=allowed.lapsed)
    return allowed


@transaction.atomic
def disallow_everywhere(entry: AllowedPassage, *, by: User) -> None:
    """Propose the words of an entry of the organisation again: every dossier that is not released is searched once more."""
    lock_unreleased()
    entry.delete()
    Item.objects.exclude(dossier__state=State.RELEASED).search_again()
    record(Verb.PASSAGE_DISALLOWED, by=by, subject=EVERYWHERE, where=EVERYWHERE)
    request_all_proposals()
